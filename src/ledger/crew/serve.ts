/** A thread's own side: it does what it is ordered, until there are no more orders. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Word } from './crew.js';
import { told } from './failure.js';

export interface Workplace<Order, Done> {
  work(order: Order): Promise<Done>;
  close(): Promise<void>;
}

/** @param open what the thread is to work with, opened by itself. */
export const serve = <Task, Order, Done>(
  open: (task: Task) => Promise<Workplace<Order, Done>>,
): void => {
  const port = parentPort;
  if (port === null) throw new Error('this module begins a thread');
  const say = (word: Word<Done>): void => port.postMessage(word);
  const begin = async (): Promise<void> => {
    const place = await open(workerData as Task);
    const end = async (): Promise<void> => {
      await place.close();
      port.close();
    };
    const fails = (thrown: unknown): void => {
      say({ failed: told(thrown) });
      void end();
    };
    port.on('message', (order: Order | null) => {
      if (order === null) void end();
      else place.work(order).then((done) => say({ done }), fails);
    });
    say('ready');
  };
  void begin().catch((thrown: unknown) => {
    say({ failed: told(thrown) });
    port.close();
  });
};
