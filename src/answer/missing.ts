/** Insiders of whom an answer tells nothing, since their events cannot be read. */

export interface Missing {
  /** Absent where nobody is missing. */
  readonly missing?: ReadonlyArray<string>;
}

export const missingOf = (missing: ReadonlyArray<string>): Missing =>
  missing.length === 0 ? {} : { missing };
