/**
 * One question with all that its answer stands on, in a folder that can be checked without us. The
 * same ledger, question and moment give the same bytes: no clock is looked at, and an answer whose
 * day is not given is of the day on which the last event was recorded.
 */
import { settledWords } from '../../answer/conflicts.js';
import { fail, invalidArgument, notFound } from '../../answer/error.js';
import { addressOfFiling } from '../../answer/filing-detail.js';
import type { Settled } from '../../answer/moment.js';
import { insiderOfPosition } from '../../answer/named-position.js';
import { insiderAnswer } from '../../answer/party.js';
import { canonicalJson, sha256Hex } from '../../event/canonical.js';
import { type FilingRecorded, issuerStream } from '../../event/catalogue.js';
import { placeText } from '../../event/chain.js';
import type { InsiderId } from '../../event/identity.js';
import { decodeEvent } from '../../event/upcast.js';
import { easternDay, instantOf } from '../../filing/calendar.js';
import { keptSource } from '../../filing/kept-sources.js';
import { views } from '../../journal/views.js';
import type { RecordedEvent } from '../../store/port.js';
import { isAddress } from '../address.js';
import { asking } from '../asking.js';
import { unwrap } from '../book/who.js';
import type { OpenLedger } from '../open-ledger.js';
import { findConflict } from '../rule/found-conflict.js';
import { verifyStore } from '../verify.js';
import { csvOf, htmlOf } from './answer-text.js';
import type { AuditPackAnswer, AuditPackQuery } from './audit-pack-answer.js';
import { checker } from './checker.js';
import { newFolder, type PackFile, writeFiles } from './pack-folder.js';
import { certificateText, readmeText } from './words.js';

export interface InclusionProof {
  /** Of the event, as sealed: the leaf. */
  readonly hash: string;
  readonly index: number;
  /** From the leaf to the root, in hex. */
  readonly path: ReadonlyArray<string>;
}

/** What others keep about the records, for a pack to take in. */
export interface PackRecords {
  /** Legal holds that the records of these streams stand under. */
  holds(streams: ReadonlyArray<string>): Promise<ReadonlyArray<unknown>>;
  /** A checkpoint's note, with a proof of each of these events that came before it. */
  checkpoint(hashes: ReadonlyArray<string>): Promise<{
    readonly note: string;
    /** The public key that it is signed by, where that is known. */
    readonly key: string | null;
    /** An authority's answer (RFC 3161) that stamps it. */
    readonly timestamp: Uint8Array | null;
    readonly proofs: ReadonlyArray<InclusionProof>;
  } | null>;
}

export const noRecords: PackRecords = { holds: async () => [], checkpoint: async () => null };

type Question = Omit<AuditPackQuery, 'out' | 'version' | 'checkpoint' | 'key'>;

const names = ['position', 'conflict', 'insider', 'issuer'] as const;

const checkedQuestion = (query: AuditPackQuery): Question => {
  const given = names.filter((name) => query[name] !== undefined);
  const isOne = given.length === 1 || given.join() === 'insider,issuer';
  if (!isOne)
    return fail(
      invalidArgument(
        `a pack is of one question: a position, a conflict, an insider (with an issuer or without) or an issuer; got ${given.join(' and ') || 'none of them'}`,
      ),
    );
  const { out: _, version: _v, checkpoint: _c, key: _k, ...question } = query;
  return question;
};

/** Whose views the answer is made of. */
const insidersOf = async (
  open: OpenLedger,
  question: Question,
  at: Settled,
): Promise<ReadonlyArray<InsiderId>> => {
  const { position, conflict, insider, issuer } = question;
  const { recordedBy } = at.vantage;
  if (position !== undefined)
    return [await open.insiderOf(insiderOfPosition(position), {}, recordedBy)];
  if (conflict !== undefined) {
    const { view, settled } = await findConflict(open, conflict, question);
    return settled === null ? [insiderAnswer(view).id] : fail(notFound(settledWords(settled)));
  }
  const asked = {
    ...(insider === undefined ? {} : { insider }),
    ...(issuer === undefined ? {} : { issuer }),
  };
  const { said } = await open.folded(asked, at, (view) => insiderAnswer(view).id);
  return [...new Set(said)].sort();
};

const answerOf = async (open: OpenLedger, question: Question): Promise<unknown> => {
  const ask = asking(open);
  const { position, conflict, insider, issuer, ...moment } = question;
  if (position !== undefined) return unwrap(await ask.explain({ position, ...moment })());
  if (conflict !== undefined) return unwrap(await ask.conflict(conflict, moment)());
  const subject = {
    ...(insider === undefined ? {} : { insider }),
    ...(issuer === undefined ? {} : { issuer }),
  } as { readonly insider: string };
  const query = { ...subject, ...moment, fromLog: true };
  return {
    holdings: unwrap(await ask.holdings({ ...query, includeClosed: true })()),
    transactions: unwrap(await ask.transactions(query)()),
    conflicts: unwrap(await ask.conflicts(query)()),
    reconcile: unwrap(await ask.reconcile(query)()),
  };
};

const rulingsOf = async (
  open: OpenLedger,
  question: Question,
  insiders: ReadonlyArray<InsiderId>,
): Promise<ReadonlyArray<unknown>> => {
  const { issuer, recordedBy } = question;
  const moment = recordedBy === undefined ? {} : { recordedBy };
  const scope = issuer === undefined ? {} : { issuer };
  const rulings = new Map<string, unknown>();
  for (const insider of insiders) {
    const asked = asking(open).rulings({ ...scope, insider, ...moment, fromLog: true });
    for (const ruling of unwrap(await asked()).rulings) rulings.set(ruling.id, ruling);
  }
  return [...rulings.values()];
};

/** The streams that the insiders' views are folded from: co-owners' and issuers' among them. */
const streamsRead = async (
  open: OpenLedger,
  insiders: ReadonlyArray<InsiderId>,
  issuer: string | undefined,
  at: Settled,
): Promise<ReadonlyArray<string>> => {
  const read = new Set<string>();
  const { view } = views({
    ...open.streams,
    load: (name) => {
      read.add(name);
      return open.streams.load(name);
    },
  });
  for (const insider of insiders) await view(insider, at.vantage);
  if (issuer !== undefined)
    read.add(issuerStream(await open.issuerOf(issuer, {}, at.vantage.recordedBy)));
  return [...read].sort();
};

const eventLine = ({ stream, revision, id, type, data, metadata }: RecordedEvent): string =>
  `${canonicalJson({ stream, revision: String(revision), id, type, data, metadata })}\n`;

interface SourceEntry {
  readonly sha256: string;
  readonly file: string | null;
  /** Why a document that is kept is not enclosed. */
  readonly damaged?: string;
  readonly filings: ReadonlyArray<{ readonly accession: string; readonly address: string | null }>;
}

const sourcesOf = (
  filings: ReadonlyArray<FilingRecorded>,
  folder: string | null,
): { readonly index: ReadonlyArray<SourceEntry>; readonly files: ReadonlyArray<PackFile> } => {
  const byDigest = new Map<string, Map<string, string | null>>();
  for (const { sourceDigest, accession, issuer } of filings)
    if (sourceDigest !== null)
      byDigest.set(
        sourceDigest,
        (byDigest.get(sourceDigest) ?? new Map()).set(
          accession,
          addressOfFiling(accession, issuer.cik),
        ),
      );
  const files: Array<PackFile> = [];
  const index = [...byDigest].sort().map(([sha256, named]): SourceEntry => {
    const kept = folder === null ? null : keptSource(folder, sha256);
    const file = kept !== null && 'bytes' in kept ? `sources/${sha256}` : null;
    if (kept !== null && 'bytes' in kept && file !== null)
      files.push({ name: file, content: kept.bytes });
    return {
      sha256,
      file,
      ...(kept !== null && 'wrong' in kept ? { damaged: kept.wrong } : {}),
      filings: [...named].sort().map(([accession, address]) => ({ accession, address })),
    };
  });
  return { index, files };
};

const jsonFile = (name: string, value: unknown): PackFile => ({
  name,
  content: `${JSON.stringify(value, null, 2)}\n`,
});

/** When the last event was recorded, by the log itself. */
const lastDay = async (open: OpenLedger): Promise<string> => {
  const counted = await open.store.count?.();
  let last = counted === undefined ? '' : placeText(counted.last?.metadata, 'recordedAt');
  if (counted === undefined)
    for await (const { metadata } of open.store.readAll()) last = placeText(metadata, 'recordedAt');
  return last === ''
    ? fail(notFound('nothing is recorded yet'))
    : easternDay(instantOf(new Date(last)));
};

export const auditPack = async (
  open: OpenLedger,
  query: AuditPackQuery,
  records: PackRecords = noRecords,
): Promise<AuditPackAnswer> => {
  if (isAddress(query.out))
    fail(invalidArgument('an address stands where the folder of the pack is named'));
  newFolder(query.out);
  const asked = checkedQuestion(query);
  const question = { ...asked, asOf: asked.asOf ?? (await lastDay(open)) };
  const at = open.settled(question);
  const insiders = await insidersOf(open, question, at);
  const answer = await answerOf(open, question);
  const rulings = await rulingsOf(open, question, insiders);
  const streams = await streamsRead(open, insiders, question.issuer, at);
  const events: Array<RecordedEvent> = [];
  for (const stream of streams)
    for await (const event of open.store.readStream(stream))
      if (event.foreign === undefined) events.push(event);
  const filings = events.flatMap((event): ReadonlyArray<FilingRecorded> => {
    const { event: meaning } = unwrapDecoded(event);
    return meaning.type === 'FilingRecorded' ? [meaning.data] : [];
  });
  const sources = sourcesOf(filings, open.sources);
  const verify = await verifyStore(open.store);
  const checkpoint = await records.checkpoint(
    events.map(({ metadata }) => placeText(metadata, 'hash')),
  );
  const facts = {
    question: question as Readonly<Record<string, string>>,
    version: query.version ?? null,
    verify,
    events: events.length,
    streams: new Set(events.map(({ stream }) => stream)).size,
    documents: sources.index.length,
    kept: sources.files.length,
    rulings: rulings.length,
    checkpoint:
      checkpoint === null
        ? null
        : {
            isStamped: checkpoint.timestamp !== null,
            after: events.length - checkpoint.proofs.length,
          },
  };
  const told = { question, note: 'computed from filings; not a legal finding', answer };
  const files: ReadonlyArray<PackFile> = [
    { name: 'README.txt', content: readmeText(facts) },
    jsonFile('answer.json', told),
    { name: 'answer.csv', content: csvOf(told) },
    {
      name: 'answer.html',
      content: htmlOf(`Answer as of ${question.asOf}`, { question, answer }),
    },
    { name: 'events.ndjson', content: events.map(eventLine).join('') },
    jsonFile('sources/index.json', sources.index),
    ...sources.files,
    {
      name: 'decisions.ndjson',
      content: rulings.map((ruling) => `${JSON.stringify(ruling)}\n`).join(''),
    },
    jsonFile('holds.json', await records.holds(streams)),
    jsonFile('verify.json', verify),
    ...(checkpoint === null
      ? []
      : [
          { name: 'checkpoint.txt', content: checkpoint.note },
          ...(checkpoint.key === null
            ? []
            : [{ name: 'checkpoint.pub', content: `${checkpoint.key}\n` }]),
          ...(checkpoint.timestamp === null
            ? []
            : [{ name: 'checkpoint.tsr', content: checkpoint.timestamp }]),
          jsonFile('inclusion.json', checkpoint.proofs),
        ]),
    { name: 'certificate-902-13-14.md', content: certificateText(facts) },
    { name: 'check.mjs', content: checker },
  ];
  const manifest = writeFiles(query.out, files);
  return {
    folder: query.out,
    asOf: question.asOf,
    manifest: sha256Hex(manifest),
    files: files.length + 1,
    streams: facts.streams,
    events: facts.events,
    documents: facts.documents,
    kept: facts.kept,
    ok: verify.ok,
  };
};

const unwrapDecoded = (event: RecordedEvent) => {
  const decoded = decodeEvent(event);
  return decoded._tag === 'Right'
    ? decoded.right
    : fail({ code: 'UNREADABLE_EVENT', blame: 'unsupported', message: decoded.left.message });
};
