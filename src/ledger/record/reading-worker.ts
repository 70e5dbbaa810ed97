/** A thread that reads files: batches in, prepared files out, in the order asked. */
import { parentPort } from 'node:worker_threads';
import { prepareFile, type Unread } from './prepare.js';
import type { ReadBatch } from './reading-pool.js';
import { sizeOf, written } from './written.js';

parentPort?.on('message', (batch: ReadonlyArray<Unread>) => {
  const files = batch.map((unread) => written(prepareFile(unread)));
  const answer: ReadBatch = { files, size: files.reduce((sum, file) => sum + sizeOf(file), 0) };
  parentPort?.postMessage(answer);
});
