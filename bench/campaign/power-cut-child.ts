/**
 * Takes the steps of `power-cut-steps.ts` with a new ledger and writes a line to standard output
 * for everything that is acknowledged.
 *
 *   power-cut-child.ts LEDGER.db SEED FILINGS SAMPLES
 */
import { writeSync } from 'node:fs';
import { type Ledger, openLedger } from '../../src/index.js';
import { Database } from '../../src/store/sqlite/driver.js';
import { expectRight, stepsOf, write } from './power-cut-steps.js';

const [path = '', seed = '1', filings = '10', samples = ''] = process.argv.slice(2);
const open = (): Promise<Ledger> => expectRight(openLedger(`sqlite:${path}`));

let ledger = await open();
for (const step of stepsOf(Number(seed), Number(filings))) {
  if (step.do === 'reopen') {
    await ledger.close();
    ledger = await open();
  } else if (step.do === 'checkpoint') {
    // As SQLite does by itself after thousands of pages.
    const other = new Database(path);
    other.pragma('wal_checkpoint(PASSIVE)');
    other.close();
  } else if (step.do === 'follow') {
    const signal = new AbortController().signal;
    await expectRight(ledger.follow({ signal, once: true, workers: 0 }));
  } else if (step.do === 'rebuild') await expectRight(ledger.rebuild({ workers: 0 }));
  else
    await write(ledger, step, samples, (what, which) => {
      writeSync(1, `${what} ${which}\n`);
    });
}
await ledger.close();
