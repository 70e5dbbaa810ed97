/** A filing's envelope where its bytes do not give it: manifest, file name, signature, deadline. */
import { accessionInName } from './accession-in-name.js';
import { filingDeadline } from './business-days.js';
import { type Day, daysBetween, easternDay } from './calendar.js';
import type { ManifestRow } from './manifest.js';
import {
  type Accession,
  derivedAccession,
  type FiledBasis,
  type Filing,
  formFamily,
  type Owner,
  rowLabel,
} from './model.js';
import { odditiesOf } from './oddity.js';
import type { ReadWarning } from './problem.js';
import type { Reading } from './readers/reader.js';

/** Signed before its event: forms for an offering are, by days (0001181431-10-034759 by three). */
const signedEarlyDaysMax = 30;
/** Filed later than this after its event, a form is rarer than a mistyped year. */
const signedLateDaysMax = 3_653;

const plausibleSignature = (filing: Filing, day: Day): boolean => {
  const after = daysBetween(filing.period, day);
  return (
    after >= -signedEarlyDaysMax &&
    after <= signedLateDaysMax &&
    (filing.originalFiledOn === null ||
      day >= filing.originalFiledOn ||
      daysBetween(filing.period, filing.originalFiledOn) > signedLateDaysMax)
  );
};

const signedOn = (filing: Filing): Day | null =>
  filing.signatures
    .map((s) => s.date)
    .filter((d) => d !== null && plausibleSignature(filing, d))
    .reduce((latest, d) => (latest === null || (d ?? '') > latest ? d : latest), null);

/** The last day on which the form would have been on time; for an amendment, not before box 4. */
const dueOn = (filing: Filing): Day => {
  const day = filingDeadline(formFamily(filing.form), filing.period);
  const original = filing.originalFiledOn;
  return original !== null && original > day && daysBetween(day, original) <= signedLateDaysMax
    ? original
    : day;
};

const filed = (
  filing: Filing,
  row: ManifestRow | null,
): { filedOn: Day; filedBasis: FiledBasis } => {
  if (filing.filedOn !== null)
    return { filedOn: filing.filedOn, filedBasis: filing.filedBasis ?? 'manifest' };
  if (row?.filedOn !== null && row !== null)
    return { filedOn: row.filedOn, filedBasis: 'manifest' };
  // Forms 3, 4 and 5 that EDGAR accepts by 22:00 in Washington are filed that day, and it closes.
  const acceptedAt = filing.acceptedAt ?? row?.acceptedAt ?? null;
  if (acceptedAt !== null) return { filedOn: easternDay(acceptedAt), filedBasis: 'manifest' };
  const signed = signedOn(filing);
  return signed === null
    ? { filedOn: dueOn(filing), filedBasis: 'deadline' }
    : { filedOn: signed, filedBasis: 'signature-date' };
};

/** EDGAR's number, or one made of the content: `doc-` and 20 hex digits of its SHA-256. */
const contentAccession = ({ source }: Filing): Accession | null =>
  source === null ? null : derivedAccession(source.sha256);

const namedAccession = (filing: Filing, path: string | null): Accession | null =>
  path === null ? null : accessionInName(path, filing.period, signedOn(filing));

/** Owners without a CIK take the manifest's where it is beyond doubt whose is whose. */
const identified = (owners: ReadonlyArray<Owner>, ciks: ReadonlyArray<string>) => {
  const stated = new Set(owners.map((o) => o.cik));
  const spare = ciks.filter((c) => !stated.has(c));
  const unknown = owners.filter((o) => o.cik === null);
  if (unknown.length === 0 || spare.length !== unknown.length) return owners;
  return owners.map((owner) =>
    owner.cik === null ? { ...owner, cik: spare[unknown.indexOf(owner)] ?? null } : owner,
  );
};

const disagreements = (filing: Filing, row: ManifestRow): ReadonlyArray<ReadWarning> => {
  const warnings: Array<ReadWarning> = [];
  const compare = (what: string, inFile: string | null, inManifest: string | null): void => {
    if (inFile !== null && inManifest !== null && inFile !== inManifest)
      warnings.push({
        code: 'MANIFEST_DISAGREES',
        message: `${what}: the manifest says ${inManifest}, the file ${inFile}; the file is kept`,
      });
  };
  compare('accession', filing.accession, row.accession);
  compare('filedOn', filing.filedOn, row.filedOn);
  compare('acceptedAt', filing.acceptedAt, row.acceptedAt);
  compare('issuerCik', filing.issuer.cik, row.issuerCik);
  const inFile = filing.owners.map((o) => o.cik).filter((c) => c !== null);
  if (row.ownerCiks.length > 0 && inFile.length === filing.owners.length)
    compare('ownerCiks', [...inFile].sort().join(';'), [...row.ownerCiks].sort().join(';'));
  if (row.ownerCiks.length > 0 && inFile.length < filing.owners.length) {
    const known = new Set(row.ownerCiks);
    const spare = row.ownerCiks.length - inFile.filter((c) => known.has(c)).length;
    if (spare !== filing.owners.length - inFile.length)
      warnings.push({
        code: 'MANIFEST_OWNERS_UNMATCHED',
        message: `the manifest names ${row.ownerCiks.length} owners, the file ${filing.owners.length}; CIKs were not assigned`,
      });
  }
  return warnings;
};

/**
 * Filed or accepted before what it reports: of a wrong file's row in a manifest, most likely, or a
 * mistyped year. Recorded so all the same, since forms for an offering are filed before their day.
 */
const filedBeforeEvents = ({
  filedOn,
  filedBasis,
  acceptedAt,
  period,
  rows,
}: Filing): ReadonlyArray<ReadWarning> => {
  const lastTrade = rows.reduce<{ day: Day; label: string } | null>((last, row) => {
    const day = row.transactionDate.value;
    return day === null || (last !== null && last.day >= day)
      ? last
      : { day, label: rowLabel(row) };
  }, null);
  const before = (said: string, day: Day): ReadonlyArray<ReadWarning> => {
    const later = [
      ...(period > day ? [`the period of report, ${period}`] : []),
      ...(lastTrade !== null && lastTrade.day > day
        ? [`the transaction of row ${lastTrade.label}, ${lastTrade.day}`]
        : []),
    ];
    return later.length === 0
      ? []
      : [
          {
            code: 'FILED_BEFORE_EVENT',
            message: `${said} is before ${later.join(' and ')}; see whether the date, or the row of the manifest, is another filing's`,
          },
        ];
  };
  const acceptedOn = acceptedAt === null ? null : easternDay(acceptedAt);
  return [
    ...(filedOn === null ? [] : before(`the filing date ${filedOn} (${filedBasis})`, filedOn)),
    // It says from when on the filing is known, also where the filing date is given besides.
    ...(acceptedAt === null || acceptedOn === null || acceptedOn === filedOn
      ? []
      : before(`the acceptance ${acceptedAt}, in Washington ${acceptedOn},`, acceptedOn)),
  ];
};

/**
 * The reading with an envelope as full as it can be: `accession`, `filedOn` and `filedBasis` are
 * set. What the bytes say wins; where the manifest says otherwise there is a warning. An accession
 * number that neither tells is taken from the file's name (`path`).
 */
export const completeFiling = (
  reading: Reading,
  row: ManifestRow | null,
  path: string | null = null,
): Reading => {
  const { filing } = reading;
  const completed: Filing = {
    ...filing,
    ...filed(filing, row),
    accession:
      filing.accession ??
      row?.accession ??
      namedAccession(filing, path) ??
      contentAccession(filing),
    acceptedAt: filing.acceptedAt ?? row?.acceptedAt ?? null,
    issuer: { ...filing.issuer, cik: filing.issuer.cik ?? row?.issuerCik ?? null },
    owners: identified(filing.owners, row?.ownerCiks ?? []),
  };
  return {
    filing: completed,
    warnings: [
      ...reading.warnings,
      ...(row === null ? [] : disagreements(filing, row)),
      ...filedBeforeEvents(completed),
      ...odditiesOf(completed),
    ],
  };
};
