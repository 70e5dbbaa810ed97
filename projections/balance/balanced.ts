/**
 * A position's entries as they were balanced last. Their version tells whether they are others than
 * before: entries of one version are alike, wherever they are kept.
 */
import type { Entries } from './entry.js';

export interface Balanced {
  /** Of one fold. */
  readonly version: string;
  readonly entries: Entries;
}

/** Of one position: as a class balances it, and with what is found to have ended it. */
const versionsKept = 2;

/** What was worked out of entries, until they are of another version. */
export class ByVersion<A> {
  readonly #known = new Map<string, ReadonlyArray<{ readonly version: string; readonly is: A }>>();

  of(position: string, version: string, workOut: () => A): A {
    const kept = this.#known.get(position) ?? [];
    for (const one of kept) if (one.version === version) return one.is;
    const is = workOut();
    this.#known.set(position, [{ version, is }, ...kept.slice(0, versionsKept - 1)]);
    return is;
  }
}
