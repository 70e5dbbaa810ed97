/**
 * Checkpoints of a large ledger: the tree made anew, then signed again and again while it is level,
 * after a few events more, and proofs.
 *
 *   npx tsx bench/checkpoint.ts [--events 1000000] [--streams 20000] [--seed 1]
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { inclusionPath, leafOf, rootByPath } from '../src/event/merkle.js';
import { openLedger } from '../src/index.js';
import { newKeyOf } from '../src/ledger/checkpoint/note.js';
import { keptTree, leavesOf } from '../src/readmodel/tree/kept-tree.js';
import { sqliteStore } from '../src/store/sqlite.js';
import { fillLog } from './seeded-log.js';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    streams: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
  },
});
const right = async <E2, A>(task: TaskEither<E2, A>): Promise<A> => {
  const result = await task();
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left));
  return result.right;
};
const tell = (line: string): void => void process.stdout.write(`${line}\n`);
const timed = async <A>(what: string, work: () => Promise<A>): Promise<A> => {
  const started = performance.now();
  const result = await work();
  tell(`${what}: ${(performance.now() - started).toFixed(1)} ms`);
  return result;
};

const folder = mkdtempSync(join(tmpdir(), 'bench-checkpoint-'));
const file = join(folder, 'ledger.db');
const [events, streams, seed] = [values.events, values.streams, values.seed].map(Number) as [
  number,
  number,
  number,
];
const made = newKeyOf('example.com/bench');
if (E.isLeft(made)) throw new Error(made.left.message);
const key = made.right.secret;

try {
  const store = await right(sqliteStore(file));
  await timed(`${events} events of ${streams} streams written`, () =>
    fillLog(store, events, streams, seed),
  );
  await store.close();
  tell(`log ${(statSync(file).size / 1e6).toFixed(0)} MB`);

  const signed = async () => {
    const ledger = await right(openLedger(`sqlite:${file}`));
    try {
      return await right(ledger.checkpoint({ key }));
    } finally {
      await ledger.close();
    }
  };
  await timed('the tree made of the whole log, and signed', signed);
  const within = join(`${file}.read`, 'tree');
  for (const name of readdirSync(within))
    tell(
      `  ${name.replace(/[0-9a-f]{12}/, '…')} ${(statSync(join(within, name)).size / 1e6).toFixed(1)} MB`,
    );
  for (let i = 0; i < 3; i += 1) await timed('opened, and signed while level', signed);
  const ledger = await right(openLedger(`sqlite:${file}`));
  for (let i = 0; i < 3; i += 1)
    await timed('signed while level, by a ledger that is open', () =>
      right(ledger.checkpoint({ key })),
    );
  const filing = {
    accession: '0000000042-24-000001',
    form: '3',
    period: '2024-01-10',
    filedOn: '2024-01-10',
    acceptedAt: '2024-01-10T21:30:00Z',
    issuer: { cik: '0000000042', name: 'ACME CORP', symbol: 'ACME' },
    owners: [{ cik: '9999999999', name: 'DOE JANE', relationship: { director: true } }],
    rows: [],
  };
  await right(ledger.record(filing));
  await timed('signed after one filing more', () => right(ledger.checkpoint({ key })));
  await ledger.close();

  const tree = keptTree(within);
  if (tree === null) throw new Error('no tree is kept');
  const some = tree.ends();
  const hashes = [...some.values()].slice(0, 1_000).map(({ hash }) => hash);
  const leaves = await timed(`${hashes.length} events found among the leaves`, async () =>
    leavesOf(tree, hashes),
  );
  await timed(`${hashes.length} inclusion proofs made and checked`, async () => {
    for (const hash of hashes) {
      const index = leaves.get(hash) ?? -1;
      const path = inclusionPath(tree.nodeAt, index, tree.size);
      if (rootByPath(leafOf(hash), index, tree.size, path)?.toString('base64') !== tree.root)
        throw new Error(`the proof of ${hash} leads elsewhere`);
    }
  });
  tree.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
