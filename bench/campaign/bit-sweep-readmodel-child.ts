/**
 * Turns bits of a read model, each alone, and asks every question of each. Told on its input, a
 * line each: the file and the bit. Answers a line each: `right`, `word` (right, and said that the
 * read model is not used), `wrong …` or `fault …`.
 *
 *   bit-sweep-readmodel-child.ts LEDGER.db PRISTINE-FOLDER
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as E from 'fp-ts/lib/Either.js';
import { ledgerOn } from '../../src/index.js';
import { openStore } from '../../src/store/open.js';
import { answersOf } from '../../test/readmodel/every-question.js';

const [path = '', pristine = ''] = process.argv.slice(2);
const opened = await openStore(`sqlite:${path}`)();
if (E.isLeft(opened)) throw new Error(opened.left.message);
const store = opened.right;
// Closing a ledger would close the store, which all of them share.
const shared = { ...store, close: async () => undefined };
const truth = await answersOf(ledgerOn(shared, 'own:log'), true);

const fault = 'a fault of insider-ledger';

const sweep = async (file: string, bit: number): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'bit-'));
  try {
    cpSync(pristine, folder, { recursive: true });
    const bytes = readFileSync(join(folder, file));
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    writeFileSync(join(folder, file), bytes);
    let words = 0;
    const notice = (): void => {
      words += 1;
    };
    const ledger = ledgerOn(shared, 'own:log', { readModel: folder, notice });
    const answers = await answersOf(ledger, false);
    const verified = await ledger.verify()();
    await ledger.close();
    for (const [what, right] of truth) {
      const answer = answers.get(what) ?? '';
      if (answer.includes(fault)) return `fault ${what}: ${answer.slice(0, 300)}`;
      if (answer !== right) return `wrong ${what}: ${answer.slice(0, 300)}`;
    }
    if (E.isLeft(verified)) return `fault verify: ${verified.left.message.slice(0, 300)}`;
    return words > 0 ? 'word' : 'right';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const [file = '', bit = '0'] = line.split(' ');
  process.stdout.write(`${(await sweep(file, Number(bit))).replaceAll('\n', ' ')}\n`);
}
await store.close();
