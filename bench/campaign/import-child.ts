/** Imports a folder and prints each count of recorded filings as it is acknowledged. */
import * as E from 'fp-ts/lib/Either.js';
import type * as library from '../../src/index.js';

const [url = '', folder = '', from = '../../src/index.js', manifest] = process.argv.slice(2);
const { openLedger } = (await import(from)) as typeof library;
const opened = await openLedger(url)();
if (E.isLeft(opened)) throw new Error(opened.left.message);
process.stdout.write('ready\n');
const report = await opened.right.import([folder], {
  ...(manifest === undefined ? {} : { manifest }),
  onProgress: ({ recorded, alreadyRecorded }) => {
    process.stdout.write(`${recorded + alreadyRecorded}\n`);
  },
})();
if (E.isLeft(report)) throw new Error(report.left.message);
await opened.right.close();
process.stdout.write('done\n');
