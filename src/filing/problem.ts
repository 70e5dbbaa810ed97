/** What a reader says when bytes are not a filing, and what it noticed when they are. */

export const readProblemCodes = [
  /** Nothing in it looks like a Form 3, 4 or 5. */
  'NOT_AN_OWNERSHIP_DOCUMENT',
  /** It looks like one and cannot be parsed. */
  'MALFORMED_DOCUMENT',
  /** It declares a DOCTYPE or an entity, which EDGAR never serves. */
  'FORBIDDEN_MARKUP',
  /** Larger, deeper or longer than any real form. */
  'LIMIT_EXCEEDED',
  /** A box the ledger cannot do without is missing. */
  'MISSING_FIELD',
  /** A box holds something that is not of its kind. */
  'INVALID_FIELD',
  /** Bytes that are not text in a known encoding. */
  'UNREADABLE_TEXT',
  /** A data set without some of its tables or columns; `--partial` loads the rest. */
  'INCOMPLETE_DATA_SET',
] as const;
export type ReadProblemCode = (typeof readProblemCodes)[number];

/** Why bytes were rejected. */
export interface ReadProblem {
  readonly code: ReadProblemCode;
  /** A sentence: what is wrong, what was expected, what was got, what to do next. */
  readonly message: string;
  /** Line in the source, from 1, where it is known. */
  readonly line: number | null;
  /** The element or box, where one is to blame: `nonDerivativeTransaction[2].transactionDate`. */
  readonly at: string | null;
}

export const readProblem = (
  code: ReadProblemCode,
  message: string,
  where: { readonly line?: number | null; readonly at?: string | null } = {},
): ReadProblem => ({ code, message, line: where.line ?? null, at: where.at ?? null });

/** Something odd in a filing that is recorded all the same. */
export interface ReadWarning {
  /** Upper-case and stable: `UNKNOWN_SCHEMA_VERSION`, `UNKNOWN_ELEMENT`, `TRUNCATED_NAME`. */
  readonly code: string;
  readonly message: string;
}
