/** A provisional insider or issuer is this CIK, or is not after all. */
import * as E from 'fp-ts/lib/Either.js';
import { invalidArgument } from '../../answer/error.js';
import {
  type EventType,
  insiderCik,
  insiderStream,
  issuerCik,
  issuerStream,
} from '../../event/catalogue.js';
import { isProvisional } from '../../event/identity.js';
import type { Codec } from '../../filing/codec.js';
import { checked, type Ruled, type Ruling, ruled } from './operator.js';

interface Kind<Id extends string> {
  readonly type: EventType;
  readonly member: string;
  readonly stream: (id: Id) => string;
  readonly cik: Codec<Id>;
}

/** `same` false takes it back. */
const identificationOf =
  <Id extends string>({ type, member, stream, cik: ciks }: Kind<Id>) =>
  (provisional: Id, cik: string, same: boolean, ruling: Ruling, at: Date): Ruled => {
    const said = checked(ruling);
    if (E.isLeft(said)) return said;
    if (!isProvisional(provisional))
      return E.left(
        invalidArgument(
          `${provisional} is not provisional: only an identity without a CIK is joined`,
        ),
      );
    if (!ciks.is(cik)) return E.left(invalidArgument(`${JSON.stringify(cik)} is not a CIK`));
    // In both streams, so that either finds the other.
    return E.right(
      [provisional, cik].map((id) =>
        ruled(type, stream(id), { [member]: id, provisional, cik, same, ...said.right }, at),
      ),
    );
  };

export const insiderIdentification = identificationOf({
  type: 'InsiderIdentified',
  member: 'insider',
  stream: insiderStream,
  cik: insiderCik,
});

export const issuerIdentification = identificationOf({
  type: 'IssuerIdentified',
  member: 'issuerId',
  stream: issuerStream,
  cik: issuerCik,
});
