/**
 * How far streams reach as far as this process knows: by what it read, in the log or in them, and
 * by what was acknowledged to it. A read of a stream that ends before that is no read of it, whatever
 * the server says.
 */
import type { Revision } from '../port.js';

/** About 100 bytes each: 20 MB. */
const streamsMax = 200_000;

export class KnownEnds {
  readonly #ends = new Map<string, Revision>();

  constructor(private readonly max = streamsMax) {}

  saw(stream: string, revision: Revision): void {
    const known = this.#ends.get(stream);
    if (known !== undefined && known >= revision) return;
    this.#ends.set(stream, revision);
    if (known !== undefined || this.#ends.size <= this.max) return;
    const [oldest] = this.#ends.keys();
    if (oldest !== undefined) this.#ends.delete(oldest);
  }

  /** Null where nothing is known of the stream. */
  of(stream: string): Revision | null {
    return this.#ends.get(stream) ?? null;
  }
}
