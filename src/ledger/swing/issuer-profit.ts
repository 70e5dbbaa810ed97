/** The profit of all insiders of an issuer, in which a row counts once, whoever reports it. */
import { namingOf, namingRetold } from '../../../projections/issuer.js';
import { gainedOfRest, type SharesTaken } from '../../../projections/short-swing.js';
import { moneyText, type ShortSwingOfOne } from '../../answer/short-swing.js';
import { type Decimal, zero } from '../../filing/decimal.js';
import type { Said } from './of-one.js';

/** Over all insiders of an issuer, a row that several report once. */
export interface IssuerProfit {
  readonly insiders: number;
  readonly exact: string | null;
  readonly atLeast: string;
  readonly jointRowsOnce: true;
}

const atLeastOf = ({ answer }: Said<ShortSwingOfOne>): Decimal =>
  answer.classes.reduce((sum, { atLeast }) => sum.plus(atLeast), zero);

/**
 * Each insider's profit, the greatest first, with what is left of rows that count for one before: a
 * row counts once, whoever reports it and in however many documents it stands.
 */
export const issuerProfit = (said: ReadonlyArray<Said<ShortSwingOfOne>>): IssuerProfit => {
  const nameOf = namingRetold(
    namingOf(said.flatMap(({ documents }) => documents)),
    said.flatMap(({ retold }) => retold),
  );
  const taken: SharesTaken = new Map();
  const total = [...said]
    .sort((a, b) => atLeastOf(b).cmp(atLeastOf(a)))
    .flatMap(({ rows }) => rows)
    .reduce(
      (sum, { ofClass, setting }) => sum.plus(gainedOfRest(ofClass, setting, taken, nameOf)),
      zero,
    );
  const isWhole = said.every(({ answer }) => answer.classes.every((c) => c.exact !== null));
  return {
    insiders: said.length,
    exact: isWhole ? moneyText(total) : null,
    atLeast: moneyText(total),
    jointRowsOnce: true,
  };
};
