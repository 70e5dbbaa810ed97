/**
 * An accession number in the name of a file or of its folder, as EDGAR's archive and those who
 * copy from it name them: `0001415889-24-022023.txt`, `000141588924022023/primary_doc.xml`.
 */

import type { Day } from './calendar.js';
import { type Accession, isEdgarAccession } from './model.js';

/** Numbers begin with the filer's or its agent's CIK; none is near a billion yet. */
const dashed = /(?<!\d)(000\d{7})-(\d{2})-(\d{6})(?!\d)/;
const plain = /(?<!\d)(000\d{7})(\d{2})(\d{6})(?!\d)/;

const firstYear = 1993;

const yearOf = (twoDigits: string): number => {
  const year = Number(twoDigits);
  return year >= firstYear % 100 ? 1900 + year : 2000 + year;
};

/** A form filed later than this after its event is rarer than a file with a wrong name. */
const yearsLateMax = 10;
/** Filed at the turn of a year, or with the year of the signature mistyped. */
const yearsOffMax = 1;

/** The number's own year says whether it can be this document's. */
const isPlausible = (year: number, period: Day, signed: Day | null): boolean => {
  const [event, signature] = [period, signed ?? period].map((day) => Number(day.slice(0, 4)));
  if (event === undefined || signature === undefined) return false;
  if (signed !== null) return Math.abs(year - signature) <= yearsOffMax;
  return year >= event - yearsOffMax && year <= event + yearsLateMax;
};

/** @param path of the file, with `/` or `\`. */
export const accessionInName = (
  path: string,
  period: Day,
  signed: Day | null,
): Accession | null => {
  const [name = '', folder = ''] = path.split(/[\\/]/).reverse();
  for (const part of [name, folder]) {
    const found = dashed.exec(part) ?? plain.exec(part);
    if (found === null) continue;
    const [, filer = '', year = '', sequence = ''] = found;
    const number = `${filer}-${year}-${sequence}`;
    if (isPlausible(yearOf(year), period, signed) && isEdgarAccession(number)) return number;
  }
  return null;
};
