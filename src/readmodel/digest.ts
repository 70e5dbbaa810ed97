/** Digests of what is kept: equal if and only if the rows are, in whatever order they were written. */
import { createHash } from 'node:crypto';
import type { IssuerRow, TransactionRow, UnitRows } from './rows.js';

const bySelf = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const sortedValue = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => bySelf(a, b)))
    : value;

const line = (kind: string, row: object): string => `${kind} ${JSON.stringify(row, sortedValue)}`;

/** An issuer that is identified as no other says nothing of it. */
const saidOf = ({ joinedInto, ...row }: IssuerRow): object =>
  joinedInto === null ? row : { ...row, joinedInto };

/** Its answer in the order of its keys, as it is told. */
const toldOf = ({ answer, ...row }: TransactionRow): object => ({
  ...row,
  answer: JSON.stringify(answer),
});

/** The rows of one insider, one a line, in one order. */
export const canonicalLines = (unit: UnitRows): ReadonlyArray<string> =>
  [
    line('unit', { insider: unit.insider, joinedInto: unit.joinedInto }),
    ...unit.names.map((row) => line('name', row)),
    ...unit.issuers.map((row) => line('issuer', saidOf(row))),
    ...unit.filings.map((row) => line('filing', row)),
    ...unit.positions.flatMap(({ positionId, issuer, intervals, joint }) => [
      line('position', { positionId, issuer }),
      ...intervals.map((row) => line('interval', { positionId, ...row })),
      ...joint.map((row) => line('joint', { positionId, ...row })),
    ]),
    ...unit.checks.map((row) => line('check', row)),
    ...unit.transactions.map((row) => line('transaction', toldOf(row))),
    ...unit.conflicts.map((row) => line('conflict', row)),
    ...unit.links.map((row) => line('link', row)),
    ...unit.rulings.map((row) => line('ruling', row)),
    ...unit.formerConflicts.map((conflictId) => line('former conflict', { conflictId })),
  ].sort(bySelf);

export const unitDigest = (unit: UnitRows): string => {
  const hash = createHash('sha256');
  for (const text of canonicalLines(unit)) hash.update(text).update('\n');
  return hash.digest('hex');
};

/** The digest of all units; give them in the order of their insiders. */
export const wholeDigest = (
  units: Iterable<readonly [insider: string, digest: string]>,
): string => {
  const hash = createHash('sha256');
  for (const [insider, digest] of units) hash.update(`${insider} ${digest}\n`);
  return hash.digest('hex');
};
