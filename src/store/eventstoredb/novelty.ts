/**
 * Whether an acknowledged append wrote, or found its events standing there already.
 *
 * The server answers both alike, but says where in its log the events are: what lies before a place
 * known when the append was sent had been written before. Exact for everything that this store has
 * seen: what was there when it was opened, what it read, what it appended. Where another process
 * writes the very same events in the moment between, both may be told that they wrote: who must
 * know reads the mark (`append-mark`).
 */
import { comparePositions, type LogPosition, later } from './position.js';

export class Novelty {
  #known: LogPosition | null = null;
  /** Acknowledged places of streams with appends under way, for the same append sent twice. */
  readonly #underWay = new Map<string, { count: number; readonly places: Set<bigint> }>();

  /** An event has been seen at this place. */
  saw(position: LogPosition): void {
    this.#known = later(this.#known, position);
  }

  begin(stream: string): Send {
    const entry = this.#underWay.get(stream) ?? { count: 0, places: new Set<bigint>() };
    entry.count += 1;
    this.#underWay.set(stream, entry);
    const knownThen = this.#known;
    const isOld = (position: LogPosition | undefined): boolean => {
      if (position === undefined) return false;
      this.saw(position);
      return knownThen !== null && comparePositions(position, knownThen) <= 0;
    };
    return {
      isOld,
      wasThere: (position) => {
        // Without a place the server only confirms what it has.
        if (position === undefined) return true;
        const answeredBefore = entry.places.has(position.commit);
        entry.places.add(position.commit);
        return isOld(position) || answeredBefore;
      },
      end: () => {
        entry.count -= 1;
        if (entry.count === 0) this.#underWay.delete(stream);
      },
    };
  }
}

export interface Send {
  /** Whether it lies before all that was known when the append was sent: another append's. */
  isOld(position: LogPosition | undefined): boolean;
  wasThere(position: LogPosition | undefined): boolean;
  end(): void;
}
