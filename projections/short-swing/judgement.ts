/** What Section 16(b) makes of a trade: matched, exempt, or left open by the forms. */
import type { Split } from '../known/split.js';
import type { SwingTrade } from './swing-trade.js';

/** On what an exemption stands. */
export type Basis = 'code' | 'role' | 'percent' | 'declared';

export type Judgement =
  | { readonly treatment: 'match'; readonly inOffice: boolean; readonly basis: Basis }
  | { readonly treatment: 'exempt'; readonly rule: string; readonly basis: Basis }
  | {
      readonly treatment: 'depends';
      readonly rule: string | null;
      readonly why: string;
      readonly inOffice: boolean;
    };

export interface Judged {
  readonly trade: SwingTrade;
  readonly judgement: Judgement;
}

/** The trades of one class and of the derivatives on it. */
export interface MatchableClass {
  readonly key: string;
  /** As the filing that was known last writes it. */
  readonly security: string;
  readonly judged: ReadonlyArray<Judged>;
  readonly splits: ReadonlyArray<Split>;
}
