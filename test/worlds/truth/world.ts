/** A world of true holdings: what was filed, what each row truly is, and what truly happened. */
import type { Day } from '../../../src/filing/calendar.js';
import type { Books, TrueHolding } from './holding.js';
import { closeBooks, openBooks } from './opening.js';
import { Play } from './play.js';
import type { Script } from './script.js';
import type { FiledForm, WrittenRow } from './statement.js';
import { playStep } from './step.js';

export interface TrueWorld {
  readonly script: Script;
  readonly books: Books;
  /** In the order in which they became known. */
  readonly filed: ReadonlyArray<FiledForm>;
  /** Every row, by its name in the record that counts. */
  readonly rows: ReadonlyArray<WrittenRow>;
  /** Holdings that a full list no longer names, while others grew by just their amount. */
  readonly endedUnsaid: ReadonlyMap<TrueHolding, Day>;
}

export const worldOf = (script: Script): TrueWorld => {
  const play = new Play(script);
  openBooks(play);
  for (const step of script.steps) playStep(play, step);
  closeBooks(play);
  return {
    script,
    books: play.books,
    filed: play.filed,
    rows: play.rows,
    endedUnsaid: play.endedUnsaid,
  };
};
