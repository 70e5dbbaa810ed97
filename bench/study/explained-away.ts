/**
 * How often the ledger explains away what is missing, and how often it finds what is there.
 *
 * 1. Holes. Random trades (with both legs of an exercise, both sides of a transfer) and random
 *    filings are removed from real and generated histories; trades that no form ever told of are
 *    put into generated ones, of sizes that tempt: round lots, a neighbouring row's size, a
 *    doubling, a difference that looks like a slip of digits. Later rows keep their balances, as
 *    they do where a filing is missing. Counted are holes that are explained to the share by what
 *    did not happen, at the first balance of a position that disagrees. Aim: below 1 %. "Truly" is
 *    a transfer told for one; "beside" are holes not explained that make another gap which is.
 * 2. Slips and sentences. Each slip of the filer and each footnote that says why a balance
 *    changed is planted into generated histories at a balance that holds. Counted are those told
 *    for what they are with nothing else left open. Aim: above 95 %.
 *
 * A gap's judgement is `explained-away/verdict.ts`. Percentages are of the trials whose hole shows
 * in some balance; of slips and sentences, of all. Real histories are those of `data/filings` and
 * `data/officers` in the shared folder (INSIDER_LEDGER_SHARED or ../shared); without it they are
 * skipped. The same seed gives the same table:
 *
 *   npx tsx bench/study/explained-away.ts [--seed 1] [--trials 200] [--filings 3000] [--examples]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generatedHistories, realHistories } from './explained-away/history.js';
import { folded, spotsOf } from './explained-away/spot.js';
import {
  removals,
  sentencesFound,
  slipsFound,
  type Tally,
  unreported,
} from './explained-away/study.js';
import { type Counting, heading, line, total } from './explained-away/table.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    trials: { type: 'string', default: '200' },
    filings: { type: 'string', default: '3000' },
    examples: { type: 'boolean', default: false },
  },
});
const options = { seed: Number(values.seed), trials: Number(values.trials) };
const shared = process.env['INSIDER_LEDGER_SHARED'] ?? join(import.meta.dirname, '../../../shared');

const print = (of: Counting, tallies: ReadonlyArray<Tally>): void => {
  if (tallies.length === 0) return;
  for (const tally of [...tallies, total(tallies[0]?.of ?? '', tallies)]) {
    process.stdout.write(`${line(tally, of)}\n`);
    if (values.examples) for (const e of tally.examples) process.stdout.write(`    ${e}\n`);
  }
};
const begin = (title: string, of: Counting): void => {
  process.stdout.write(`\n${title}, seed ${options.seed}\n${heading(of)}\n`);
};

const real = ['filings', 'officers'].flatMap((name) => {
  const histories = realHistories(join(shared, 'data', name));
  if (histories === null)
    process.stderr.write(`no real histories: there is no data/${name} in the shared folder\n`);
  return histories ?? [];
});
const generated = generatedHistories(options.seed, Number(values.filings)).map(folded);
const spots = generated.flatMap(spotsOf);

begin('Holes explained away (aim: below 1 %)', 'holes');
if (real.length > 0) print('holes', removals('real', real.map(folded), options));
print('holes', removals('generated', generated, options));
print('holes', unreported('generated', spots, options));
begin('Slips found (aim: above 95 %)', 'plants');
print('plants', slipsFound(spots, options));
begin('Sentences found (aim: above 95 %)', 'plants');
print('plants', sentencesFound(spots, options));
