/**
 * A floor for parsing and adding: the same positions as an hledger journal with a balance assertion
 * on every row. hledger reads the journal and adds up in its order; we fold every insider from the
 * log and reconcile every stated balance, which is more than that. Each side runs as a process of
 * its own, start included.
 *
 * The journal is made of the same generated rows. Where a stated balance does not follow from the
 * one before, the journal gets a posting that makes up the difference, as our fold keeps an
 * unexplained change: hledger stops at the first assertion that fails.
 *
 *   npm run build && npx tsx bench/peers/hledger.ts [--filings 5000] [--rounds 3] [--seed 1]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Decimal } from 'decimal.js';
import * as E from 'fp-ts/lib/Either.js';
import type { Filing } from '../../src/filing/model.js';
import { readFiling } from '../../src/filing/read.js';
import type * as library from '../../src/index.js';
import { market } from '../market/market.js';
import { inTurn, loadSeen, medianOfRounds, processTook, type Took } from '../measure.js';

const { values } = parseArgs({
  options: {
    filings: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
  },
});
const rounds = Number(values.rounds);

const version = spawnSync('hledger', ['--version'], { encoding: 'utf8' });
if (version.error !== undefined) {
  process.stdout.write('skipped: there is no hledger here (apt-get install hledger)\n');
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'bench-hledger-'));
const journalPath = join(folder, 'positions.journal');
const ledgerPath = join(folder, 'ledger.db');
const built = join(import.meta.dirname, '../../dist/src/index.js');

type Row = Filing['rows'][number];

const accountOf = (insider: string, issuer: string, row: Row): string => {
  const terms =
    row.terms === null
      ? ''
      : `${row.terms.exercisePrice.value ?? ''} ${row.terms.expiresOn.value ?? ''}`;
  const parts = [
    insider,
    issuer,
    row.security.value ?? '',
    terms.trim(),
    row.nature.value ?? 'direct',
  ];
  return parts.filter((part) => part !== '').join(':');
};

/** One journal entry a row: what moved, what makes up the difference, what is then held. */
const entryOf = (
  balances: Map<string, Decimal>,
  day: string,
  account: string,
  row: Row,
): string => {
  const stated = row.sharesFollowing.value;
  const shares = row.shares.value ?? new Decimal(0);
  const moved = row.acquiredDisposed.value === 'D' ? shares.negated() : shares;
  const before = balances.get(account) ?? new Decimal(0);
  const after = stated ?? before.plus(moved);
  const unexplained = after.minus(before).minus(moved);
  balances.set(account, after);
  const posting = (amount: Decimal, other: string, assertion: string): string =>
    `    ${account}  ${amount.toFixed()} S${assertion}\n    ${other}\n`;
  const gap = unexplained.isZero() ? '' : `    ${account}  ${unexplained.toFixed()} S\n`;
  return `${day} ${row.coding?.code ?? 'holding'}\n${gap}${posting(moved, row.kind === 'holding' ? 'opening' : 'trades', ` = ${after.toFixed()} S`)}\n`;
};

const writeJournal = (texts: ReadonlyArray<string>): number => {
  const balances = new Map<string, Decimal>();
  const entries: Array<string> = [];
  for (const text of texts) {
    const read = readFiling(Buffer.from(text));
    if (E.isLeft(read)) throw new Error(read.left.message);
    const { filing } = read.right;
    // Dates in the order of filing, so that an assertion meets the postings before it.
    for (const owner of filing.owners)
      for (const row of filing.rows)
        entries.push(
          entryOf(
            balances,
            filing.filedOn ?? filing.period,
            accountOf(owner.cik ?? owner.name, filing.issuer.cik ?? '', row),
            row,
          ),
        );
  }
  writeFileSync(journalPath, entries.join(''));
  return entries.length;
};

const record = async (texts: ReadonlyArray<string>): Promise<void> => {
  const { openLedger } = (await import(built)) as typeof library;
  const opened = await openLedger(`sqlite:${ledgerPath}`)();
  if (E.isLeft(opened)) throw new Error(opened.left.message);
  const filings = join(folder, 'filings');
  mkdirSync(filings);
  for (const [i, text] of texts.entries())
    writeFileSync(join(filings, `${String(i).padStart(7, '0')}.txt`), text);
  const report = await opened.right.import([filings])();
  await opened.right.close();
  if (E.isLeft(report)) throw new Error(report.left.message);
};

const reconciling = `
  import { openLedger } from ${JSON.stringify(built)};
  import { inlineLess } from ${JSON.stringify(join(import.meta.dirname, '../../dist/src/cli/inlining.js'))};
  // As the command does.
  await inlineLess();
  const opened = await openLedger(${JSON.stringify(`sqlite:${ledgerPath}`)})();
  if (opened._tag === 'Left') throw new Error(opened.left.message);
  const answer = await opened.right.reconcile({})();
  if (answer._tag === 'Left') throw new Error(answer.left.message);
  console.log(JSON.stringify(answer.right.summary));
  await opened.right.close();`;

const texts = [...market({ seed: Number(values.seed), filings: Number(values.filings) })].map(
  (s) => s.text,
);
const entries = writeJournal(texts);
await record(texts);
const figures = await inTurn(
  { rounds },
  {
    ours: async () => processTook(process.execPath, ['--input-type=module', '-e', reconciling]),
    floor: async () => processTook('hledger', ['-f', journalPath, 'check']),
  },
);
const shown = ({ ms, cpuMs }: Took): string =>
  `${(ms / 1000).toFixed(2)} s, ${(cpuMs / 1000).toFixed(2)} s of processor`;
rmSync(folder, { recursive: true });
process.stdout.write(
  `${values.filings} filings, ${entries} rows with a balance; node ${process.version}, ${version.stdout.trim()}, medians of ${rounds} after a warm-up, ${loadSeen()}\n` +
    `ours, fold and reconcile                        ${shown(figures.ours)}\n` +
    `hledger, the floor: it parses and adds          ${shown(figures.floor)}\n` +
    `of the floor                                    ${medianOfRounds(figures, (r) => r.floor.ms / r.ours.ms).toFixed(2)}, of its processor ${medianOfRounds(figures, (r) => r.floor.cpuMs / r.ours.cpuMs).toFixed(2)}\n`,
);
