/**
 * Writes a generated market: into folders of a thousand files each, or to standard output as a
 * tar archive or as NDJSON (`{"path","text"}` a line), so that millions of files need not be made.
 *
 *   npx tsx bench/market/generate.ts --filings 10000 [--seed 1] [--cohort 100] [--first-issuer 0] --out FOLDER
 *   npx tsx bench/market/generate.ts --filings 10000 [--seed 1] (--tar | --ndjson) > FILE
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { market } from './market.js';
import type { Submission } from './submission.js';
import { tarEnd, tarEntry } from './tar.js';

const { values } = parseArgs({
  options: {
    filings: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    cohort: { type: 'string' },
    'first-issuer': { type: 'string', default: '0' },
    out: { type: 'string' },
    tar: { type: 'boolean', default: false },
    ndjson: { type: 'boolean', default: false },
  },
});
const filesPerFolder = 1_000;

const submissions = market({
  seed: Number(values.seed),
  filings: Number(values.filings),
  firstIssuer: Number(values['first-issuer']),
  ...(values.cohort === undefined ? {} : { cohort: Number(values.cohort) }),
});

/** Names sort in the order in which the filings came. */
const pathOf = (submission: Submission, n: number): string =>
  `${String(Math.floor(n / filesPerFolder)).padStart(6, '0')}/${String(n).padStart(9, '0')}-${submission.accession}.txt`;

const writeFolder = (folder: string): void => {
  let n = 0;
  for (const submission of submissions) {
    const path = join(folder, pathOf(submission, n));
    if (n % filesPerFolder === 0) mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, submission.text);
    n += 1;
  }
};

function* archive(): Generator<Uint8Array | string> {
  let n = 0;
  for (const submission of submissions) {
    const path = pathOf(submission, n++);
    if (values.tar) yield* tarEntry(path, submission.text);
    else yield `${JSON.stringify({ path, text: submission.text })}\n`;
  }
  if (values.tar) yield tarEnd;
}

if (values.out !== undefined) writeFolder(values.out);
else if (values.tar || values.ndjson) await pipeline(archive, process.stdout);
else {
  process.stderr.write('where to? --out FOLDER, --tar or --ndjson\n');
  process.exitCode = 2;
}
