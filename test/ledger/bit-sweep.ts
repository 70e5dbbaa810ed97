/** Bits turned in processes of their own, which may hang or fall over. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Flip, Flipped } from './bit-flips.js';

export type Outcome = Flipped | (Flip & { readonly verdict: 'hang' | 'fallen over' });

/** What one flip may take, all questions together; the machine may be busy. */
const patienceMs = 30_000;

const next = (child: ChildProcess, send: Flip | null): Promise<unknown> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => done('hang'), patienceMs);
    const done = (said: unknown): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve(said);
    };
    child.once('message', done);
    child.once('exit', () => done('fallen over'));
    if (send !== null) child.send(send);
  });

/** Turns the bits on so many processes, each with a file of its own in the folder. */
export const sweep = async (
  flips: ReadonlyArray<Flip>,
  how: {
    readonly script: string;
    readonly pristine: string;
    readonly folder: string;
    readonly processes: number;
    readonly tell: (outcome: Outcome) => void;
  },
): Promise<void> => {
  let at = 0;
  const work = async (n: number): Promise<void> => {
    const started = async (): Promise<ChildProcess> => {
      const child = fork(how.script, [how.pristine, `${how.folder}/turned-${n}.db`], {
        execArgv: [],
      });
      const said = await next(child, null);
      if (said !== 'ready') throw new Error(`a process of the sweep is not ready: ${said}`);
      return child;
    };
    let child = await started();
    for (;;) {
      const flip = flips[at++];
      if (flip === undefined) break;
      const said = await next(child, flip);
      if (said === 'hang' || said === 'fallen over') {
        how.tell({ ...flip, verdict: said });
        child.kill('SIGKILL');
        child = await started();
      } else how.tell(said as Flipped);
    }
    child.kill('SIGKILL');
  };
  await Promise.all(Array.from({ length: how.processes }, (_, n) => work(n)));
};
