/**
 * A process that keeps a read model, to be killed: `rebuild` or `follow`.
 *
 *   keep-child.ts URL rebuild|follow
 */
import * as E from 'fp-ts/lib/Either.js';
import { openLedger } from '../../src/index.js';

const [url = '', verb = ''] = process.argv.slice(2);
const opened = await openLedger(url)();
if (E.isLeft(opened)) throw new Error(opened.left.message);
const ledger = opened.right;
process.stdout.write('ready\n');
const signal = new AbortController().signal;
const done =
  verb === 'rebuild'
    ? await ledger.rebuild({ workers: 2, onProgress: () => process.stdout.write('.\n') })()
    : await ledger.follow({ signal, once: true, workers: 2 })();
if (E.isLeft(done)) throw new Error(done.left.message);
process.stdout.write('done\n');
await ledger.close();
