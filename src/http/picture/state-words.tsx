/** A state by its sign and its word; what it means is said where one points. */
import type { VNode } from 'preact';
import { stateSign, stateWords } from './words.js';

export const StateWords = ({ of }: { of: string }): VNode => (
  <span class="part" title={stateWords(of)}>
    <span aria-hidden="true">{stateSign(of)}</span> {of}
  </span>
);
