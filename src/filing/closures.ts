/**
 * Weekdays on which EDGAR was closed though no statute closes them: it takes them as federal
 * holidays for filing purposes. Good Friday, a shutdown, Inauguration Day and the storm of
 * October 2012 are no closures. Where it is found, beside each day; what is not certain says so.
 */
import { type Day, writtenDay } from './calendar.js';

export interface Closure {
  readonly day: Day;
  readonly why: string;
  readonly source: string;
  /** False where it stands on an order of which it was not checked that EDGAR followed it. */
  readonly certain: boolean;
}

const mourning = 'national day of mourning';
const order = 'executive order closing federal offices';

const closed = (day: string, source: string, certain = true): Closure => ({
  day: writtenDay(day),
  why: 'EDGAR closed',
  source,
  certain,
});

/** Through this day all closures that were announced are in the table. */
export const tableThrough = writtenDay('2027-12-31');

export const closures: ReadonlyArray<Closure> = [
  closed('2001-12-24', order, false),
  closed('2003-12-26', order, false),
  closed('2004-06-11', `${mourning} for R. Reagan`, false),
  closed('2007-01-02', `${mourning} for G. Ford`, false),
  closed('2007-12-24', order, false),
  closed('2008-12-26', order, false),
  closed('2012-12-24', order, false),
  closed('2014-12-26', order, false),
  closed('2018-12-05', `${mourning} for G. H. W. Bush; notice of the SEC`),
  closed('2018-12-24', order),
  closed('2019-12-24', order),
  closed('2020-12-24', `${order}; announced by the SEC`),
  closed('2024-12-24', order),
  closed('2025-01-09', `${mourning} for J. Carter`),
  closed('2025-12-24', order, false),
  closed('2025-12-26', order, false),
];
