/**
 * The fold: one insider's filings and rulings, seen from a vantage, to positions with every step
 * on which they stand, transactions with their versions, and the register of conflicts.
 */
import { addDays, type Day } from '../src/filing/calendar.js';
import type { Decimal } from '../src/filing/decimal.js';
import { balance, type Entry, type StandingRow } from './balance.js';
import { directionContradiction } from './code-direction.js';
import { type Conflict, type Finding, registered } from './conflict.js';
import { missingLegs } from './derivative-leg.js';
import { type Explanation, explainGaps } from './explanation.js';
import { formDate, type KnownFiling, type Vantage, visibleFrom } from './knowledge.js';
import { counts, inForce, type Line, type Version } from './line.js';
import { lotOf } from './lot.js';
import type { Position } from './position-identity.js';
import { type LinkRecord, type Resolution, resolve } from './resolution.js';
import { aliasOf, type Rulings } from './rulings.js';
import { canonicalTitle } from './security-title.js';
import { type Split, splitsOf } from './split.js';

export interface Holding {
  readonly position: Position;
  /** In effective order. */
  readonly entries: ReadonlyArray<Entry>;
  /** Why each unexplained change may have happened, by its entry; absent where nothing fits. */
  readonly explanations: ReadonlyMap<Entry, Explanation>;
  /** Recorded splits of its class, oldest first, applied as filed or not yet. */
  readonly splits: ReadonlyArray<Split>;
}

/** Everything the ledger says of one insider from one vantage. */
export interface InsiderView {
  readonly insider: string;
  readonly filings: ReadonlyArray<KnownFiling>;
  readonly lines: ReadonlyArray<Line>;
  readonly links: ReadonlyArray<LinkRecord>;
  readonly holdings: ReadonlyArray<Holding>;
  readonly conflicts: ReadonlyArray<Conflict>;
  /** Issuers of which the insider has declared the exit, with the form's date. */
  readonly exits: ReadonlyMap<string, Day>;
}

// ---- balances ----

const splitsOfPosition = (position: Position, rulings: Rulings): ReadonlyArray<Split> => {
  const canonical = (title: string): string =>
    aliasOf(rulings, position.issuerId, canonicalTitle(title));
  const { first, terms } = position;
  const titles = [canonical(first.security.value ?? ''), terms?.underlying ?? null];
  return splitsOf(rulings.splits, position.issuerId, titles, canonical);
};

const holdingsOf = (
  resolution: Resolution,
  ranks: number,
  rulings: Rulings,
): Map<Position, ReadonlyArray<Entry>> => {
  const claims = new Map<Position, Array<StandingRow>>();
  for (const { position, row } of resolution.restatements) {
    const known = claims.get(position);
    if (known === undefined) claims.set(position, [row]);
    else known.push(row);
  }
  // The lots of one class are balanced together, since a filer may state their total.
  const classes = new Map<string, Array<Position>>();
  for (const position of resolution.book.positions.positions) {
    const key = position.kind === 'derivative' ? position.family : position.id;
    const known = classes.get(key);
    if (known === undefined) classes.set(key, [position]);
    else known.push(position);
  }
  const balanced = new Map<Position, ReadonlyArray<Entry>>();
  for (const positions of classes.values()) {
    const lots = positions.map((position) => {
      const splits = splitsOfPosition(position, rulings);
      const lot = lotOf(resolution.book.linesOf(position), position, splits);
      const more = claims.get(position);
      return more === undefined ? lot : { ...lot, rows: [...lot.rows, ...more] };
    });
    const entries = balance(lots, ranks);
    positions.forEach((position, i) => {
      balanced.set(position, entries[i] ?? []);
    });
  }
  return balanced;
};

// ---- findings that only the balances show ----

const finding = (
  from: Pick<Finding, 'type' | 'severity' | 'about' | 'issuerId' | 'detail' | 'choices'> &
    Partial<Finding>,
): Finding => ({ rows: from.about, touches: [], closed: false, ...from });

/**
 * A gap between two filings may be something nobody had to report; a gap inside one filing, in an
 * amendment or in options contradicts what the filer reported.
 */
const isMismatch = (entry: Entry, before: Entry | undefined): boolean =>
  entry.source.filing.amendment ||
  entry.source.row.table === 'II' ||
  before?.source.home === entry.source.home;

/** A change nobody reported may have happened on any day since the position was last spoken of. */
const windowStart = (entry: Entry, before: Entry | undefined): Day =>
  before === undefined || before.on >= entry.on ? entry.on : addDays(before.on, 1);

const gapFindings = (
  position: Position,
  entries: ReadonlyArray<Entry>,
  explanations: ReadonlyMap<Entry, Explanation>,
): ReadonlyArray<Finding> =>
  entries.flatMap((entry, i) => {
    if (entry.kind !== 'unexplained') return [];
    const explanation = explanations.get(entry);
    const before = entries[i - 1];
    const mismatch = isMismatch(entry, before);
    const row = entry.source.row.row;
    const stated = entry.source.asserted;
    return [
      finding({
        type: mismatch ? 'BALANCE_MISMATCH' : 'UNEXPLAINED_DELTA',
        severity: explanation !== undefined ? 'low' : mismatch ? 'high' : 'medium',
        about: [position.id, row, ...(entry.source.restates ? ['restated'] : [])],
        rows: before === undefined ? [row] : [before.source.row.row, row],
        issuerId: position.issuerId,
        detail: {
          position: position.id,
          reported: stated?.toFixed() ?? null,
          expected: stated?.minus(entry.amount).toFixed() ?? null,
          difference: entry.amount.toFixed(),
          after: before?.on ?? null,
          until: entry.on,
          explanation: explanation?.kind ?? null,
          meanwhile: 'the reported balance is the answer, the difference an entry of its own',
        },
        choices: ['accept-reported'],
        touches: [{ positionId: position.id, from: windowStart(entry, before) }],
      }),
    ];
  });

const touchesOf = ({ position, effective }: Version): Finding['touches'] =>
  position === null ? [] : [{ positionId: position.id, from: effective.on }];

const dateFindings = (lines: ReadonlyArray<Line>): ReadonlyArray<Finding> =>
  lines.flatMap((line) =>
    line.versions.flatMap((version, i) => {
      const { effective } = version;
      if (effective.implausible === null) return [];
      return [
        finding({
          type: 'DATE_IMPLAUSIBLE',
          severity: 'low',
          about: [version.row.row],
          issuerId: version.row.issuerId,
          detail: {
            transactionDate: effective.implausible,
            filedOn: formDate(version.filing),
            countedFrom: effective.on,
            basis: effective.basis,
            meanwhile: `the row counts from ${effective.on}`,
          },
          choices: ['use-fallback'],
          touches: touchesOf(version),
          closed: i < line.versions.length - 1,
        }),
      ];
    }),
  );

const directionFindings = (lines: ReadonlyArray<Line>): ReadonlyArray<Finding> =>
  lines.flatMap((line) =>
    line.versions.flatMap((version, i) => {
      const contradiction = directionContradiction(version.row);
      if (contradiction === null) return [];
      return [
        finding({
          type: 'CODE_DIRECTION',
          severity: 'low',
          about: [version.row.row],
          issuerId: version.row.issuerId,
          detail: {
            code: contradiction.code,
            expected: contradiction.expected,
            got: contradiction.got,
            meanwhile: 'the letter A or D counts, as filed',
          },
          choices: ['as-filed'],
          touches: touchesOf(version),
          closed: i < line.versions.length - 1,
        }),
      ];
    }),
  );

const balanceBefore = (entries: ReadonlyArray<Entry>, on: Day): Decimal | null => {
  let last: Decimal | null = null;
  for (const entry of entries) if (entry.on <= on) last = entry.balance;
  return last;
};

const legFindings = (
  resolution: Resolution,
  balanced: ReadonlyMap<Position, ReadonlyArray<Entry>>,
): ReadonlyArray<Finding> => {
  const options = [...balanced].flatMap(([position, entries]) => {
    const first = entries[0];
    return position.kind === 'derivative' && first !== undefined
      ? [{ position, heldFrom: first.on }]
      : [];
  });
  if (options.length === 0) return [];
  const byHome = new Map<KnownFiling, Array<Line>>();
  for (const line of resolution.book.lines) {
    const known = byHome.get(line.home);
    if (known === undefined) byHome.set(line.home, [line]);
    else known.push(line);
  }
  return [...byHome.values()].flatMap((lines) =>
    missingLegs(lines, options).map(({ line, position, on, amount }) => {
      const row = inForce(line).row.row;
      const held = balanceBefore(balanced.get(position) ?? [], on);
      return finding({
        type: 'MISSING_DERIVATIVE_LEG',
        severity: 'high',
        about: [row, position.id],
        rows: [row],
        issuerId: position.issuerId,
        detail: {
          position: position.id,
          reported: held?.toFixed() ?? null,
          exercised: amount.toFixed(),
          derived: held?.minus(amount).toFixed() ?? null,
          meanwhile: 'the option stays as last reported',
        },
        choices: ['as-reported'],
        touches: [{ positionId: position.id, from: on }],
      });
    }),
  );
};

// ---- exits ----

const exitsOf = (filings: ReadonlyArray<KnownFiling>): ReadonlyMap<string, Day> => {
  const exits = new Map<string, Day>();
  for (const filing of filings) {
    const { issuerId, notSubjectToSection16 } = filing.header;
    if (notSubjectToSection16 === true) exits.set(issuerId, formDate(filing));
    else if (filing.family === '3') exits.delete(issuerId);
  }
  return exits;
};

/** Folds one insider. `filings` in known order, whole; `vantage` says how much of them is seen. */
export const foldInsider = (
  insider: string,
  filings: ReadonlyArray<KnownFiling>,
  rulings: Rulings,
  vantage: Vantage,
): InsiderView => {
  const visible = visibleFrom(filings, vantage);
  const resolution = resolve(insider, visible, rulings);
  const balanced = holdingsOf(resolution, visible.length, rulings);
  const explained = explainGaps(balanced, resolution.restatements);
  const holdings = [...balanced].map(
    ([position, entries]): Holding => ({
      position,
      entries,
      explanations: explained.get(position) ?? new Map(),
      splits: splitsOfPosition(position, rulings),
    }),
  );
  const standing = resolution.book.lines.filter(counts);
  const findings = [
    ...resolution.findings,
    ...holdings.flatMap((h) => gapFindings(h.position, h.entries, h.explanations)),
    ...dateFindings(resolution.book.lines),
    ...directionFindings(standing),
    ...legFindings(resolution, balanced),
  ];
  return {
    insider,
    filings: visible,
    lines: resolution.book.lines,
    links: resolution.links,
    holdings,
    conflicts: findings.map((f) => registered(insider, f, rulings.decisions)),
    exits: exitsOf(visible),
  };
};
