/** A row to correct, and the forms that rule on it. */

import { correctableFields } from '../../../ledger/answers.js';
import type { Ledger } from '../../../ledger/ledger.js';
import type * as routeFrame from '../../page-route.js';
import { one, type Parameter } from '../../parameter.js';
import { filingIn } from '../../picture/link.js';
import { type CorrectionKind, correctionPage } from '../correction.js';
import type { Shown } from './framing.js';
import { outcomeOf } from './outcome.js';
import { asked, inPath, notFoundError, rendered, route, text, times, Unanswered } from './route.js';

const rowParameter = inPath('row', 'as answers name rows');

const correctionShown = async (
  ledger: Ledger,
  row: string,
  shown: Parameters<typeof correctionPage>[4] = null,
): Promise<Shown> => {
  const filing = await asked(ledger.filing(filingIn(row)[0]));
  const own = filing.rows.find((one) => one.row === row);
  if (own === undefined) throw new Unanswered(notFoundError(`there is no row ${row} in it`));
  return { page: (frame) => correctionPage(frame, filing, own, correctableFields, shown) };
};

export const rowsRoute = route('/rows', [rowParameter, ...times], ({ ledger, given }) =>
  correctionShown(ledger, one(given, 'row') ?? ''),
);

const correctionForm = (
  path: string,
  kind: CorrectionKind,
  own: ReadonlyArray<Parameter>,
  say: routeFrame.FormRoute['say'],
): routeFrame.FormRoute => ({
  path,
  fields: [rowParameter, ...own],
  say,
  view: (outcome, frame, given, ledger) =>
    rendered(ledger, frame, () =>
      correctionShown(ledger, one(given, 'row') ?? '', {
        kind,
        field: one(given, 'field') ?? '',
        to: one(given, 'to') ?? '',
        reason: one(given, 'reason') ?? '',
        ...outcomeOf(outcome),
      } as NonNullable<Parameters<typeof correctionPage>[4]>),
    ),
});

export const correctionForms: ReadonlyArray<routeFrame.FormRoute> = [
  correctionForm(
    '/rows/corrections',
    'correct',
    [
      { ...inPath('field', 'of the row'), choices: correctableFields },
      text('to', 'as the document has it'),
    ],
    (rulings, given, ruling) =>
      rulings.correct(
        one(given, 'row') ?? '',
        { [one(given, 'field') ?? '']: one(given, 'to') ?? null },
        ruling,
      ),
  ),
  correctionForm('/rows/withdrawals', 'withdraw', [], (rulings, given, ruling) =>
    rulings.withdraw(one(given, 'row') ?? '', ruling),
  ),
  correctionForm('/rows/restorations', 'restore', [], (rulings, given, ruling) =>
    rulings.correct(one(given, 'row') ?? '', {}, ruling),
  ),
];
