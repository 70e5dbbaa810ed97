/** One filing whole: what the document says, whose streams it is in, what it amends and changed. */
import type { InsiderView } from '../../projections/insider.js';
import { allBoxes } from '../../projections/known/box.js';
import { type KnownFiling, rowAsFiled } from '../../projections/known/knowledge.js';
import {
  firstOf as firstVersion,
  inForce,
  type Line,
  type LineStatus,
  statusOf,
  type Version,
} from '../../projections/line/line.js';
import { type FieldChange, fieldsOf } from '../../projections/line/row-alignment.js';
import type { FilingRecorded, RowReported } from '../event/catalogue.js';
import {
  type InsiderId,
  insiderIdOf,
  isDerived,
  type PositionId,
  type RowId,
} from '../event/identity.js';
import type { Day, Instant } from '../filing/calendar.js';
import type { Accession, Relationship } from '../filing/model.js';
import type { Settled, Times } from './moment.js';
import { type InsiderAnswer, type IssuerAnswer, insiderAnswer } from './party.js';
import { type RowRulingAnswer, rulingsOnLine } from './row-rulings.js';

/** A box of a row that says something, with the footnotes that hang on it. */
export interface BoxAnswer {
  readonly box: string;
  /** As filed; null where the box is empty and has a footnote. */
  readonly value: string | null;
  readonly footnotes: ReadonlyArray<string>;
}

/** What became of a row in one owner's stream. */
export interface RowReportAnswer {
  readonly insider: InsiderId;
  readonly positionId: PositionId | null;
  /** The row that first reported it; for a holding, the row that stated it first. */
  readonly transactionId: RowId;
  /** How this row came to its line: first reported, or by what an amendment did. */
  readonly outcome: Version['outcome'];
  /** What it changed of the version before. */
  readonly changes: ReadonlyArray<FieldChange>;
  /** The day it counts for. */
  readonly effectiveOn: Day;
  readonly status: LineStatus;
  /** The row in force: another one where an amendment restated it. */
  readonly inForce: RowId;
  readonly rulings: ReadonlyArray<RowRulingAnswer>;
}

export interface FilingRowAnswer {
  readonly row: RowId;
  readonly table: 'I' | 'II';
  readonly kind: 'transaction' | 'holding';
  readonly boxes: ReadonlyArray<BoxAnswer>;
  readonly reports: ReadonlyArray<RowReportAnswer>;
}

export interface OwnerAnswer {
  readonly name: string;
  readonly cik: string | null;
  /** In whose stream the filing stands. */
  readonly insider: InsiderId;
  readonly relationship: Relationship;
}

/** What an amendment amends, as one owner's stream tells it. */
export interface AmendsAnswer {
  readonly insider: InsiderId;
  /** Null where nothing is linked: `kind` says why. */
  readonly accession: Accession | null;
  readonly kind: 'exact' | 'inferred' | 'ambiguous' | 'orphan';
  readonly decided: boolean;
}

export interface FilingAnswer extends Times {
  readonly accession: Accession;
  /** Under which it was recorded before. */
  readonly otherNames: ReadonlyArray<Accession>;
  /** EDGAR's page of it; null where its accession number is not known. */
  readonly address: string | null;
  readonly form: string;
  readonly amendment: boolean;
  readonly period: Day;
  readonly filedOn: Day;
  readonly filedBasis: FilingRecorded['filedBasis'];
  readonly acceptedAt: Instant | null;
  /** From when on the public could know it. */
  readonly knownAt: Instant;
  /** Box 4, as the filer typed it. */
  readonly originalFiledOn: Day | null;
  readonly noSecuritiesOwned: boolean | null;
  readonly notSubjectToSection16: boolean | null;
  /** The box of Rule 10b5-1; null where the form has none. */
  readonly plan10b51: boolean | null;
  readonly issuer: IssuerAnswer;
  readonly owners: ReadonlyArray<OwnerAnswer>;
  readonly rows: ReadonlyArray<FilingRowAnswer>;
  readonly footnotes: ReadonlyArray<{ readonly id: string; readonly text: string }>;
  readonly remarks: string | null;
  readonly signatures: FilingRecorded['signatures'];
  /** What the document holds that the form has no box for, and header texts as filed. */
  readonly unknown: FilingRecorded['unknown'];
  readonly asFiled: FilingRecorded['asFiled'];
  /** SHA-256 of the bytes that were read; null where they were not at hand. */
  readonly sourceDigest: string | null;
  readonly contentDigest: string;
  /** Insiders in whose streams it stands. */
  readonly reportedBy: ReadonlyArray<InsiderAnswer>;
  readonly amends: ReadonlyArray<AmendsAnswer>;
  /** Amendments of it that are known, in known order. */
  readonly amendedBy: ReadonlyArray<Accession>;
  /** Positions that its rows speak of. */
  readonly positions: ReadonlyArray<PositionId>;
}

/** Where EDGAR shows a filing; under any of its filers' numbers, so under the issuer's. */
export const addressOfFiling = (accession: Accession, cik: string | null): string | null =>
  isDerived(accession) || cik === null
    ? null
    : `https://www.sec.gov/Archives/edgar/data/${Number(cik)}/${accession.replaceAll('-', '')}/${accession}-index.htm`;

const addressOf = ({ accession, header }: KnownFiling): string | null =>
  addressOfFiling(accession, header.issuer.cik);

const boxesOf = (row: RowReported): ReadonlyArray<BoxAnswer> => {
  const values = new Map(fieldsOf(row));
  return allBoxes.flatMap(({ name, read }): ReadonlyArray<BoxAnswer> => {
    const value = values.get(name) ?? null;
    const footnotes = read(row)?.footnotes ?? [];
    return value === null && footnotes.length === 0 ? [] : [{ box: name, value, footnotes }];
  });
};

interface Told {
  readonly view: InsiderView;
  readonly filing: KnownFiling;
  readonly lines: ReadonlyMap<RowId, Line>;
}

/** The lines of a view that a filing's rows are versions of. */
const linesOf = (view: InsiderView, { rows }: KnownFiling): ReadonlyMap<RowId, Line> => {
  const own = new Set(rows.map((r) => r.row));
  return new Map(
    view.lines.flatMap((line) =>
      line.versions.flatMap(
        (v): ReadonlyArray<readonly [RowId, Line]> =>
          own.has(v.row.row) ? [[v.row.row, line]] : [],
      ),
    ),
  );
};

const reportOf = ({ view, lines }: Told, row: RowId): ReadonlyArray<RowReportAnswer> => {
  const line = lines.get(row);
  const version = line?.versions.find((v) => v.row.row === row);
  if (line === undefined || version === undefined) return [];
  return [
    {
      insider: view.insider,
      positionId: version.position?.id ?? null,
      transactionId: firstVersion(line).row.row,
      outcome: version.outcome,
      changes: version.changes,
      effectiveOn: version.effective.on,
      status: statusOf(line),
      inForce: inForce(line).row.row,
      rulings: rulingsOnLine(view, line),
    },
  ];
};

const amendsOf = ({ view, filing }: Told): ReadonlyArray<AmendsAnswer> =>
  view.links
    .filter((link) => link.amendment.accession === filing.accession)
    .map(({ home, kind, decided }) => ({
      insider: view.insider,
      accession: home?.accession ?? null,
      kind,
      decided,
    }));

const amendedBy = (told: ReadonlyArray<Told>): ReadonlyArray<Accession> => {
  const found = new Map<Accession, Instant>();
  for (const { view, filing } of told)
    for (const { amendment, home } of view.links)
      if (home?.accession === filing.accession) found.set(amendment.accession, amendment.knownAt);
  return [...found]
    .sort(([a, at], [b, bt]) => (at === bt ? (a < b ? -1 : 1) : at < bt ? -1 : 1))
    .map(([a]) => a);
};

/** Whether a filing is meant by a number that it has or had. */
export const isNamed = (
  { accession, otherNames }: Pick<KnownFiling, 'accession' | 'otherNames'>,
  name: string,
): boolean => accession === name || otherNames.some((other) => other === name);

/**
 * @param views of those in whose streams it may stand; who did not know of it by then tells nothing.
 * @returns null where none of them knows it.
 */
export const filingAnswer = (
  views: ReadonlyArray<InsiderView>,
  name: string,
  { asOf, knownBy, recordedBy }: Settled,
): FilingAnswer | null => {
  const told = views.flatMap((view): ReadonlyArray<Told> => {
    const filing = view.filings.find((f) => isNamed(f, name));
    return filing === undefined ? [] : [{ view, filing, lines: linesOf(view, filing) }];
  });
  const [first] = told;
  if (first === undefined) return null;
  const { filing } = first;
  const { header } = filing;
  const rows = filing.rows.map(
    (row): FilingRowAnswer => ({
      row: row.row,
      table: row.table,
      kind: row.kind,
      boxes: boxesOf(rowAsFiled(filing, row)),
      reports: told.flatMap((one) => reportOf(one, row.row)),
    }),
  );
  const { cik, name: issuer, symbol } = header.issuer;
  return {
    asOf,
    knownBy,
    recordedBy,
    accession: filing.accession,
    otherNames: filing.otherNames,
    address: addressOf(filing),
    form: header.form,
    amendment: filing.amendment,
    period: header.period,
    filedOn: header.filedOn,
    filedBasis: header.filedBasis,
    acceptedAt: header.acceptedAt,
    knownAt: filing.knownAt,
    originalFiledOn: header.originalFiledOn,
    noSecuritiesOwned: header.noSecuritiesOwned,
    notSubjectToSection16: header.notSubjectToSection16,
    plan10b51: header.plan10b51,
    issuer: { cik, name: issuer, symbol },
    owners: header.owners.map((owner) => ({
      name: owner.name,
      cik: owner.cik,
      insider: insiderIdOf(owner, header.issuer),
      relationship: owner.relationship,
    })),
    rows,
    footnotes: [...filing.footnotes].map(([id, text]) => ({ id, text })),
    remarks: header.remarks,
    signatures: header.signatures,
    unknown: header.unknown,
    asFiled: header.asFiled,
    sourceDigest: header.sourceDigest,
    contentDigest: header.contentDigest,
    reportedBy: told.map(({ view }) => insiderAnswer(view)),
    amends: told.flatMap(amendsOf),
    amendedBy: amendedBy(told),
    positions: [
      ...new Set(rows.flatMap((r) => r.reports.flatMap(({ positionId }) => positionId ?? []))),
    ].sort(),
  };
};
