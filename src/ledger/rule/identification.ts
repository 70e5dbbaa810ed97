/** A provisional insider or issuer is this CIK, or is not after all. */
import * as E from 'fp-ts/lib/Either.js';
import { invalidArgument } from '../../answer/error.js';
import { insiderStream, issuerStream } from '../../event/catalogue.js';
import { isProvisional } from '../../event/identity.js';
import { checked, type Ruled, type Ruling, ruled } from './operator.js';

const kinds = {
  insider: { type: 'InsiderIdentified', stream: insiderStream, member: 'insider' },
  issuer: { type: 'IssuerIdentified', stream: issuerStream, member: 'issuerId' },
} as const;

export type Identified = keyof typeof kinds;

/** `same` false takes it back. */
export const identification = (
  kind: Identified,
  provisional: string,
  cik: string,
  same: boolean,
  ruling: Ruling,
  at: Date,
): Ruled => {
  const said = checked(ruling);
  if (E.isLeft(said)) return said;
  if (!isProvisional(provisional))
    return E.left(
      invalidArgument(
        `${provisional} is not provisional: only an identity without a CIK is joined`,
      ),
    );
  if (!/^\d{10}$/.test(cik)) return E.left(invalidArgument(`${JSON.stringify(cik)} is not a CIK`));
  const { type, stream, member } = kinds[kind];
  // In both streams, so that either finds the other.
  return E.right(
    [provisional, cik].map((id) =>
      ruled(type, stream(id), { [member]: id, provisional, cik, same, ...said.right }, at),
    ),
  );
};
