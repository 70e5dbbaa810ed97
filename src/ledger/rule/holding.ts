/** Placing and releasing legal holds. */
import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { type LegalHold, legalHoldsIn } from '../../../projections/known/legal-hold.js';
import { fail, invalidArgument, notFound } from '../../answer/error.js';
import { notADay } from '../../answer/given-day.js';
import type { Moment } from '../../answer/moment.js';
import { type EventType, holdId, ledgerStream } from '../../event/catalogue.js';
import { recordable } from '../../event/recordable.js';
import { isDay } from '../../filing/calendar.js';
import { unwrap } from '../book/who.js';
import type { OpenLedger } from '../open-ledger.js';
import { checked, type Ruling, ruled } from './operator.js';

export interface HoldRequest {
  /** The case or inquiry for which records are kept. */
  readonly matter: string;
  readonly all?: boolean;
  readonly insiders?: ReadonlyArray<string>;
  readonly issuers?: ReadonlyArray<string>;
  readonly from?: string;
  readonly through?: string;
}

export interface HoldAnswer {
  readonly hold: string;
  /** 0 where it was so already. */
  readonly recorded: number;
}

export interface HoldsAnswer {
  readonly recordedBy: string | null;
  readonly holds: ReadonlyArray<LegalHold & { readonly stands: boolean }>;
}

const day = (name: string, given: string | undefined): void => {
  if (given !== undefined && (typeof given !== 'string' || !isDay(given)))
    fail(notADay(name, given));
};

/** Says something in the ledger's own stream; false where it stands there. */
export const appendLedgerWide = async (
  open: OpenLedger,
  type: EventType,
  data: object,
): Promise<boolean> => {
  const { event } = ruled(type, ledgerStream, data, open.clock());
  const read = recordable(event);
  if (E.isLeft(read))
    return fail(invalidArgument(`${read.left.path}: ${read.left.message}. Nothing was recorded.`));
  const { appendTo } = await open.recorder();
  return (await appendTo(ledgerStream, [read.right])) === 'written';
};

const texts = (name: string, given: unknown): ReadonlyArray<string> =>
  given === undefined
    ? []
    : Array.isArray(given) && given.every((one) => typeof one === 'string')
      ? given
      : fail(invalidArgument(`${name} is a list of texts; got ${JSON.stringify(given)}`));

export const placeHold = async (
  open: OpenLedger,
  request: HoldRequest,
  ruling: Ruling,
): Promise<HoldAnswer> => {
  const said = unwrap(checked(ruling));
  const { matter, all = false, from, through } = request;
  if (typeof matter !== 'string' || matter.trim() === '')
    fail(invalidArgument('a matter is needed: the case or inquiry for which records are kept'));
  day('from', from);
  day('through', through);
  if (from !== undefined && through !== undefined && through < from)
    fail(invalidArgument(`a period from ${from} cannot end on ${through}`));
  const insiders = await Promise.all(
    texts('insiders', request.insiders).map((who) => open.insiderOf(who)),
  );
  const issuers = await Promise.all(
    texts('issuers', request.issuers).map((which) => open.issuerOf(which)),
  );
  const isBounded =
    insiders.length + issuers.length > 0 || from !== undefined || through !== undefined;
  if (all === isBounded)
    fail(
      invalidArgument(
        all
          ? 'a hold on everything takes no insiders, issuers or period'
          : 'a hold names insiders, issuers or a period, or all',
      ),
    );
  const scope = {
    matter: matter.trim(),
    all,
    ...(insiders.length === 0 ? {} : { insiders }),
    ...(issuers.length === 0 ? {} : { issuers }),
    ...(from === undefined ? {} : { from }),
    ...(through === undefined ? {} : { through }),
    ...said,
  };
  const hash = createHash('sha256')
    .update(JSON.stringify([scope, open.clock().toISOString()]))
    .digest('hex');
  const hold = `h-${hash.slice(0, 12)}`;
  const written = await appendLedgerWide(open, 'LegalHoldPlaced', { hold, ...scope });
  return { hold, recorded: written ? 1 : 0 };
};

const holdsOf = async (open: OpenLedger, moment: Moment): Promise<ReadonlyArray<LegalHold>> =>
  legalHoldsIn(
    (await open.streams.load(ledgerStream)).events,
    open.settled(moment).vantage.recordedBy,
  );

export const releaseHold = async (
  open: OpenLedger,
  hold: string,
  ruling: Ruling,
): Promise<HoldAnswer> => {
  const said = unwrap(checked(ruling));
  const known = holdId.is(hold)
    ? (await holdsOf(open, {})).find((one) => one.hold === hold)
    : undefined;
  if (known === undefined)
    return fail(notFound(`there is no hold ${JSON.stringify(hold)}; hold list tells them`));
  if (known.released !== null) return { hold, recorded: 0 };
  const written = await appendLedgerWide(open, 'LegalHoldReleased', { hold, ...said });
  return { hold, recorded: written ? 1 : 0 };
};

export const holdsAnswer = async (
  open: OpenLedger,
  { recordedBy }: Pick<Moment, 'recordedBy'>,
): Promise<HoldsAnswer> => {
  const moment = recordedBy === undefined ? {} : { recordedBy };
  return {
    recordedBy: open.settled(moment).recordedBy,
    holds: (await holdsOf(open, moment)).map((one) => ({ ...one, stands: one.released === null })),
  };
};
