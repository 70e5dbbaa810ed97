/** A name met in filings, of the identity that counts. */
export interface Named<Id extends string> {
  readonly id: Id;
  readonly name: string;
}
