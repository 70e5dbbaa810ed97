/** Checkpoints: signing one, attaching a time-stamp to it, and proving that a row stands before it. */
import * as E from 'fp-ts/lib/Either.js';
import { fail, invalidArgument, notFound } from '../../answer/error.js';
import { sha256Hex } from '../../event/canonical.js';
import { insiderStream, ledgerStream } from '../../event/catalogue.js';
import { placeText } from '../../event/chain.js';
import { inclusionPath, leafOf, rootAt, rootByPath } from '../../event/merkle.js';
import {
  readNote,
  type SignedNote,
  type SignerKey,
  signatureBy,
  signedNote,
  verifierKey,
} from '../../event/signed-note.js';
import { notVerified, readTimeStamp, timeStampRequest } from '../../event/time-stamp.js';
import { decodeEvent } from '../../event/upcast.js';
import type { Accession } from '../../filing/model.js';
import {
  type KeptNote,
  keepNote,
  keptNote,
  leavesOf,
  type Tree,
} from '../../readmodel/tree/kept-tree.js';
import type { RecordedEvent } from '../../store/port.js';
import { unwrap } from '../book/who.js';
import type { OpenLedger } from '../open-ledger.js';
import { reportersOf } from '../reporters.js';
import { appendLedgerWide } from '../rule/holding.js';
import { checked, type Ruling } from '../rule/operator.js';
import type {
  CheckpointAnswer,
  CheckpointQuery,
  ProofAnswer,
  ProofQuery,
  ProvenEvent,
  TimestampAnswer,
  TimestampSaid,
} from './checkpoint-answer.js';
import type { Trees } from './level.js';
import { noteOf, noteSignedBy, signatureIn, signerOf } from './note.js';

const otherLog = (note: SignedNote, tree: Tree): string | null => {
  if (note.size > tree.size) return `it is of ${note.size} events, and the ledger has ${tree.size}`;
  return rootAt(tree.nodeAt, note.size).toString('base64') === note.root
    ? null
    : `the first ${note.size} events are not those that it was signed over`;
};

/** Refuses a note that is not of this log. */
const ofThisLog = (note: SignedNote, tree: Tree, next: string): SignedNote => {
  const other = otherLog(note, tree);
  return other === null
    ? note
    : fail({
        code: 'CHECKPOINT_DIFFERS',
        blame: 'incorrect',
        message: `the checkpoint of ${note.origin} is not of this ledger as it is: ${other}. ${next}`,
      });
};

/**
 * With the kept tree where the note is of it. Where it is longer, another process may just have
 * signed more of the log; where it differs, what is kept may be damaged where nobody has looked,
 * and a tree is made anew of the log.
 */
const holding = async <A>(
  trees: Trees,
  note: SignedNote,
  next: string,
  use: (tree: Tree) => A | Promise<A>,
): Promise<A> => {
  let isShort = false;
  const found = await trees.level(async (tree) => {
    isShort = tree.size < note.size;
    return otherLog(note, tree) === null ? { said: await use(tree) } : null;
  });
  if (found !== null) return found.said;
  return trees.level((tree) => {
    ofThisLog(note, tree, next);
    return use(tree);
  }, !isShort);
};

const tellApart = 'verify --checkpoint with it reads the whole log and tells';

/** Answers of authorities by the SHA-256 of the note that they stamp, the first of each. */
const timestampOf = async (
  { streams }: Pick<OpenLedger, 'streams'>,
  note: string,
): Promise<(TimestampSaid & { readonly answer: string }) | null> => {
  const digest = sha256Hex(note);
  for (const { event, metadata } of (await streams.load(ledgerStream)).events) {
    if (event.type !== 'TimestampReceived' || event.data.digest !== digest) continue;
    const read = readTimeStamp(
      Buffer.from(event.data.answer, 'base64'),
      Buffer.from(digest, 'hex'),
    );
    if (E.isRight(read))
      return {
        ...read.right,
        notVerified,
        recordedAt: metadata.recordedAt,
        answer: event.data.answer,
      };
  }
  return null;
};

const said = (found: Awaited<ReturnType<typeof timestampOf>>): TimestampSaid | null => {
  if (found === null) return null;
  const { answer: _, ...rest } = found;
  return rest;
};

/** What was signed here last, as far as it still is what was signed. */
const lastSigned = (trees: Trees): (KeptNote & { readonly read: SignedNote }) | null => {
  const kept = trees.folder === null ? null : keptNote(trees.folder);
  if (kept === null) return null;
  const [read, by] = [readNote(kept.note), verifierKey(kept.key)];
  return E.isRight(read) && E.isRight(by) && signatureBy(read.right, by.right) === 'valid'
    ? { ...kept, read: read.right }
    : null;
};

const signedHere = async (
  open: OpenLedger,
  trees: Trees,
  signer: SignerKey,
): Promise<CheckpointAnswer> => {
  const sign = async (tree: Tree): Promise<CheckpointAnswer> => {
    const note = signedNote(tree, signer);
    if (trees.folder !== null) keepNote(trees.folder, { note, key: signer.text });
    const { size, root, digest } = tree;
    const timestamp = said(await timestampOf(open, note));
    return { origin: signer.name, size, root, note, timestamp, digest };
  };
  const last = lastSigned(trees)?.read;
  // A log never signs what contradicts what it signed.
  if (last?.origin !== signer.name) return trees.level(sign);
  const next = `It was signed here last, and nothing that contradicts it is signed: ${tellApart}. Where the log is right, take checkpoint.txt out of ${trees.folder}`;
  return holding(trees, last, next, sign);
};

export const checkpoint = async (
  open: OpenLedger,
  trees: Trees,
  { key, note }: CheckpointQuery,
): Promise<CheckpointAnswer> => {
  if (key !== undefined && note !== undefined)
    fail(invalidArgument('a checkpoint is signed now, or a note that was signed before is named'));
  if (key !== undefined) return signedHere(open, trees, signerOf(key));
  if (note === undefined)
    return trees.level(({ size, root, digest }) => ({
      origin: null,
      size,
      root,
      note: null,
      timestamp: null,
      digest,
    }));
  const read = noteOf(note);
  return holding(trees, read, tellApart, async (tree) => {
    const { origin, size, root } = read;
    const digest = size === tree.size ? tree.digest : null;
    return { origin, size, root, note, timestamp: said(await timestampOf(open, note)), digest };
  });
};

/** The request to stamp a note, for an authority. */
export const timestampRequest = (note: string): Uint8Array => {
  noteOf(note);
  return timeStampRequest(Buffer.from(sha256Hex(note), 'hex'));
};

const answerBytesMax = 75_000;

export const attachTimestamp = async (
  open: OpenLedger,
  trees: Trees,
  note: string,
  answer: Uint8Array,
  ruling: Ruling,
): Promise<TimestampAnswer> => {
  const why = unwrap(checked(ruling));
  const read = noteOf(note);
  await holding(trees, read, tellApart, () => {});
  const digest = sha256Hex(note);
  if (answer.length > answerBytesMax)
    fail(invalidArgument(`an answer has at most ${answerBytesMax} bytes; got ${answer.length}`));
  const stamp = readTimeStamp(answer, Buffer.from(digest, 'hex'));
  if (E.isLeft(stamp))
    return fail(
      invalidArgument(
        `this is no time-stamp of that note: ${stamp.left}. Nothing was recorded; send the request that checkpoint --tsq writes, and attach what comes back as it is`,
      ),
    );
  const text = Buffer.from(answer).toString('base64');
  const { events } = await open.streams.load(ledgerStream);
  const stands = events.some(
    ({ event }) =>
      event.type === 'TimestampReceived' &&
      event.data.digest === digest &&
      event.data.answer === text,
  );
  const written =
    !stands &&
    (await appendLedgerWide(open, 'TimestampReceived', { note, digest, answer: text, ...why }));
  return { digest, ...stamp.right, notVerified, recorded: written ? 1 : 0 };
};

const rowName = /^(.+)\/[^/]+$/;

/** The events that report a row, each in the stream of one of its owners. */
const reportsOf = async (open: OpenLedger, row: string): Promise<ReadonlyArray<RecordedEvent>> => {
  const accession = rowName.exec(row)?.[1];
  if (accession === undefined)
    return fail(
      invalidArgument(`a row is named like 0001415889-24-022023/I.3; got ${JSON.stringify(row)}`),
    );
  const meant = accession as Accession;
  const reporters = await reportersOf(open, meant, (all) =>
    all.filter(({ header }) => header.accession === meant),
  );
  const found: Array<RecordedEvent> = [];
  for (const { insider } of reporters) {
    // Loaded for the check of its seals: what is proven is what was recorded.
    await open.streams.load(insiderStream(insider));
    for await (const event of open.store.readStream(insiderStream(insider))) {
      const decoded = decodeEvent(event);
      if (E.isLeft(decoded)) continue;
      const { type, data } = decoded.right.event;
      if ((type === 'TransactionReported' || type === 'HoldingReported') && data.row === row)
        found.push(event);
    }
  }
  return found.length === 0
    ? fail(notFound(`there is no row ${row}; filing ${accession} shows the rows of a filing`))
    : found;
};

export interface Proofs {
  readonly proofs: ReadonlyArray<{
    readonly hash: string;
    readonly index: number;
    readonly path: ReadonlyArray<string>;
  }>;
}

/** A path for each event that stands in the first `size`; null where the tree is not that of the log. */
const proofsIn = (
  tree: Tree,
  hashes: ReadonlyArray<string>,
  { size, root }: { readonly size: number; readonly root: string },
): Proofs | null => {
  const leaves = leavesOf(tree, hashes);
  const proofs: Array<Proofs['proofs'][number]> = [];
  for (const hash of hashes) {
    const index = leaves.get(hash);
    // The tree is of the whole log: what is not in it was damaged there, or came this moment.
    if (index === undefined) return null;
    if (index >= size) continue;
    const path = inclusionPath(tree.nodeAt, index, size);
    if (rootByPath(leafOf(hash), index, size, path)?.toString('base64') !== root) return null;
    proofs.push({ hash, index, path: path.map((step) => step.toString('hex')) });
  }
  return { proofs };
};

/** From the kept tree, or where that leads nowhere from one made anew of the log. */
const proven = async (
  trees: Trees,
  hashes: ReadonlyArray<string>,
  note: SignedNote | null,
): Promise<Proofs & { readonly size: number; readonly root: string }> => {
  const within = (tree: Tree) => {
    const at = note ?? tree;
    const found =
      note !== null && otherLog(note, tree) !== null ? null : proofsIn(tree, hashes, at);
    return found === null ? null : { ...found, size: at.size, root: at.root };
  };
  return (
    (await trees.level(within)) ??
    (await trees.level((tree) => {
      if (note !== null) ofThisLog(note, tree, tellApart);
      return within(tree);
    }, true)) ??
    fail({
      code: 'CHAIN_BROKEN',
      blame: 'unavailable',
      message: 'the log is not what it was when its tree was made: run verify',
    })
  );
};

export const prove = async (
  open: OpenLedger,
  trees: Trees,
  { row, note: given, key }: ProofQuery,
): Promise<ProofAnswer> => {
  const note = given === undefined ? null : noteSignedBy(given, key);
  if (note === null && key !== undefined)
    fail(invalidArgument('a key is for the signature of a checkpoint: name that too'));
  const events = await reportsOf(open, row);
  const hashOf = ({ metadata }: RecordedEvent): string => placeText(metadata, 'hash');
  const { proofs, size, root } = await proven(trees, events.map(hashOf), note);
  const byHash = new Map(proofs.map((proof) => [proof.hash, proof]));
  const told = events.flatMap((event): ReadonlyArray<ProvenEvent> => {
    const proof = byHash.get(hashOf(event));
    if (proof === undefined) return [];
    const { stream, revision, id, type, data, metadata } = event;
    return [{ stream, revision: String(revision), ...proof, event: { id, type, data, metadata } }];
  });
  if (told.length === 0)
    fail(
      notFound(
        `${row} was recorded after the checkpoint, which is of the first ${size} events; a later checkpoint covers it`,
      ),
    );
  return {
    row,
    origin: note?.origin ?? null,
    size,
    root,
    note: given ?? null,
    signature: note === null ? null : signatureIn(note, key),
    events: told,
  };
};

export interface PackedCheckpoint extends Proofs {
  readonly note: string;
  readonly key: string | null;
  /** An authority's answer, where one is attached. */
  readonly timestamp: Uint8Array | null;
}

/** For an audit pack: the note that was named, else what was signed here last, else what was stamped last. */
export const packedCheckpoint = async (
  open: OpenLedger,
  trees: Trees,
  hashes: ReadonlyArray<string>,
  given: { readonly checkpoint?: string; readonly key?: string },
): Promise<PackedCheckpoint | null> => {
  const kept = lastSigned(trees);
  const { events } = await open.streams.load(ledgerStream);
  const stamped = events.flatMap(({ event }) =>
    event.type === 'TimestampReceived' ? [event.data.note] : [],
  );
  const note = given.checkpoint ?? kept?.note ?? stamped[stamped.length - 1];
  if (note === undefined)
    return given.key === undefined
      ? null
      : fail(invalidArgument('a key is for the signature of a checkpoint, and there is none here'));
  const key = given.key ?? (kept?.note === note ? kept.key : undefined);
  const { proofs } = await proven(trees, hashes, noteSignedBy(note, key));
  const stamp = await timestampOf(open, note);
  return {
    note,
    key: key?.trim() ?? null,
    timestamp: stamp === null ? null : Buffer.from(stamp.answer, 'base64'),
    proofs,
  };
};
