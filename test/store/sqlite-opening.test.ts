/** Several processes that open a ledger which none of them has made yet. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const library = pathToFileURL(join(root, 'dist/src/index.js')).href;

const files = 60;
const processes = 5;
/** All processes open the same file at the same moment, so many milliseconds after the last. */
const apartMs = 40;
const startMs = 3_000;

const opening = `
  const [folder, from] = process.argv.slice(1);
  const { openLedger } = await import(${JSON.stringify(library)});
  const problems = [];
  for (let i = 0; i < ${files}; i++) {
    while (Date.now() < Number(from) + i * ${apartMs});
    const opened = await openLedger('sqlite:' + folder + '/' + i + '.db')();
    if (opened._tag === 'Left') problems.push(opened.left.message);
    else {
      // Whoever is first makes it, and all of them write into it.
      const filing = { accession: '0000000042-24-' + String(i).padStart(6, '0'), form: '3',
        period: '2024-01-10', filedOn: '2024-01-10', issuer: { cik: '0000000042', name: 'ACME' },
        owners: [{ cik: '0000001001', name: 'DOE JANE', relationship: { director: true } }], rows: [] };
      const recorded = await opened.right.record(filing)();
      if (recorded._tag === 'Left') problems.push(recorded.left.message);
      await opened.right.close();
    }
  }
  process.stdout.write(JSON.stringify(problems));
`;

const run = (folder: string, from: number): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const words = ['--input-type=module', '-e', opening, folder, String(from)];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', reject);
    child.on('close', () => resolve(JSON.parse(said)));
  });

it('is a ledger for all, and no other program’s file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'insider-ledger-opening-'));
  try {
    const from = Date.now() + startMs;
    const all = Array.from({ length: processes }, () => run(folder, from));
    expect(await Promise.all(all)).toEqual(all.map(() => []));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
