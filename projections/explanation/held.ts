/** A position as explanations look at it: its entries, and the gaps among them. */
import { type Balanced, ByVersion } from '../balance/balanced.js';
import type { Position } from '../position/position.js';
import { type Gap, gapsAmong } from './gap.js';

export interface Held extends Balanced {
  readonly position: Position;
  readonly gaps: ReadonlyArray<Gap>;
}

export type HeldAs = (position: Position, balanced: Balanced) => Held;

/** The positions of a fold, their gaps looked for again where they are balanced anew. */
export const heldPositions = (): HeldAs => {
  const known = new ByVersion<Held>();
  return (position, { version, entries }) =>
    known.of(position.id, version, () => ({
      position,
      version,
      entries,
      gaps: gapsAmong(position, entries),
    }));
};
