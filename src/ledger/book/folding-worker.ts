/** A thread that folds stretches of insiders: it opens the log for itself. */
import * as E from 'fp-ts/lib/Either.js';
import { fail } from '../../answer/error.js';
import { isIn } from '../../readmodel/anchor.js';
import { openStore } from '../../store/open.js';
import { missingFile } from '../../store/place.js';
import { StoreFailure } from '../../store/port.js';
import { serve } from '../crew/serve.js';
import { type FoldingOrder, type FoldingTask, passingFolding } from './passing.js';
import { type InsiderTold, stretchTold } from './stretch.js';

/** Whoever ordered it has that log open, and folds it alone. */
const otherLog = (): never =>
  fail({
    code: 'STORE_UNAVAILABLE',
    blame: 'unavailable',
    message: 'the log under this name is not the one that is open',
  });

serve<FoldingTask, FoldingOrder, ReadonlyArray<InsiderTold>>(
  async ({ url, ask, anchor, others }) => {
    // Opening would make a file where there is none any more.
    if (missingFile(url) !== null) otherLog();
    const opened = await openStore(url)();
    if (E.isLeft(opened)) throw new StoreFailure(opened.left);
    const store = opened.right;
    if (!(await isIn(anchor, store))) {
      await store.close();
      otherLog();
    }
    const folding = passingFolding(store, new Set(others));
    return {
      work: (insiders) => stretchTold(folding, insiders, ask),
      close: () => store.close(),
    };
  },
);
