/** Names, ownership and terms in few words. */

import type {
  InsiderAnswer,
  IssuerAnswer,
  OwnershipAnswer,
  TermsAnswer,
} from '../../ledger/answers.js';
import { grouped, plain } from '../text/plain.js';
import { formText } from './code.js';
import { holderText } from './holder.js';

export const issuerName = ({ symbol, name }: IssuerAnswer): string => plain(symbol ?? name);

export const insiderName = ({ name, id, provisional }: InsiderAnswer): string =>
  plain(provisional ? `${name} (no CIK)` : `${name} (${id})`);

/** `D direct`, or `I By Trust`; of a nature that only points at a footnote, whom the footnote names. */
export const ownershipText = (ownership: OwnershipAnswer): string => {
  const { form } = ownership;
  const holder = holderText(ownership);
  if (holder === null) return form === null ? '' : formText(form);
  return form === null ? holder : `${form} ${holder}`;
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
