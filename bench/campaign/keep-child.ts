/**
 * A process that keeps a read model, to be killed. Prints `ready` once the ledger is open, how
 * far a rebuild is as `insiders/of`, and `done`.
 *
 *   keep-child.ts URL rebuild|follow [LIBRARY]
 */
import * as E from 'fp-ts/lib/Either.js';
import type * as library from '../../src/index.js';

const [url = '', verb = '', from = '../../src/index.js'] = process.argv.slice(2);
const { openLedger } = (await import(from)) as typeof library;
const opened = await openLedger(url)();
if (E.isLeft(opened)) throw new Error(opened.left.message);
const ledger = opened.right;
process.stdout.write('ready\n');
const signal = new AbortController().signal;
const done =
  verb === 'rebuild'
    ? await ledger.rebuild({
        workers: 2,
        onProgress: ({ insiders, of }) => process.stdout.write(`${insiders}/${of}\n`),
      })()
    : await ledger.follow({ signal, once: true, workers: 2 })();
if (E.isLeft(done)) throw new Error(done.left.message);
process.stdout.write('done\n');
await ledger.close();
