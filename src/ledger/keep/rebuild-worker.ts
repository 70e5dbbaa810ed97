/** A worker thread of a rebuild: it opens the log and the generation for itself. */
import * as E from 'fp-ts/lib/Either.js';
import { passingProjector } from '../../readmodel/build/projector.js';
import { openBuilding } from '../../readmodel/model.js';
import { openStore } from '../../store/open.js';
import { StoreFailure } from '../../store/port.js';
import { serve } from '../crew/serve.js';
import { type ChunkDone, rebuildChunk } from './rebuild-chunk.js';
import type { WorkerOrder, WorkerTask } from './rebuild-workers.js';

serve<WorkerTask, WorkerOrder, ChunkDone>(async ({ url, folder, number, foldVersion }) => {
  const store = await openStore(url)();
  if (E.isLeft(store)) throw new StoreFailure(store.left);
  const generation = openBuilding(folder, number, { foldVersion, anchor: null });
  const projecting = passingProjector(store.right);
  return {
    work: ({ insiders, mode }) => rebuildChunk(generation, projecting, insiders, mode),
    close: async () => {
      generation.close();
      await store.right.close();
    },
  };
});
