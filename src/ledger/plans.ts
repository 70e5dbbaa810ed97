/** Asking for Rule 10b5-1 plans. */
import type { Results } from '../../projections/plan/cooling-off.js';
import { plansOf } from '../../projections/plans.js';
import { declarationsOf, declaredIn } from '../../projections/swing-declared.js';
import { dayGiven } from '../answer/given-day.js';
import { type Missing, missingOf } from '../answer/missing.js';
import { type Moment, type Times, timesOf } from '../answer/moment.js';
import { type IssuerAnswer, insiderAnswer, issuerAnswer } from '../answer/party.js';
import { type DocumentFinding, type PlanAnswer, planAnswer } from '../answer/plans.js';
import { notice } from '../answer/short-swing.js';
import { compare } from '../filing/order.js';
import { listOf } from './given-list.js';
import type { OpenLedger } from './open-ledger.js';
import type { Source, Subject } from './subject.js';

/** When an issuer filed a report with its results, by EDGAR's filing date. */
export interface ResultsFiled {
  /** CIK or symbol; of every issuer where missing. */
  readonly issuer?: string;
  readonly filedOn: string;
  /** The last day of the quarter or year that it reports on. */
  readonly period?: string;
}

export type PlansQuery = Subject &
  Moment &
  Source & { readonly results?: ReadonlyArray<ResultsFiled> };

export interface PlansAnswer extends Times, Missing {
  readonly plans: ReadonlyArray<PlanAnswer>;
  /** The box of a document against its words. */
  readonly findings: ReadonlyArray<DocumentFinding>;
  readonly notice: string;
}

const resultsFor = (given: ReadonlyArray<ResultsFiled>) => {
  const read = given.map(({ issuer, filedOn, period }) => ({
    issuer: issuer?.trim().toLowerCase() ?? '',
    filedOn: dayGiven('filedOn', filedOn),
    period: period === undefined || period === '' ? null : dayGiven('period', period),
  }));
  return ({ cik, symbol }: IssuerAnswer): ReadonlyArray<Results> =>
    read.filter(
      ({ issuer }) =>
        issuer === '' || issuer.padStart(10, '0') === cik || issuer === symbol?.toLowerCase(),
    );
};

export const plansAnswer = async (
  { settled, folded }: Pick<OpenLedger, 'settled' | 'folded'>,
  query: PlansQuery,
): Promise<PlansAnswer> => {
  const { insider, issuer, fromLog } = query;
  const at = settled(query);
  const results = resultsFor(listOf('results', query.results, ['filedOn'], ['issuer', 'period']));
  const asked = {
    ...(insider === undefined ? {} : { insider }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(fromLog === undefined ? {} : { fromLog }),
  };
  const { said, missing } = await folded(asked, at, (view, only) => {
    const who = insiderAnswer(view);
    const issuers = new Set(view.filings.map((f) => f.header.issuerId));
    return [...issuers]
      .filter((id) => only === null || id === only)
      .sort(compare)
      .map((id) => {
        const of = issuerAnswer(view, id);
        const { plans, findings } = plansOf(view, id, {
          through: at.asOf,
          // What the question brings stands before what was declared of the same period.
          results: [...results(of), ...declarationsOf(view, id).results],
          declared: declaredIn(view, id),
        });
        return {
          plans: plans.map((plan) => planAnswer(plan, who, of)),
          findings: findings.map((finding) => ({ ...finding, insider: who, issuer: of })),
        };
      });
  });
  const all = said.flat();
  return {
    ...timesOf(at),
    plans: all.flatMap(({ plans }) => plans),
    findings: all.flatMap(({ findings }) => findings),
    ...missingOf(missing),
    notice,
  };
};
