/** Names, ownership and terms in few words. */

import type {
  InsiderAnswer,
  IssuerAnswer,
  OwnershipAnswer,
  TermsAnswer,
} from '../../ledger/answers.js';
import { grouped, plain } from '../text/plain.js';
import { formText } from './code.js';

export const issuerName = ({ symbol, name }: IssuerAnswer): string => plain(symbol ?? name);

export const insiderName = ({ name, id, provisional }: InsiderAnswer): string =>
  plain(provisional ? `${name} (no CIK)` : `${name} (${id})`);

/** `D direct`, or `I By Trust`. */
export const ownershipText = ({ form, nature }: OwnershipAnswer): string => {
  if (nature === null) return form === null ? '' : formText(form);
  return form === null ? nature : `${form} ${nature}`;
};

/** `25.56 to 2026-04-28`: exercise price and expiration. */
export const termsText = (terms: TermsAnswer | null): string =>
  terms === null
    ? ''
    : [
        terms.exercisePrice === null ? null : `at ${grouped(terms.exercisePrice)}`,
        terms.expiresOn === null ? null : `to ${terms.expiresOn}`,
      ]
        .filter((part) => part !== null)
        .join(' ');

interface At {
  readonly asOf: string;
  readonly knownBy: string | null;
  readonly recordedBy: string | null;
}

/** `As of 2024-08-20, known by 2024-08-22.` */
export const momentText = ({ asOf, knownBy, recordedBy }: At): string =>
  [
    `As of ${asOf}`,
    knownBy === null ? 'with all that is known' : `known by ${knownBy}`,
    ...(recordedBy === null ? [] : [`recorded by ${recordedBy}`]),
  ].join(', ');
