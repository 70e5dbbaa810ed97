/** Answers that come in parts, as pages or as a stream, and where the log stood when they began. */
import type { Ledger } from '../ledger/ledger.js';
import { begunIn, logEndOf } from './log-end.js';
import { type Given, one, type Parameter } from './parameter.js';
import { pageAsked } from './telling.js';

export interface Standing {
  readonly isPage: boolean;
  /** Where the log ended before this was asked of the ledger; null where nobody asked or could tell. */
  readonly end: string | null;
  /** What its cursors carry: where the log ended when the first page was asked for. */
  readonly began: string | null;
  /** What the cursor that was given carried. */
  readonly carried: string | null;
}

const whole: Standing = { isPage: false, end: null, began: null, carried: null };

/** Of a permanent link nothing moves, and its cursors are the same whenever it is asked. */
export const standingOf = async (
  ledger: Ledger,
  parameters: ReadonlyArray<Parameter>,
  given: Given,
  { isPermanent }: { readonly isPermanent: boolean },
): Promise<Standing> => {
  const comesInParts = parameters.some(({ name }) => name === 'limit');
  if (!comesInParts) return whole;
  const isPage = pageAsked(given) !== null;
  if (isPage && isPermanent) return { ...whole, isPage };
  const { began: carried } = begunIn(one(given, 'cursor') ?? '');
  const end = carried === null ? await logEndOf(ledger) : null;
  return { isPage, end, began: carried ?? end, carried };
};

/** Asked after the page was read: what came meanwhile may be on it. */
export const hasMoved = async (ledger: Ledger, { carried }: Standing): Promise<boolean> => {
  if (carried === null) return false;
  const end = await logEndOf(ledger);
  return end !== null && end !== carried;
};
