/** Legal holds. */
import type { HoldAnswer, HoldsAnswer } from '../../ledger/rule/holding.js';
import { sheetOf } from '../text/csv.js';
import { plain } from '../text/plain.js';
import { table } from '../text/table.js';
import type { Presentation } from './presentation.js';

type Hold = HoldsAnswer['holds'][number];

const scopeText = ({ scope: { all, insiders, issuers, from, through } }: Hold): string =>
  all
    ? 'everything'
    : [
        ...insiders,
        ...issuers,
        ...(from === null ? [] : [`from ${from}`]),
        ...(through === null ? [] : [`through ${through}`]),
      ].join(' ');

export const holds: Presentation<HoldsAnswer> = {
  items: (answer) => answer.holds,
  csv: (answer) =>
    sheetOf(
      {
        hold: (h) => h.hold,
        matter: (h) => h.matter,
        scope: scopeText,
        stands: (h) => h.stands,
        reason: (h) => h.placed.reason,
        actor: (h) => h.placed.actor,
        placedAt: (h) => h.placed.recordedAt,
        releasedAt: (h) => h.released?.recordedAt,
        releasedBy: (h) => h.released?.actor,
        releaseReason: (h) => h.released?.reason,
      },
      answer.holds,
    ),
  table: ({ holds: all }, screen) =>
    all.length === 0
      ? 'No legal holds.'
      : table<Hold>(
          [
            { title: 'Hold', cell: (h) => h.hold },
            { title: 'Placed', cell: (h) => h.placed.recordedAt.slice(0, 19) },
            { title: 'By', cell: (h) => plain(h.placed.actor), shrinksTo: 8 },
            { title: 'Matter', cell: (h) => plain(h.matter), shrinksTo: 16 },
            { title: 'Scope', cell: scopeText, shrinksTo: 16 },
            {
              title: 'State',
              cell: ({ released }) =>
                released === null
                  ? 'stands'
                  : `released ${released.recordedAt.slice(0, 19)} by ${plain(released.actor)}`,
            },
          ],
          all,
          screen,
        ),
};

export const hold: Presentation<HoldAnswer> = {
  items: (answer) => [answer],
  csv: (answer) => sheetOf({ hold: (h) => h.hold, recorded: (h) => h.recorded }, [answer]),
  table: ({ hold: id, recorded }) =>
    recorded === 0 ? `${id}: the ledger says so already.` : `Recorded ${id}.`,
};
