/** From which day a recorded split counts: from the first form that shows it, or from its own. */
import type { VNode } from 'preact';
import type { FaceState } from './face.js';
import type { Asked } from './link.js';

interface SplitSwitchProps {
  readonly state: Pick<FaceState, 'splits' | 'rest'>;
  /** This page, asked otherwise. */
  readonly to: (asked: Asked) => string;
}

export const SplitSwitch = ({ state, to }: SplitSwitchProps): VNode | null => {
  if (state.splits === 'none') return null;
  const kept = Object.fromEntries(state.rest.filter(([name]) => name !== 'adjusted'));
  return (
    <p class="aside switch">
      Splits count{' '}
      {state.splits === 'as-filed' ? (
        <>
          from the first form that shows them
          <span class="on-screen">
            ; <a href={to({ ...kept, adjusted: 'true' })}>from their own day</a>
          </span>
        </>
      ) : (
        <>
          from their own day
          <span class="on-screen">
            ; <a href={to(kept)}>from the first form that shows them</a>
          </span>
        </>
      )}
    </p>
  );
};
