/**
 * Where the log ends, found without reading the log: from what was last seen of it, or taken in by
 * the read model, it is read on.
 */
import { type Anchor, anchorOf, isIn } from '../readmodel/anchor.js';
import type { OpenLedger } from './open-ledger.js';

/** The last event of the log; null where there is none. */
export interface LogEndAnswer {
  readonly last: Anchor | null;
}

type Open = Pick<OpenLedger, 'store' | 'model' | 'scanning' | 'surely'>;

export const logEnd = ({ store, model, scanning, surely }: Open): (() => Promise<LogEndAnswer>) => {
  let seen: Anchor | null = null;

  /** An event near the end that the log has where it was: after a restore it may have another. */
  const near = async (): Promise<Anchor | null> => {
    for (const find of [() => seen, () => model?.current()?.anchor() ?? null]) {
      const anchor = find();
      if (anchor !== null && (await isIn(anchor, store))) return anchor;
    }
    const last = store.count === undefined ? null : (await store.count()).last;
    return last === null ? null : anchorOf(last);
  };

  return () =>
    surely(async () => {
      const from = await near();
      let last = from;
      const read = async (): Promise<void> => {
        for await (const event of store.readAll(from === null ? {} : { after: from.position }))
          last = anchorOf(event);
      };
      await (from === null ? scanning(read) : read());
      seen = last;
      return { last };
    });
};
