/** Opening a store, watched where somebody wants to know what it does. */
import * as E from 'fp-ts/lib/Either.js';
import { fail, fromStore } from '../answer/error.js';
import type { Log } from '../store/observed.js';
import { openStore } from '../store/open.js';
import type { EventStore } from '../store/port.js';

export const openWatched = async (url: string, log: Log | undefined): Promise<EventStore> => {
  const watching = log === undefined ? null : await import('../store/observed.js');
  const options =
    watching === null || log === undefined ? {} : { notify: watching.observeSignal(log) };
  const store = await openStore(url, options)();
  if (E.isLeft(store)) return fail(fromStore(store.left));
  return watching === null || log === undefined ? store.right : watching.observed(store.right, log);
};
