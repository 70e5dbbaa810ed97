/** A name met in filings, of the identity that counts. */
export interface Named {
  readonly id: string;
  readonly name: string;
}
