/**
 * Appends for ever and prints each acknowledgement as `stream revision`: the process that crash
 * tests kill, in one file. Run: npx tsx appender.ts FILE NAME SEED [SECONDS]
 */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { sqliteStore } from '../../src/store/sqlite.js';
import { expectRight } from './opened.js';
import { randomFrom } from './random.js';
import { textOf } from './whole.js';

const [file, name, seed, seconds] = process.argv.slice(2) as [string, string, string, string?];
const random = randomFrom(Number(seed));
const below = (n: number) => Math.floor(random() * n);
const until = performance.now() + Number(seconds ?? 3_600) * 1_000;
const store = await expectRight(sqliteStore(file));

async function appendTo(stream: string): Promise<void> {
  let head = -1;
  for await (const last of store.readStream(stream, { direction: 'backwards', limit: 1 })) {
    head = Number(last.revision);
  }
  while (performance.now() < until) {
    const of = 1 + below(30);
    const first = head + 1;
    const batch = Array.from({ length: of }, (_, index) => ({
      id: randomUUID(),
      type: 'Tried',
      data: { first, index, of, text: textOf(stream, first + index) },
      metadata: {},
    }));
    const expected = head < 0 ? 'no-stream' : BigInt(head);
    const answer = await store.append(stream, expected, batch)();
    if (answer._tag === 'Left') {
      writeSync(1, `failed ${answer.left.code} ${answer.left.message}\n`);
      return;
    }
    head = Number(answer.right.revision);
    writeSync(1, `${stream} ${head}\n`);
    if (below(4) === 0) await store.append(stream, expected, batch)();
  }
}

await Promise.all(Array.from({ length: 4 }, (_, i) => appendTo(`insider-p-${name}-${i}`)));
await store.close();
