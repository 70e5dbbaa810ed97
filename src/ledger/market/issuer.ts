/** An issuer as an answer about it names it. */
import type { Generation } from '../../readmodel/model.js';
import type { PartyFound } from '../../readmodel/questions.js';
import type { IssuerAnswer } from '../answer/party.js';
import { issuerOf } from '../keep/kept.js';

export type IssuerNamed = IssuerAnswer & { readonly id: string };

export const issuerNamed = (
  { questions }: Generation,
  issuer: string,
  found: PartyFound | undefined,
): IssuerNamed =>
  found === undefined
    ? { id: issuer, cik: issuer, name: questions.issuerById(issuer)?.name ?? issuer, symbol: null }
    : { id: issuer, ...issuerOf(found) };

/** The party whose filing names the issuer last has the name that is shown. */
export const lastNamed = <A extends { readonly insider: string }>(
  found: ReadonlyArray<A>,
): A | undefined => found[found.length - 1];
