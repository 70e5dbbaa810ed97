/**
 * Where a document and the data set's reading of it disagree. Only what both can say is compared:
 * the data set has no order of rows, owners, signatures or footnote references, lists the roles
 * that hold and not those that do not, and has no box for some parts of an address.
 */

import type { Difference } from '../../answer/error.js';
import { canonicalJson } from '../../event/canonical.js';
import { filingContent } from '../../event/from-filing.js';
import type { CompleteFiling } from '../../event/identity.js';
import { row as rowCodec, rowLabel } from '../../filing/model.js';
import { differencesBetween } from './difference.js';

type Tree = { readonly [key: string]: unknown };

const isTree = (u: unknown): u is Tree => typeof u === 'object' && u !== null && !Array.isArray(u);

const sorted = (values: ReadonlyArray<unknown>): ReadonlyArray<unknown> =>
  values
    .map((value) => ({ value, text: canonicalJson(value) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ value }) => value);

const unsaid: ReadonlySet<string> = new Set([
  'position',
  'surrogateKey',
  'raw',
  'foreignSymbol',
  'nonUs',
]);

/** A false box is one that is not ticked; lists become sets; spacing does not count. */
const comparable = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replace(/\s+/g, ' ').trim();
  if (Array.isArray(value)) return sorted(value.map(comparable));
  if (!isTree(value)) return value;
  const kept = Object.entries(value).filter(([key, v]) => !unsaid.has(key) && v !== false);
  const only = kept[0];
  if (kept.length === 1 && only !== undefined && only[0] === 'value') return comparable(only[1]);
  return Object.fromEntries(kept.map(([key, v]) => [key, comparable(v)]));
};

interface Said {
  readonly label: string;
  /** Rows of another group are never one row. */
  readonly group: string;
  readonly content: unknown;
  readonly text: string;
}

const rowsOf = (filing: CompleteFiling): ReadonlyArray<Said> =>
  filing.rows.map((row) => {
    const content = comparable(rowCodec.encode(row));
    const label = rowLabel(row);
    return { label, group: `${row.table} ${row.kind}`, content, text: canonicalJson(content) };
  });

const without = (rows: ReadonlyArray<Said>, others: ReadonlyArray<Said>): ReadonlyArray<Said> => {
  const spare = new Map<string, number>();
  for (const { text } of others) spare.set(text, (spare.get(text) ?? 0) + 1);
  return rows.filter(({ text }) => {
    const left = spare.get(text) ?? 0;
    if (left > 0) spare.set(text, left - 1);
    return left === 0;
  });
};

const shownLengthMax = 200;

/** Rows that agree are set aside; each of the rest is compared with the one most like it. */
const rowDifferences = (
  recorded: ReadonlyArray<Said>,
  got: ReadonlyArray<Said>,
): ReadonlyArray<Difference> => {
  const left = [...without(got, recorded)];
  const found: Array<Difference> = [];
  for (const row of without(recorded, got)) {
    const likely = left
      .filter((other) => other.group === row.group)
      .map((other) => ({ other, differences: differencesBetween(row.content, other.content) }))
      .sort((a, b) => a.differences.length - b.differences.length)[0];
    if (likely === undefined) {
      found.push({ path: row.label, recorded: row.text.slice(0, shownLengthMax), got: null });
      continue;
    }
    left.splice(left.indexOf(likely.other), 1);
    const path = `${row.label} as ${likely.other.label}`;
    found.push(...likely.differences.map((d) => ({ ...d, path: `${path}: ${d.path}` })));
  }
  for (const row of left)
    found.push({ path: row.label, recorded: null, got: row.text.slice(0, shownLengthMax) });
  return found;
};

const headerOf = (filing: CompleteFiling): unknown =>
  comparable({ ...filingContent({ ...filing, rows: [] }).header, filedOn: filing.filedOn });

/** Everything on which two readings of one filing disagree. */
export const readingDifferences = (
  recorded: CompleteFiling,
  got: CompleteFiling,
): ReadonlyArray<Difference> => [
  ...differencesBetween(headerOf(recorded), headerOf(got)),
  ...rowDifferences(rowsOf(recorded), rowsOf(got)),
];
