/** A worker thread of a rebuild: it opens the log and the generation for itself. */
import { parentPort, workerData } from 'node:worker_threads';
import * as E from 'fp-ts/lib/Either.js';
import { LedgerFailure } from '../../answer/error.js';
import { passingProjector } from '../../readmodel/build/projector.js';
import { Damaged } from '../../readmodel/damage.js';
import { openBuilding } from '../../readmodel/model.js';
import { openStore } from '../../store/open.js';
import { StoreFailure } from '../../store/port.js';
import { rebuildChunk } from './rebuild-chunk.js';
import type { WorkerFailure, WorkerOrder, WorkerTask } from './rebuild-workers.js';

const port = parentPort;
if (port === null) throw new Error('rebuild-worker is started by a rebuild');

/** Errors lose their class and their code on the way to another thread: as plain values they do not. */
const told = (thrown: unknown): WorkerFailure => {
  if (thrown instanceof StoreFailure) return { store: thrown.error };
  if (thrown instanceof LedgerFailure) return { ledger: thrown.error };
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code: unknown = Reflect.get(error, 'code');
  return {
    message: error.message,
    stack: error.stack ?? '',
    code: typeof code === 'string' ? code : null,
    damaged: thrown instanceof Damaged,
  };
};

const work = async (): Promise<void> => {
  const { url, folder, number, foldVersion } = workerData as WorkerTask;
  const store = await openStore(url)();
  if (E.isLeft(store)) throw new StoreFailure(store.left);
  const generation = openBuilding(folder, number, { foldVersion, anchor: null });
  const projecting = passingProjector(store.right);
  const end = async (): Promise<void> => {
    generation.close();
    await store.right.close();
    port.close();
  };
  const fails = (thrown: unknown): void => {
    port.postMessage({ failed: told(thrown) });
    void end();
  };
  port.on('message', (order: WorkerOrder | null) => {
    if (order === null) void end();
    else
      rebuildChunk(generation, projecting, order.insiders, order.mode).then(
        (done) => port.postMessage(done),
        fails,
      );
  });
  port.postMessage('ready');
};

void work().catch((thrown: unknown) => {
  port.postMessage({ failed: told(thrown) });
  port.close();
});
