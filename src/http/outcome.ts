/** What came of a ruling: what it would change, or what it has changed. */
import type { PreviewAnswer, RuledAnswer } from '../ledger/rule/operator.js';

export type Outcome =
  | { readonly kind: 'previewed'; readonly answer: PreviewAnswer }
  | { readonly kind: 'ruled'; readonly answer: RuledAnswer };
