/** Asking what Section 16(b) takes: the greatest short-swing profit, and what a day's window holds. */
import type { InsiderView } from '../../projections/insider.js';
import { dayGiven } from '../answer/given-day.js';
import { type Missing, missingOf } from '../answer/missing.js';
import { type Settled, type Times, timesOf } from '../answer/moment.js';
import { notice, type ShortSwingOfOne, type WindowOfOne } from '../answer/short-swing.js';
import type { IssuerId } from '../event/identity.js';
import { listOf } from './given-list.js';
import type { OpenLedger } from './open-ledger.js';
import type { Source, Subject } from './subject.js';
import { type IssuerProfit, issuerProfit } from './swing/issuer-profit.js';
import { issuersOf, type Said, settingOf, shortSwingOfOne, windowOfOne } from './swing/of-one.js';
import {
  attributionsIn,
  pricesIn,
  readingOf,
  refuseStrangers,
  type ShortSwingQuery,
  supposed,
  type WindowQuery,
} from './swing/terms.js';

type Ones<A> = A | { readonly answers: ReadonlyArray<A>; readonly total?: IssuerProfit };

/** Of one insider at one issuer what is said of it; of several all that is said of each. */
export type ShortSwingAnswer = Times &
  Missing &
  Ones<ShortSwingOfOne> & { readonly notice: string };
export type WindowAnswer = Times & Missing & Ones<WindowOfOne> & { readonly notice: string };

/** The verbs about Section 16(b). */
export const swingAsking = ({ settled, folded }: Pick<OpenLedger, 'settled' | 'folded'>) => {
  const each = async <A>(
    { insider, issuer, fromLog }: Subject & Source,
    at: Settled,
    say: (view: InsiderView, issuerId: IssuerId) => Said<A>,
  ) => {
    const asked = {
      ...(insider === undefined ? {} : { insider }),
      ...(issuer === undefined ? {} : { issuer }),
      ...(fromLog === undefined ? {} : { fromLog }),
    };
    const { said, missing } = await folded(asked, at, (view, issuerId) =>
      issuersOf(view, issuerId).map((id) => say(view, id)),
    );
    return { said: said.flat(), missing };
  };

  return {
    shortSwing: async (query: ShortSwingQuery): Promise<ShortSwingAnswer> => {
      const reading = readingOf(query.window);
      const at = settled(query);
      const asking = {
        at: query.to === undefined ? at : { ...at, asOf: dayGiven('to', query.to) },
        from: query.from === undefined ? null : dayGiven('from', query.from),
        reading,
        setting: settingOf(
          reading,
          pricesIn(listOf('prices', query.prices, ['security', 'on', 'price'])),
        ),
      };
      const given = listOf('shares', query.shares, ['owner', 'part']);
      const attributions = attributionsIn(given);
      const options = {
        certificate: query.certificate ?? false,
        whatIf: query.whatIf === undefined ? null : supposed(query.whatIf),
      };
      const { said, missing } = await each(query, at, (view, issuerId) =>
        shortSwingOfOne(view, issuerId, asking, attributions, options),
      );
      const answers = said.map(({ answer }) => answer);
      refuseStrangers(given, answers);
      const [only, ...others] = answers;
      return {
        ...timesOf(at),
        ...(query.insider !== undefined && only !== undefined && others.length === 0
          ? only
          : {
              answers,
              ...(query.insider === undefined ? { total: issuerProfit(said) } : {}),
            }),
        ...missingOf(missing),
        notice,
      };
    },
    window: async (query: WindowQuery): Promise<WindowAnswer> => {
      const reading = readingOf(query.window);
      const { on, ...moment } = query;
      const at = settled(on === undefined ? moment : { ...moment, asOf: dayGiven('on', on) });
      const asking = {
        at,
        from: null,
        reading,
        setting: settingOf(
          reading,
          pricesIn(listOf('prices', query.prices, ['security', 'on', 'price'])),
        ),
      };
      const { said, missing } = await each(query, at, (view, issuerId) =>
        windowOfOne(view, issuerId, asking),
      );
      const answers = said.map(({ answer }) => answer);
      const [only, ...others] = answers;
      return {
        ...timesOf(at),
        ...(query.insider !== undefined && only !== undefined && others.length === 0
          ? only
          : { answers }),
        ...missingOf(missing),
        notice,
      };
    },
  };
};
