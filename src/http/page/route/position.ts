/** Pages of a position: how it became this much, and why two answers differ. */

import { type ExplainAnswer, explainDifference, type Moment } from '../../../ledger/answers.js';
import { all, flag, parameters, picked } from '../../parameter.js';
import { insiderIn } from '../../picture/link.js';
import { differencePage } from '../difference.js';
import { positionPage } from '../position.js';
import {
  adjusted,
  asked,
  foundOr,
  id,
  inPath,
  momentWithout,
  page,
  route,
  splitsOf,
  times,
} from './route.js';

const { asOf, knownBy, recordedBy, from, to } = parameters;

export const positionRoute = route(
  '/positions/{id...}',
  [inPath('id', 'a position'), from, to, page, adjusted, ...times],
  async (asking) => {
    const { ledger, moment } = asking;
    const position = id(asking);
    const recorded = momentWithout(moment);
    const own = flag(asking.given, 'adjusted') ? { adjusted: true } : {};
    const isNow = moment.asOf === undefined && moment.knownBy === undefined;
    const [timeline, explained, known, splits] = await Promise.all([
      asked(ledger.timeline({ position, ...own, ...recorded })),
      // Whole: the picture marks every step, and the chain is told in filings, not in steps.
      foundOr(ledger.explain({ position, ...moment })),
      isNow ? null : foundOr<ExplainAnswer>(ledger.explain({ position, ...recorded })),
      splitsOf(asking, { insider: insiderIn(position) }),
    ]);
    return {
      ...(explained === null
        ? {}
        : {
            answer: explained,
            source: { path: '/explain', asked: { position, ...moment }, csv: true as const },
          }),
      page: (frame) => positionPage(frame, timeline, splits, explained, known ?? explained),
    };
  },
);

export const differenceRoute = route(
  '/differences/{id...}',
  [inPath('id', 'a position'), asOf, { ...knownBy, times: 2 }, { ...recordedBy, times: 2 }],
  async (asking) => {
    const { ledger, given } = asking;
    const position = id(asking);
    const [known, recorded] = [all(given, 'knownBy'), all(given, 'recordedBy')];
    const at = (i: number): Moment => {
      const [k, r] = [known[i], recorded[i] ?? recorded[0]];
      return {
        ...picked(given, 'asOf'),
        ...(k === undefined ? {} : { knownBy: k }),
        ...(r === undefined ? {} : { recordedBy: r }),
      };
    };
    const [before, after] = await Promise.all([
      asked(ledger.explain({ position, ...at(0) })),
      asked(ledger.explain({ position, ...at(1) })),
    ]);
    const answer = explainDifference(before, after);
    return { answer, page: (frame) => differencePage(frame, after.position, answer) };
  },
);
