/** A worker thread of a rebuild: it opens the log and the generation for itself. */
import { parentPort, workerData } from 'node:worker_threads';
import * as E from 'fp-ts/lib/Either.js';
import { passingProjector } from '../../readmodel/build/projector.js';
import { openBuilding } from '../../readmodel/model.js';
import { openStore } from '../../store/open.js';
import { rebuildChunk } from './rebuild-chunk.js';
import type { WorkerTask } from './rebuild-workers.js';

const port = parentPort;
if (port === null) throw new Error('rebuild-worker is started by a rebuild');

const { url, folder, number, foldVersion, mode } = workerData as WorkerTask;
const store = await openStore(url)();
if (E.isLeft(store)) throw new Error(store.left.message);
const generation = openBuilding(folder, number, { foldVersion, anchor: null });
const projecting = passingProjector(store.right);

port.on('message', (insiders: ReadonlyArray<string> | null) => {
  if (insiders === null) {
    generation.close();
    void store.right.close().then(() => port.close());
    return;
  }
  rebuildChunk(generation, projecting, insiders, mode).then(
    (done) => port.postMessage(done),
    // Ends the thread with this error, which is how the rebuild hears of it.
    (thrown: unknown) =>
      setImmediate(() => {
        throw thrown;
      }),
  );
});
port.postMessage('ready');
