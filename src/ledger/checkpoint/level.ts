/**
 * The tree brought level with the log. What is new of the log is looked at as `verify` does: each
 * event's seal, and that it follows the one before it in its stream. What was taken in before is
 * not read again; `verify` holds all of it against the log.
 */
import { fail, type LedgerError } from '../../answer/error.js';
import { sha256Hex } from '../../event/canonical.js';
import { contentStep, genesisHash, sealFlaws, statedSeal } from '../../event/chain.js';
import { Frontier, leafOf, peaksAt } from '../../event/merkle.js';
import { anchorOf, isIn } from '../../readmodel/anchor.js';
import {
  keptTree,
  newTree,
  type StreamEnd,
  saveTree,
  type Tree,
  TreeUnfit,
  treeFolder,
} from '../../readmodel/tree/kept-tree.js';
import type { EventStore, RecordedEvent } from '../../store/port.js';
import type { Keeper } from '../keep/keeper.js';
import { wrongAround } from '../surroundings.js';
import { overStreams } from '../verify.js';

const notSealed = ({ stream, revision }: RecordedEvent, what: string): LedgerError => ({
  code: 'CHAIN_BROKEN',
  blame: 'unavailable',
  message: `${stream}@${revision}: ${what}. Nothing is signed or proven of a log that is not whole; run verify`,
});

/** Takes what the log has after the tree; the tree itself where that is nothing. */
const grown = async (tree: Tree, store: EventStore): Promise<Tree> => {
  const { anchor } = tree;
  let frontier: Frontier | null = null;
  let ends = new Map<string, StreamEnd>();
  let last: RecordedEvent | null = null;
  for await (const event of store.readAll(anchor === null ? {} : { after: anchor.position })) {
    if (frontier === null) {
      frontier = new Frontier(tree.size, peaksAt(tree.nodeAt, tree.size));
      ends = tree.ends();
    }
    const { stream, revision, foreign } = event;
    if (foreign !== undefined) fail(notSealed(event, `it is ${foreign}: no event of a ledger`));
    const { next, hash, content } = ends.get(stream) ?? {
      next: '0',
      hash: genesisHash,
      content: genesisHash,
    };
    if (String(revision) !== next) fail(notSealed(event, `revision ${next} is missing before it`));
    const seal = statedSeal(event);
    const [flaw] = sealFlaws(seal, hash);
    if (flaw !== undefined || seal === null)
      return fail(notSealed(event, flaw?.message ?? 'it has no seal'));
    const sealed = { ...event, metadata: event.metadata as Record<string, unknown> };
    ends.set(stream, {
      next: String(revision + 1n),
      hash: seal.hash,
      content: contentStep(content, sealed),
    });
    tree.hashes.push(frontier.take(leafOf(seal.hash)));
    last = event;
  }
  if (frontier === null || last === null) return tree;
  return {
    ...tree,
    size: frontier.size,
    root: frontier.root().toString('base64'),
    digest: overStreams(ends, ({ content }) => content),
    anchor: anchorOf(last),
    ends: () => ends,
  };
};

const digestOfNothing = sha256Hex('');

export interface Trees {
  /** Where it is kept; null where it is in memory. */
  readonly folder: string | null;
  /**
   * The tree of the whole log, for as long as `use` runs.
   * @param anew made from the log's beginning, whatever is kept
   */
  level<A>(use: (tree: Tree) => A | Promise<A>, anew?: boolean): Promise<A>;
}

/** @param readModel the read model's folder; null where this store has none */
export const trees = (
  store: EventStore,
  readModel: string | null,
  scanning: Keeper['scanning'],
  notice: (text: string) => void,
): Trees => {
  const folder = readModel === null ? null : treeFolder(readModel);
  let own: Tree | null = null;

  const before = async (anew: boolean): Promise<Tree | null> => {
    const tree = anew ? null : (own ?? (folder === null ? null : keptTree(folder)));
    if (tree === null) return null;
    if (tree.anchor === null || (await isIn(tree.anchor, store))) return tree;
    tree.close();
    own = null;
    return null;
  };

  const inMemory = async (): Promise<Tree> => {
    own = await scanning(() => grown(newTree(null, digestOfNothing), store));
    return own;
  };

  const inFolder = async (within: string, anew: boolean): Promise<Tree> => {
    const kept = await before(anew);
    const tree = kept ?? newTree(within, digestOfNothing);
    try {
      const level = await (kept === null ? scanning(() => grown(tree, store)) : grown(tree, store));
      if (level !== tree || kept === null) saveTree(within, level);
      return level;
    } catch (thrown) {
      tree.close();
      throw thrown;
    }
  };

  const levelled = async (anew: boolean): Promise<Tree> => {
    if (folder === null || own !== null) {
      const kept = await before(anew);
      // Hashes of a growth that was given up would stand before those of the next.
      own = null;
      if (kept === null) return inMemory();
      own = await grown(kept, store);
      return own;
    }
    try {
      return await inFolder(folder, anew);
    } catch (thrown) {
      if (thrown instanceof TreeUnfit || Reflect.get(Object(thrown), 'code') === 'ENOENT')
        return inFolder(folder, true);
      const around = wrongAround(thrown);
      if (around === null) throw thrown;
      notice(`the tree of hashes cannot be kept in ${folder} (${around}): the whole log is read`);
      return inMemory();
    }
  };

  /** What is in memory grows by one caller at a time. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (anew: boolean): Promise<Tree> => {
    const next = turn.then(() => levelled(anew));
    turn = next.catch(() => {});
    return next;
  };

  return {
    folder,
    level: async (use, anew = false) => {
      const tree = await inTurn(anew);
      try {
        return await use(tree);
      } finally {
        tree.close();
      }
    },
  };
};
