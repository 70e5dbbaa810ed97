/** What only a whole ledger can show: streams of several insiders, and a document known twice. */
import * as E from 'fp-ts/lib/Either.js';
import { filingJson } from '../../../src/event/from-filing.js';
import type { CompleteFiling } from '../../../src/event/identity.js';
import { ledgerOn } from '../../../src/ledger/open.js';
import { memoryStore } from '../../../src/store/memory.js';
import { issuerCik, joinedInsider } from './paper.js';
import { deliveries } from './seen.js';
import type { TrueWorld } from './world.js';

export type LedgerProperty = (world: TrueWorld) => Promise<ReadonlyArray<string>>;

const answered = <A>(answer: E.Either<{ readonly message: string }, A>): A => {
  if (E.isLeft(answer)) throw new Error(answer.left.message);
  return answer.right;
};

type Ledger = ReturnType<typeof ledgerOn>;

/** A ledger with filings in the order given. */
const withFilings = async <A>(
  filings: ReadonlyArray<unknown>,
  ask: (ledger: Ledger) => Promise<A>,
): Promise<A> => {
  const ledger = ledgerOn(memoryStore(), 'memory:', { clock: () => new Date('2026-01-01') });
  for (const filing of filings) answered(await ledger.record(filing)());
  const answer = await ask(ledger);
  await ledger.close();
  return answer;
};

/** None where nothing was filed by or about the one asked about. */
const transactionIds = async (ledger: Ledger, of: { insider: string } | { issuer: string }) => {
  const answer = await ledger.transactions(of as { issuer: string })();
  if (E.isLeft(answer) && answer.left.code === 'NOT_FOUND') return [];
  return answered(answer).transactions.flatMap((t) =>
    t.status === 'held-out' ? [] : t.transactionId,
  );
};

/** A joint filer added by an amendment reports the original's rows: one transaction each. */
export const jointFilersReportOnce: LedgerProperty = async (world) => {
  const transactions = world.rows.filter((r) => r.kind === 'transaction');
  const truly = new Set(transactions.flatMap((r) => (r.repeats === null ? r.firstRow : [])));
  // What nobody can tell from another deed counts, and it is asked.
  const copies = new Set(transactions.flatMap((r) => (r.repeats === null ? [] : r.row)));
  const joined = world.filed.some((f) => f.filing.owners.length > 1);
  return withFilings(deliveries(world).map(filingJson), async (ledger) => {
    const ids = new Set<string>(await transactionIds(ledger, { issuer: issuerCik }));
    const own = joined ? await transactionIds(ledger, { insider: joinedInsider }) : [];
    return [
      ...[...ids]
        .filter((id) => !truly.has(id) && !copies.has(id))
        .map((id) => `${id} is counted once more`),
      ...[...truly].filter((id) => !ids.has(id)).map((id) => `${id} is not counted`),
      // What a joint form tells again is new to who files it for the first time.
      ...own
        .filter((id) => !truly.has(id) && !copies.has(id))
        .map((id) => `${id} is the second filer's own name`),
    ];
  });
};

/** What is summed up over the issuer's insiders. */
const sumsIn = async (ledger: Ledger, ofHoldings: boolean): Promise<string> => {
  const to = '2049-01-01';
  const held = await ledger.holders({ issuer: issuerCik, asOf: to })();
  if (E.isLeft(held) && held.left.code === 'NOT_FOUND') return '';
  const flow = answered(await ledger.flow({ issuer: issuerCik, from: '2000-01-01', to })());
  return [
    ...(ofHoldings ? answered(held).totals : []).map(
      (t) => `${t.security} ${t.quantity} in ${t.holdings}`,
    ),
    ...flow.codes.map((c) => `${c.security} ${c.code} ${c.acquired} ${c.disposed}`),
  ]
    .sort()
    .join('\n');
};

/** Who files together with another adds nothing to what the issuer's insiders hold and did. */
export const togetherIsOnce: LedgerProperty = async (world) => {
  const joined = world.filed.flatMap((f) => f.readings);
  if (joined.every((f) => f.owners.length < 2)) return [];
  const alone = joined.map((f) => ({ ...f, owners: f.owners.slice(0, 1) }));
  // Of what is gone the other may never have said so.
  const allIsHeld = world.books.holdings.every((h) => !world.books.balance(h).isZero());
  const [sums, own] = [
    await withFilings(joined.map(filingJson), (ledger) => sumsIn(ledger, allIsHeld)),
    await withFilings(alone.map(filingJson), (ledger) => sumsIn(ledger, allIsHeld)),
  ];
  return sums === own ? [] : [`together\n${sums}\nand alone\n${own}`];
};

/** What the ledger answers of the issuer, as text; under which name a row is known may differ. */
const answersIn = async (ledger: Ledger): Promise<string> => {
  const held = await ledger.holdings({
    issuer: issuerCik,
    asOf: '2049-01-01',
    includeClosed: true,
  })();
  if (E.isLeft(held) && held.left.code === 'NOT_FOUND') return '';
  const holdings = answered(held);
  const transactions = answered(await ledger.transactions({ issuer: issuerCik })());
  const said = [
    ...holdings.positions.map((p) => `${p.positionId} ${p.quantity} ${p.status}`),
    ...transactions.transactions.map(
      (t) => `${t.transactionDate} ${t.code} ${t.shares}, filed ${t.filedOn}`,
    ),
  ];
  return said.sort().join('\n');
};

/** The same document without its envelope, as a folder without a manifest has it. */
const withoutEnvelope = (filing: CompleteFiling): unknown => {
  const { accession, filedOn, filedBasis, acceptedAt, ...document } = filingJson(filing) as Record<
    string,
    unknown
  >;
  return document;
};

/** One document known with and without its envelope, in either order, is one filing. */
export const knownTwiceIsOne: LedgerProperty = async (world) => {
  const filings = deliveries(world).map(filingJson);
  const once = await withFilings(filings, answersIn);
  const documents = world.filed.filter((f) => f.filing.source === null);
  const twice = documents[world.script.arrival % Math.max(1, documents.length)];
  if (twice === undefined) return [];
  const bare = withoutEnvelope(twice.filing);
  const orders = { first: [bare, ...filings], last: [...filings, bare] };
  const problems = await Promise.all(
    Object.entries(orders).map(async ([when, arrival]) => {
      const answers = await withFilings(arrival, answersIn);
      const known = new Set(once.split('\n'));
      const phantom = answers.split('\n').filter((line) => !known.has(line));
      return answers === once
        ? []
        : [`${twice.filing.accession} without its envelope ${when}: ${phantom[0] ?? 'less'}`];
    }),
  );
  return problems.flat();
};

export const ledgerProperties: Readonly<Record<string, LedgerProperty>> = {
  jointFilersReportOnce,
  knownTwiceIsOne,
  togetherIsOnce,
};
