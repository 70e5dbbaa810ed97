/** A filing as a program may hand it over to `record`: the shape that `filingSchema` describes. */
import type { Brand } from '../../filing/brand.js';
import type { Field } from '../../filing/codec.js';
import type { Decimal } from '../../filing/decimal.js';
import type { Filing } from '../../filing/model.js';

/** The bare value, or with the footnotes that hang on it and the text that was normalised. */
export type GivenField<A> =
  | Given<A>
  | {
      readonly value?: Given<A> | null;
      readonly footnotes?: ReadonlyArray<string>;
      readonly raw?: string | null;
    };

/** What a document does not say is left out. */
type MayBeLeftOut<T> = null extends T
  ? true
  : T extends ReadonlyArray<unknown> | Field<unknown>
    ? true
    : false;

type LeftOut<T> = { [K in keyof T]: MayBeLeftOut<T[K]> extends true ? K : never }[keyof T];

type GivenRecord<T> = { readonly [K in Exclude<keyof T, LeftOut<T>>]: Given<T[K]> } & {
  readonly [K in LeftOut<T>]?: Given<NonNullable<T[K]>> | null;
};

/** Ids, days and decimals are text here. */
export type Given<T> = T extends Decimal | Brand<string>
  ? string
  : T extends string | number | boolean
    ? T
    : T extends Field<infer A>
      ? GivenField<A>
      : T extends ReadonlyArray<infer A>
        ? ReadonlyArray<Given<A>>
        : GivenRecord<T>;

/** One Form 3, 4 or 5. Its owners are never left out. */
export type FilingGiven = Given<Filing> & { readonly owners: ReadonlyArray<unknown> };
