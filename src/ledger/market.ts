/**
 * Questions about the whole market, answered from a read model: everybody's positions, an
 * issuer's holders, what insiders bought and sold, what changed between two knowledge dates.
 */
import { canonicalTitle } from '../../projections/security-title.js';
import { type Day, isDay } from '../filing/calendar.js';
import { Decimal, printDecimal, zero } from '../filing/decimal.js';
import type { Generation } from '../readmodel/model.js';
import type {
  At,
  FilingFound,
  PositionFound,
  Questions,
  Scope,
  TransactionFound,
} from '../readmodel/questions.js';
import { fail } from './attempt.js';
import { invalidArgument } from './error.js';
import type { PositionAnswer } from './holdings.js';
import { insiderOf, issuerOf, keptAt, positionOf } from './kept.js';
import type { Moment, Settled } from './moment.js';
import type { InsiderAnswer, IssuerAnswer } from './party.js';

/** What is asked of a read model: it knows no `recordedBy`. */
export type KeptMoment = Omit<Moment, 'recordedBy'>;

interface Told {
  readonly asOf: string;
  readonly knownBy: string | null;
  /** Insiders whose streams cannot be folded: nothing is told of them. `status` says why. */
  readonly missing: ReadonlyArray<string>;
}

const missingIn = ({ questions }: Generation): ReadonlyArray<string> =>
  questions.quarantined().map((q) => q.insider);

const told = (generation: Generation, { asOf, knownBy }: Settled): Told => ({
  asOf,
  knownBy,
  missing: missingIn(generation),
});

// ---- everybody's positions ----

export interface PositionsQuery extends KeptMoment {
  readonly includeClosed?: boolean;
  /** `next` of the page before; the first page where missing. */
  readonly cursor?: string;
  /** Insiders on a page. */
  readonly limit?: number;
}

export interface PositionsPage extends Told {
  /** By insider. */
  readonly positions: ReadonlyArray<PositionAnswer>;
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

const pageInsiders = 1_000;

const pageOf = (
  questions: Questions,
  { cursor = '', limit = pageInsiders }: { readonly cursor?: string; readonly limit?: number },
): { readonly scope: Scope; readonly next: string | null } | null => {
  if (!Number.isInteger(limit) || limit < 1)
    return fail(invalidArgument(`a page has one insider or more; got ${limit}`));
  const through = questions.through(cursor, limit);
  if (through === null) return null;
  const more = questions.through(through, 1) !== null;
  return { scope: { after: cursor, through }, next: more ? through : null };
};

export const positionsPage = (
  generation: Generation,
  query: PositionsQuery,
  at: Settled,
): PositionsPage =>
  generation.frozen(() => {
    const page = pageOf(generation.questions, query);
    const found = page === null ? [] : generation.questions.positions(page.scope, keptAt(at));
    const open = query.includeClosed === true ? found : found.filter((p) => p.closed === 0);
    return { ...told(generation, at), positions: open.map(positionOf), next: page?.next ?? null };
  });

// ---- rows that several owners report ----

interface Merger {
  /** The name under which a row of any owner's document counts once. */
  nameOf(row: string): string;
}

/** More than ten owners file the same rows in a second document: its rows are the first's. */
const mergerOf = (questions: Questions, issuer: string): Merger => {
  const first = new Map<string, string>();
  const firstOf = new Map<string, string>();
  for (const { sameRows, accession } of questions.splitDocuments(issuer)) {
    const known = firstOf.get(sameRows);
    if (known === undefined) firstOf.set(sameRows, accession);
    else first.set(accession, known);
  }
  return {
    nameOf: (row) => {
      const [accession = '', label = ''] = row.split('/');
      return `${first.get(accession) ?? accession}/${label}`;
    },
  };
};

/** Positions that stand on a common row are one holding: groups of their numbers. */
const holdingsThatAreOne = (
  found: ReadonlyArray<PositionFound>,
  joint: ReadonlyArray<{ readonly p: number; readonly row: string }>,
  merger: Merger,
): ReadonlyArray<ReadonlyArray<PositionFound>> => {
  const parent = new Map<number, number>(found.map(({ p }) => [p, p]));
  const root = (p: number): number => {
    let at = p;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    return at;
  };
  const byName = new Map<string, number>();
  for (const { p, row } of joint) {
    if (!parent.has(p)) continue;
    const name = merger.nameOf(row);
    const other = byName.get(name);
    if (other === undefined) byName.set(name, p);
    else parent.set(root(p), root(other));
  }
  const groups = new Map<number, Array<PositionFound>>();
  for (const one of found) {
    const group = groups.get(root(one.p));
    if (group === undefined) groups.set(root(one.p), [one]);
    else group.push(one);
  }
  return [...groups.values()];
};

// ---- holders ----

export interface IssuerQuery extends KeptMoment {
  readonly issuer: string;
}

/** One holding, as the owner who spoke of it last reports it. */
export interface HolderAnswer extends PositionAnswer {
  /** Others who report the same holding, with their position and what they say it is. */
  readonly jointWith: ReadonlyArray<{
    readonly insider: InsiderAnswer;
    readonly positionId: string;
    readonly quantity: string | null;
  }>;
}

export interface HeldAnswer {
  readonly kind: 'share' | 'derivative';
  readonly security: string;
  readonly unit: string;
  readonly quantity: string;
  readonly holdings: number;
}

export interface HoldersAnswer extends Told {
  readonly issuer: IssuerAnswer & { readonly id: string };
  readonly holders: ReadonlyArray<HolderAnswer>;
  /** By class; what is expired or unknown does not count. */
  readonly totals: ReadonlyArray<HeldAnswer>;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Who spoke of it last comes first. */
const byRecency = (a: PositionFound, b: PositionFound): number =>
  compare(b.reportedOn ?? '', a.reportedOn ?? '') ||
  compare(b.reportedFiledOn ?? '', a.reportedFiledOn ?? '') ||
  compare(a.insider, b.insider);

const holderOf = (group: ReadonlyArray<PositionFound>): HolderAnswer | null => {
  const [first, ...others] = [...group].sort(byRecency);
  if (first === undefined) return null;
  return {
    ...positionOf(first),
    jointWith: others.map((other) => ({
      insider: insiderOf(other),
      positionId: other.positionId,
      quantity: other.quantity,
    })),
  };
};

const counted: ReadonlySet<string> = new Set(['reported', 'derived', 'stale', 'contested']);

const totalsOf = (holders: ReadonlyArray<HolderAnswer>): ReadonlyArray<HeldAnswer> => {
  const totals = new Map<string, { answer: HolderAnswer; sum: Decimal; holdings: number }>();
  for (const holder of holders) {
    if (holder.quantity === null || !counted.has(holder.status)) continue;
    const key = `${holder.kind}|${canonicalTitle(holder.security)}|${holder.unit}`;
    const total = totals.get(key) ?? { answer: holder, sum: zero, holdings: 0 };
    total.sum = total.sum.plus(new Decimal(holder.quantity));
    total.holdings += 1;
    totals.set(key, total);
  }
  return [...totals.entries()]
    .sort(([a], [b]) => compare(b.slice(0, 1), a.slice(0, 1)) || compare(a, b))
    .map(([, { answer, sum, holdings }]) => ({
      kind: answer.kind,
      security: answer.security,
      unit: answer.unit,
      quantity: printDecimal(sum),
      holdings,
    }));
};

const issuerNamed = (
  { questions }: Generation,
  issuer: string,
  found: PositionFound | TransactionFound | undefined,
): HoldersAnswer['issuer'] =>
  found === undefined
    ? { id: issuer, cik: issuer, name: questions.issuerById(issuer)?.name ?? issuer, symbol: null }
    : { id: issuer, ...issuerOf(found) };

/** The party whose filing names the issuer last has the name that is shown. */
const lastNamed = <A extends { readonly insider: string }>(
  found: ReadonlyArray<A>,
): A | undefined => found[found.length - 1];

export const holdersAnswer = (generation: Generation, issuer: string, at: Settled): HoldersAnswer =>
  generation.frozen(() => {
    const { questions } = generation;
    const times = keptAt(at);
    const found = questions.positions({ issuer }, times).filter((p) => p.closed === 0);
    const joint = questions.jointRows(issuer, times.knownBy);
    const merger = mergerOf(questions, issuer);
    const holders = holdingsThatAreOne(found, joint, merger)
      .flatMap((group) => holderOf(group) ?? [])
      .sort(
        (a, b) =>
          compare(b.kind, a.kind) ||
          compare(canonicalTitle(a.security), canonicalTitle(b.security)) ||
          new Decimal(b.quantity ?? 0).comparedTo(new Decimal(a.quantity ?? 0)) ||
          compare(a.positionId, b.positionId),
      );
    return {
      ...told(generation, at),
      issuer: issuerNamed(generation, issuer, lastNamed(found)),
      holders,
      totals: totalsOf(holders),
    };
  });

// ---- buying and selling ----

export interface FlowQuery {
  readonly issuer: string;
  /** First and last effective day. */
  readonly from: string;
  readonly to: string;
  readonly knownBy?: string;
}

/** Purchases and sales of one class on the market, codes P and S of Table I. */
export interface MarketFlow {
  readonly security: string;
  readonly bought: string;
  readonly sold: string;
  /** Bought less sold. */
  readonly net: string;
  /** Amounts times prices; of those that state a price. */
  readonly boughtValue: string;
  readonly soldValue: string;
  readonly netValue: string;
  readonly unpriced: number;
  readonly buyers: number;
  readonly sellers: number;
  readonly transactions: number;
}

/** All transactions of one class with one code. */
export interface CodeFlow {
  readonly table: 'I' | 'II';
  readonly security: string;
  readonly unit: string;
  readonly code: string | null;
  readonly acquired: string;
  readonly disposed: string;
  readonly net: string;
  readonly transactions: number;
}

export interface FlowAnswer {
  readonly issuer: HoldersAnswer['issuer'];
  readonly from: string;
  readonly to: string;
  readonly knownBy: string | null;
  readonly missing: ReadonlyArray<string>;
  readonly market: ReadonlyArray<MarketFlow>;
  readonly codes: ReadonlyArray<CodeFlow>;
}

/** A transaction that counts, with everybody who reports it. */
interface Deal {
  readonly found: TransactionFound;
  readonly insiders: Set<string>;
}

const dealsOf = (found: ReadonlyArray<TransactionFound>, merger: Merger): ReadonlyArray<Deal> => {
  const deals = new Map<string, Deal>();
  for (const one of found) {
    const name = merger.nameOf(one.transactionId);
    const known = deals.get(name);
    if (known === undefined) deals.set(name, { found: one, insiders: new Set([one.insider]) });
    else known.insiders.add(one.insider);
  }
  return [...deals.values()];
};

const groupedBy = <A>(items: ReadonlyArray<A>, key: (item: A) => string) => {
  const groups = new Map<string, Array<A>>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return [...groups.entries()].sort(([a], [b]) => compare(a, b)).map(([, group]) => group);
};

const amountOf = ({ found }: Deal): Decimal => new Decimal(found.amount ?? 0);

const sumOf = (deals: ReadonlyArray<Deal>, value: (deal: Deal) => Decimal = amountOf): Decimal =>
  deals.reduce((sum, deal) => sum.plus(value(deal)), zero);

const worthOf = (deal: Deal): Decimal => amountOf(deal).times(new Decimal(deal.found.price ?? 0));

const peopleIn = (deals: ReadonlyArray<Deal>): number =>
  new Set(deals.flatMap((d) => [...d.insiders])).size;

const marketFlow = (deals: ReadonlyArray<Deal>): MarketFlow => {
  const bought = deals.filter((d) => d.found.letter === 'A');
  const sold = deals.filter((d) => d.found.letter === 'D');
  const [boughtValue, soldValue] = [sumOf(bought, worthOf), sumOf(sold, worthOf)];
  return {
    security: deals[0]?.found.security ?? '',
    bought: printDecimal(sumOf(bought)),
    sold: printDecimal(sumOf(sold)),
    net: printDecimal(sumOf(bought).minus(sumOf(sold))),
    boughtValue: printDecimal(boughtValue),
    soldValue: printDecimal(soldValue),
    netValue: printDecimal(boughtValue.minus(soldValue)),
    unpriced: deals.filter((d) => d.found.price === null).length,
    buyers: peopleIn(bought),
    sellers: peopleIn(sold),
    transactions: deals.length,
  };
};

const codeFlow = (deals: ReadonlyArray<Deal>): CodeFlow => {
  const acquired = sumOf(deals.filter((d) => d.found.letter === 'A'));
  const disposed = sumOf(deals.filter((d) => d.found.letter === 'D'));
  const { table, security = '', unit = 'shares', code = null } = deals[0]?.found ?? { table: 'I' };
  return {
    table,
    security,
    unit,
    code,
    acquired: printDecimal(acquired),
    disposed: printDecimal(disposed),
    net: printDecimal(acquired.minus(disposed)),
    transactions: deals.length,
  };
};

const onMarket = ({ found }: Deal): boolean =>
  found.table === 'I' && (found.code === 'P' || found.code === 'S') && found.unit === 'shares';

export const flowAnswer = (
  generation: Generation,
  issuer: string,
  from: string,
  at: Settled,
): FlowAnswer =>
  generation.frozen(() => {
    if (!isDay(from) || from > at.asOf)
      fail(
        invalidArgument(
          `a period goes from a day to the same or a later one, as YYYY-MM-DD; got ${from} to ${at.asOf}`,
        ),
      );
    const { questions } = generation;
    const found = questions
      .transactions({ issuer }, keptAt(at))
      .filter((t) => t.effectiveOn >= from && t.counts === 1);
    const deals = dealsOf(found, mergerOf(questions, issuer));
    const title = ({ found: f }: Deal): string => canonicalTitle(f.security);
    return {
      issuer: issuerNamed(generation, issuer, lastNamed(found)),
      from,
      to: at.asOf,
      knownBy: at.knownBy,
      missing: missingIn(generation),
      market: groupedBy(deals.filter(onMarket), title).map(marketFlow),
      codes: groupedBy(deals, (d) =>
        [d.found.table, title(d), d.found.unit, d.found.code ?? ''].join('|'),
      ).map(codeFlow),
    };
  });

// ---- what changed ----

export interface ChangesQuery extends KeptMoment {
  /** What was known before; `knownBy` says what was known after. */
  readonly since: string;
  readonly knownBy: string;
  readonly insider?: string;
  readonly issuer?: string;
  readonly cursor?: string;
  /** Insiders looked at for a page. */
  readonly limit?: number;
}

export type StateAnswer = Pick<PositionAnswer, 'quantity' | 'status' | 'computed' | 'unexplained'>;

export interface ChangeAnswer {
  readonly positionId: string;
  readonly insider: InsiderAnswer;
  readonly issuer: IssuerAnswer;
  readonly kind: 'share' | 'derivative';
  readonly security: string;
  readonly ownership: PositionAnswer['ownership'];
  readonly unit: string;
  /** The first effective day of which something else is told; null: from the beginning. */
  readonly from: string | null;
  /** On the day asked for; null where the position was not known of. */
  readonly before: StateAnswer | null;
  readonly after: StateAnswer | null;
  /** Filings of the insider about the issuer that became known in between. */
  readonly filings: ReadonlyArray<string>;
}

export interface ChangesPage extends Told {
  readonly since: string | null;
  readonly changes: ReadonlyArray<ChangeAnswer>;
  readonly next: string | null;
}

const stateOf = (found: PositionFound | null): StateAnswer | null =>
  found === null
    ? null
    : {
        quantity: found.quantity,
        status: found.status as StateAnswer['status'],
        computed: found.computed,
        unexplained: found.unexplained,
      };

/** Later than every day of a form. */
const lastDay: Day = '9999-12-31';

const changesIn = (
  questions: Questions,
  scope: Scope,
  before: At,
  after: At,
): ReadonlyArray<ChangeAnswer> =>
  questions.changedPositions(scope, before.knownBy, after.knownBy).flatMap((p) => {
    const [first, second] = [questions.position(p, before), questions.position(p, after)];
    // A change on days after the one asked about has its wording there.
    const told =
      second ??
      first ??
      questions.position(p, { ...after, asOf: lastDay }) ??
      questions.position(p, { ...before, asOf: lastDay });
    if (told === null) return [];
    const { kind, security, ownership, unit } = positionOf(told);
    const day = questions.changedDays(p, before.knownBy, after.knownBy)[0] ?? '';
    return [
      {
        positionId: told.positionId,
        insider: insiderOf(told),
        issuer: issuerOf(told),
        kind,
        security,
        ownership,
        unit,
        from: day === '' ? null : day,
        before: stateOf(first),
        after: stateOf(second),
        filings: questions
          .filingsKnown(told.insider, before.knownBy, after.knownBy)
          .filter((f) => f.issuer === told.issuer)
          .map((f) => f.accession),
      },
    ];
  });

export const changesPage = (
  generation: Generation,
  scope: Scope,
  query: ChangesQuery,
  first: Settled,
  second: Settled,
): ChangesPage =>
  generation.frozen(() => {
    const [before, after] = [keptAt(first), keptAt(second)];
    if (before.knownBy > after.knownBy)
      fail(
        invalidArgument(
          `what was known before comes first; got ${first.knownBy} and then ${second.knownBy}`,
        ),
      );
    const { questions } = generation;
    const everyone = 'after' in scope;
    const page = everyone ? pageOf(questions, query) : null;
    const within = everyone ? page?.scope : scope;
    return {
      ...told(generation, second),
      since: first.knownBy,
      changes: within === undefined ? [] : changesIn(questions, within, before, after),
      next: page?.next ?? null,
    };
  });

// ---- what a day's filings changed ----

export interface FiledQuery {
  /** The filing date. */
  readonly on: string;
  /** The day on which positions are compared; today where missing. */
  readonly asOf?: string;
}

/** What became known at one instant of one insider in one issuer. */
export interface FiledChange {
  readonly filings: ReadonlyArray<{ readonly accession: string; readonly form: string }>;
  readonly acceptedAt: string | null;
  readonly insider: string;
  readonly issuer: string;
  readonly positions: ReadonlyArray<ChangeAnswer>;
  /** Transactions that this made known or told otherwise, and conflicts that it opened or closed. */
  readonly transactions: ReadonlyArray<string>;
  readonly conflicts: ReadonlyArray<string>;
}

export interface FiledAnswer {
  readonly on: string;
  readonly asOf: string;
  readonly missing: ReadonlyArray<string>;
  readonly changes: ReadonlyArray<FiledChange>;
}

/** Sorts right before an instant and after every earlier one. */
const justBefore = (instant: string): string => instant.replace(/Z$/, 'Y');

const filedChange = (
  questions: Questions,
  together: ReadonlyArray<FilingFound>,
  asOf: Day,
): ReadonlyArray<FiledChange> => {
  const [filing] = together;
  if (filing === undefined) return [];
  const { insider, issuer, knownAt, acceptedAt } = filing;
  const before = { asOf, knownBy: justBefore(knownAt) };
  const changes = changesIn(questions, { insider }, before, { asOf, knownBy: knownAt });
  const known = new Set(together.map((f) => f.accession));
  return [
    {
      filings: together.map(({ accession, form }) => ({ accession, form })),
      acceptedAt,
      insider,
      issuer,
      positions: changes.filter((c) => c.filings.some((accession) => known.has(accession))),
      transactions: questions.transactionsKnownAt(insider, issuer, knownAt),
      conflicts: questions.conflictsKnownAt(insider, issuer, knownAt),
    },
  ];
};

export const filedAnswer = (generation: Generation, on: Day, at: Settled): FiledAnswer =>
  generation.frozen(() => {
    const { questions } = generation;
    return {
      on,
      asOf: at.asOf,
      missing: missingIn(generation),
      changes: groupedBy(questions.filingsFiledOn(on), (f) =>
        [f.knownAt, f.insider, f.issuer].join('|'),
      ).flatMap((together) => filedChange(questions, together, at.asOf)),
    };
  });
