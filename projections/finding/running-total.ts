/**
 * Derivatives whose stated numbers run on from row to row: 10,000,000; then 35,000,000 beside
 * 25,000,000 underlying; then 85,000,000 beside 50,000,000. The filer added up the class where each
 * row has its own number to state. Of the lists of a quarter one in twenty that have several rows
 * of a title is of this kind.
 */
import type { RowReported } from '../../src/event/catalogue.js';
import type { Decimal } from '../../src/filing/decimal.js';
import { type Finding, findingOf } from '../conflict/conflict.js';
import { type KnownFiling, rowAsFiled } from '../known/knowledge.js';
import { canonicalNature, canonicalTitle } from '../known/security-title.js';
import type { Line } from '../line/line.js';

/** A listed derivative with its stated number and what underlies it. */
interface Listed {
  readonly row: RowReported;
  readonly stated: Decimal;
  readonly own: Decimal;
}

const listedOf = (row: RowReported): Listed | null => {
  const stated = row.sharesFollowing.value;
  const own = row.terms?.underlying?.shares.value ?? null;
  return row.kind === 'holding' && row.table === 'II' && stated !== null && own?.gt(0) === true
    ? { row, stated, own }
    : null;
};

const classOf = ({ security, ownership, nature }: RowReported): string =>
  [canonicalTitle(security.value), ownership.value, canonicalNature(nature.value)].join('|');

/** The rows of its class on the same document, as filed, the smallest number first. */
const listWith = (of: RowReported, filing: KnownFiling): ReadonlyArray<Listed> =>
  filing.rows
    .flatMap((row) => listedOf(rowAsFiled(filing, row)) ?? [])
    .filter(({ row }) => classOf(row) === classOf(of))
    .sort((a, b) => a.stated.comparedTo(b.stated));

/** The first row states its own number, each further one that and all before it. */
const runsOn = (list: ReadonlyArray<Listed>): boolean =>
  list.length > 1 &&
  list.every(({ stated, own }, i) => (list[i - 1]?.stated.plus(own) ?? own).eq(stated));

/** Two rows may come to each other's sum by chance, three hardly. */
const rowsCertain = 3;

export const runningTotalFindings = (line: Line): ReadonlyArray<Finding> =>
  line.versions.flatMap(({ row, filing, position, effective }, i) => {
    const listed = listedOf(row);
    if (listed === null || listed.stated.eq(listed.own)) return [];
    const list = listWith(rowAsFiled(filing, row), filing);
    // Corrected by an operator it is nobody's total any more; the others are as they were.
    if (!runsOn(list) || !list.some((one) => one.stated.eq(listed.stated))) return [];
    const [stated, own] = [listed.stated.toFixed(), listed.own.toFixed()];
    return [
      findingOf({
        type: 'RUNNING_TOTAL',
        severity: list.length < rowsCertain ? 'medium' : 'high',
        about: [row.row],
        rows: list.map((one) => one.row.row),
        issuerId: row.issuerId,
        detail: {
          reported: stated,
          own,
          before: listed.stated.minus(listed.own).toFixed(),
          meanwhile: `the reported ${stated} counts for this row; if it is the total of the class down to it, the row's own number is ${own}: correct its sharesFollowing`,
        },
        choices: ['as-filed'],
        touches: position === null ? [] : [{ positionId: position.id, from: effective.on }],
        closed: i < line.versions.length - 1,
      }),
    ];
  });
