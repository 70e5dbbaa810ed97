/** One filing, by its accession number or by a row of it. */

import { fail, invalidArgument, notFound } from '../answer/error.js';
import { type FilingAnswer, filingAnswer, isNamed } from '../answer/filing-detail.js';
import type { Moment, Settled } from '../answer/moment.js';
import { rowId } from '../event/catalogue.js';
import { accessionOfRow } from '../event/identity.js';
import type { Accession } from '../filing/model.js';
import { accessionNumber } from '../filing/model.js';
import type { OpenLedger } from './open-ledger.js';
import { type Reporting, reportersOf } from './reporters.js';

/** As EDGAR writes it in addresses, without its dashes. */
const undashed = /^(\d{10})(\d{2})(\d{6})$/;

const accessionIn = (text: string): Accession => {
  if (rowId.is(text)) return accessionOfRow(text);
  const spelled = text.trim().replace(undashed, '$1-$2-$3');
  return accessionNumber.is(spelled)
    ? spelled
    : fail(
        invalidArgument(
          `filing takes an accession number such as 0001415889-24-022023, or a row of one such as 0001415889-24-022023/I.3; got ${JSON.stringify(text)}. transactions and filed list them`,
        ),
      );
};

/** Why a filing that is recorded cannot be told of at a moment. */
const unknownThen = (
  accession: Accession,
  reporters: ReadonlyArray<Reporting>,
  { knownBy, recordedBy }: Settled,
): string => {
  const known = reporters[0]?.filings[0]?.knownAt;
  if (known === undefined)
    return `there is no filing ${accession}; filed lists those of a day, transactions --insider WHO those of an insider`;
  return recordedBy !== null
    ? `${accession} was not recorded by ${recordedBy}`
    : `${accession} was not known by ${knownBy}: it became known at ${known}`;
};

export const oneFiling = async (
  open: OpenLedger,
  name: string,
  moment: Moment,
): Promise<FilingAnswer> => {
  const at = open.settled(moment);
  const accession = accessionIn(name);
  const reporters = await reportersOf(open, accession, (all) =>
    all.filter((f) => isNamed(f, accession)),
  );
  const views = await Promise.all(reporters.map(({ insider }) => open.view(insider, at.vantage)));
  return (
    filingAnswer(views, accession, at) ?? fail(notFound(unknownThen(accession, reporters, at)))
  );
};
