/** The same form filed a second time: the same content, or the same rows with their balances. */
import type { RowReported } from '../../src/event/catalogue.js';
import { type Finding, findingOf } from '../conflict/conflict.js';
import { type KnownFiling, rowAsFiled } from '../known/knowledge.js';
import { assertedOf } from '../known/reported-row.js';
import { type FieldChange, saysTheSame } from '../line/row-alignment.js';
import { familyOf } from './line-book.js';
import type { Repetition } from './repeated-row.js';

/** Row by row the same, as filed. */
const sameRows = (a: KnownFiling, b: KnownFiling): boolean =>
  a.rows.length === b.rows.length &&
  a.rows.every((row, i) =>
    saysTheSame(rowAsFiled(a, row), rowAsFiled(b, b.rows[i] as (typeof b.rows)[number])),
  );

/** Originals met so far. */
export interface Originals {
  /** The one of which a filing is a copy. */
  twinOf(filing: KnownFiling): KnownFiling | null;
  remember(filing: KnownFiling): void;
}

export const originals = (): Originals => {
  const byContent = new Map<string, KnownFiling>();
  const byPeriod = new Map<string, Array<KnownFiling>>();
  const contentKey = (f: KnownFiling): string => `${familyOf(f)}|${f.header.contentDigest}`;
  const periodKey = (f: KnownFiling): string => `${familyOf(f)}|${f.header.period}`;
  return {
    twinOf: (filing) => {
      const same = byContent.get(contentKey(filing));
      if (same !== undefined) return same;
      if (
        filing.rows.length === 0 ||
        filing.rows.some((r) => assertedOf(rowAsFiled(filing, r)) === null)
      )
        return null;
      const ofPeriod = byPeriod.get(periodKey(filing)) ?? [];
      return (
        ofPeriod.find((f) => f.header.form === filing.header.form && sameRows(f, filing)) ?? null
      );
    },
    remember: (filing) => {
      if (!byContent.has(contentKey(filing))) byContent.set(contentKey(filing), filing);
      const known = byPeriod.get(periodKey(filing));
      if (known === undefined) byPeriod.set(periodKey(filing), [filing]);
      else known.push(filing);
    },
  };
};

export const duplicateFinding = (first: KnownFiling, second: KnownFiling): Finding => ({
  type: 'DUPLICATE_FILING',
  severity: 'low',
  about: [first.accession, second.accession],
  issuerId: second.header.issuerId,
  rows: [...first.rows, ...second.rows].map((r) => r.row),
  detail: {
    first: first.accession,
    second: second.accession,
    identical: first.header.contentDigest === second.header.contentDigest,
    meanwhile: 'the second filing does not count',
  },
  choices: ['duplicate', 'distinct'],
  touches: [],
  closed: false,
});

const whileRepeated = ({ isTelling, isPricedAnew }: Repetition): string => {
  const repeated = `the rows that the second filing repeats${isPricedAnew ? ' at another price' : ''}`;
  return isTelling
    ? `${repeated} do not count again`
    : `${repeated} count as others of the same numbers`;
};

/** Of the second filing only some rows are copies; the others count. */
export const repetitionFinding = (
  repetition: Repetition,
  second: KnownFiling,
  touches: Finding['touches'],
): Finding => {
  const { first, rows, isTelling, isPricedAnew } = repetition;
  const repeated = rows.map(({ row }) => row.row);
  const price = ({ price: { value } }: RowReported): string | null => value?.toFixed() ?? null;
  return findingOf({
    type: 'DUPLICATE_FILING',
    severity: 'medium',
    // One form may repeat some rows of another, and others at another price: two questions.
    about: [first.accession, ...(isPricedAnew ? repeated : [second.accession])],
    issuerId: second.header.issuerId,
    rows: rows.flatMap(({ row, of }) => [of.row, row.row]),
    detail: {
      first: first.accession,
      second: second.accession,
      identical: false,
      repeated,
      ...(isPricedAnew
        ? { prices: rows.map(({ row, of }) => ({ first: price(of), second: price(row) })) }
        : {}),
      meanwhile: whileRepeated(repetition),
    },
    choices: isTelling ? ['duplicate', 'distinct'] : ['distinct', 'duplicate'],
    touches,
  });
};

/** Of two rows that were filed alike, what operators ruled on one and not on the other. */
export const ruledApartFinding = (
  first: RowReported,
  second: RowReported,
  apart: ReadonlyArray<FieldChange>,
  touches: Finding['touches'],
): Finding =>
  findingOf({
    type: 'DUPLICATE_FILING',
    severity: 'medium',
    about: [first.row, second.row],
    issuerId: second.issuerId,
    detail: {
      first: first.accession,
      second: second.accession,
      repeated: [second.row],
      ruledApart: apart.map(({ field, from, to }) => ({ field, first: from, second: to })),
      meanwhile: `${first.row} counts as ruled, and ${second.row}, which was filed alike, does not count again`,
    },
    choices: ['duplicate', 'distinct'],
    touches,
  });
