/**
 * Text of one kind, which text of another kind or of none cannot stand for. It is text at run time
 * and may be used as such. Who makes a kind, a constructor, a guard or a codec, is the only one to
 * call text by it.
 */

declare const brand: unique symbol;

/** What marks a kind; nothing has it but in types. */
export interface Brand<Kind extends string> {
  readonly [brand]: Kind;
}

export type Branded<Kind extends string> = string & Brand<Kind>;
