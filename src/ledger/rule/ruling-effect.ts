/** Whether a ruling says anything that its stream does not say already. */

import * as E from 'fp-ts/lib/Either.js';
import { rowNames } from '../../../projections/known/envelope.js';
import { always, visibleFrom } from '../../../projections/known/knowledge.js';
import { isInForce, kindOf, type RulingRecord } from '../../../projections/known/ruling.js';
import { type Rulings, rulingsOf } from '../../../projections/known/rulings.js';
import { canonicalTitle } from '../../../projections/known/security-title.js';
import { type EventMetadata, eventCodecs, type LedgerEvent } from '../../event/catalogue.js';
import { accessionOfRow, isDerived, type RowId } from '../../event/identity.js';
import type { DecodedEvent } from '../../event/upcast.js';
import { afterAllRecorded } from '../../filing/calendar.js';
import { filingsIn } from '../../journal/reports.js';
import type { LoadedStream } from '../../journal/streams.js';
import type { RulingEvent } from './operator.js';

type Ruled = RulingEvent['event'];

export const decoded = ({ type, data }: Ruled): LedgerEvent | null => {
  if (!Object.hasOwn(eventCodecs, type)) return null;
  const read = eventCodecs[type as keyof typeof eventCodecs].decode(data);
  return E.isLeft(read) ? null : ({ type, data: read.right } as LedgerEvent);
};

/** What a declaration says, without who said it and why; nothing of other rulings. */
const declaredBy = (event: RulingRecord['event']): ReadonlyArray<string> => {
  if (kindOf(event) !== 'declaration') return [];
  const { reason: _reason, actor: _actor, ...says } = event.data;
  return [JSON.stringify([event.type, says])];
};

/** What is in force, without who said it, why and when. */
const inForce = ({
  corrections,
  withdrawals,
  decisions,
  aliases,
  splits,
  joins,
  said,
}: Rulings): string =>
  JSON.stringify([
    [...corrections]
      .map(([row, fields]) => [row, fields.map(({ field, to }) => [field, to]).sort()])
      .sort(),
    [...withdrawals.keys()].sort(),
    // Decided anew of what has changed since, the same choice is another decision.
    [...decisions].map(([id, { choice, basis }]) => [id, choice, basis]).sort(),
    // A title that is kept under itself is no alias.
    [...aliases].filter(([key, title]) => !key.endsWith(`|${title}`)).sort(),
    splits
      .map((s) => [
        s.issuerId,
        canonicalTitle(s.security),
        s.effectiveOn,
        `${s.numerator}`,
        `${s.denominator}`,
      ])
      .sort(),
    joins.map((j) => [j.position, j.with].sort().join(' ')).sort(),
    said.flatMap((s) => (isInForce(s) ? declaredBy(s.event) : [])).sort(),
  ]);

/** The last word on whether two identities are one. */
const areOne = (
  events: ReadonlyArray<DecodedEvent>,
  type: 'InsiderIdentified' | 'IssuerIdentified',
  { provisional, cik }: { readonly provisional: string; readonly cik: string },
): boolean => {
  let one = false;
  for (const { event } of events)
    if (
      (event.type === 'InsiderIdentified' || event.type === 'IssuerIdentified') &&
      event.type === type &&
      event.data.provisional === provisional &&
      event.data.cik === cik
    )
      one = event.data.same;
  return one;
};

/** Later than all that is recorded. */
const justNow = { recordedAt: afterAllRecorded } as EventMetadata;

/** The row of which an event says what it says or that it does not count; null of any other. */
const rowOf = (event: LedgerEvent): RowId | null =>
  event.type === 'RowCorrected' || event.type === 'RowWithdrawn' ? event.data.row : null;

/** The names that rows have now: only a document's own number may have been learnt since. */
const namesIn = (
  stream: Pick<LoadedStream, 'reports'>,
  rulings: ReadonlyArray<DecodedEvent>,
): ((row: RowId) => RowId) => {
  const isNamed = rulings.every(
    ({ event }) => !('row' in event.data) || !isDerived(accessionOfRow(event.data.row as RowId)),
  );
  return isNamed ? (row) => row : rowNames(visibleFrom(filingsIn([stream]), always));
};

/** True where the stream, with the ruling after it, says what it says without. */
export const changesNothing = (
  stream: Pick<LoadedStream, 'reports' | 'rulings'>,
  { event: ruled }: RulingEvent,
): boolean => {
  const event = decoded(ruled);
  if (event === null) return false;
  if (event.type === 'InsiderIdentified' || event.type === 'IssuerIdentified')
    return areOne(stream.rulings, event.type, event.data) === event.data.same;
  const now = { id: '', event, metadata: justNow };
  const nameOf = namesIn(stream, [...stream.rulings, now]);
  // What is said of a row is replaced by what is said of that row alone.
  const row = rowOf(event);
  const before =
    row === null
      ? stream.rulings
      : stream.rulings.filter((one) => {
          const other = rowOf(one.event);
          return other !== null && nameOf(other) === nameOf(row);
        });
  return (
    inForce(rulingsOf(before, null, nameOf)) === inForce(rulingsOf([...before, now], null, nameOf))
  );
};
