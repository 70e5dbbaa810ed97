/**
 * Which content each accession number was recorded with by this process, whosever streams it went
 * into: a stream tells only of its own insider, and two documents of two insiders under one number
 * would both be recorded.
 */
import type { Recording } from '../../event/from-filing.js';
import { isDerived } from '../../event/identity.js';
import type { Accession } from '../../filing/model.js';
import { contentKey } from './heads.js';

interface Claim {
  readonly content: string;
  /** Whether it came to be recorded, once that is known. */
  readonly holds: Promise<boolean>;
}

/** About 0.2 kB each: 60 MB. The earliest are forgotten first. */
const claimsMax = 300_000;

export interface Claims {
  /**
   * Runs what records a document, unless its number was given to another content: then null. One
   * that is under way is waited for, since what was refused itself claims nothing.
   */
  record<A>(first: Recording | undefined, run: () => Promise<A>): Promise<A | null>;
}

export const claims = (max = claimsMax): Claims => {
  const claimed = new Map<Accession, Claim>();
  const record = async <A>(
    first: Recording | undefined,
    run: () => Promise<A>,
  ): Promise<A | null> => {
    // A table's reading of a filing is another reading of its document, and told of as such.
    if (first === undefined || first.origin !== 'document' || isDerived(first.accession))
      return run();
    const { accession } = first;
    const content = contentKey(first.contentDigest);
    for (let before = claimed.get(accession); before !== undefined; ) {
      if (before.content === content) return run();
      if (await before.holds) return null;
      // It claims nothing any more; another may by now.
      before = claimed.get(accession);
    }
    const running = run();
    const claim = {
      content,
      holds: running.then(
        () => true,
        () => {
          if (claimed.get(accession) === claim) claimed.delete(accession);
          return false;
        },
      ),
    };
    claimed.set(accession, claim);
    if (claimed.size > max)
      for (const [oldest] of claimed) {
        claimed.delete(oldest);
        break;
      }
    return running;
  };
  return { record };
};
