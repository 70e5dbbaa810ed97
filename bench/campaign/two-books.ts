/**
 * Random worlds with rulings, asked everything at many moments, of the tables and of the log:
 *
 *   npx tsx bench/campaign/two-books.ts [--questions 50000] [--seed 1]
 *
 * Prints how many questions were asked and each that was answered otherwise; exits 1 where any was.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { asked, disagreements, disagreementsAtLarge } from '../../test/readmodel/kept.js';
import { momentsOf, played, presentIn } from '../../test/readmodel/played.js';
import { script } from '../../test/worlds/script.js';

const { values } = parseArgs({
  options: {
    questions: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
  },
});
const wanted = Number(values.questions);
let seed = Number(values.seed);
let worlds = 0;
let failures = 0;

while (asked() < wanted) {
  const [one] = fc.sample(script, { seed, numRuns: 1 });
  if (one === undefined) throw new Error('no world');
  const { kept, world } = await played(one, seed);
  const { insiders, issuers, names, days } = await presentIn(kept, world);
  const moments = momentsOf(world);
  const found = [
    ...(await disagreements(kept.ledger, insiders, moments)),
    ...(await disagreementsAtLarge(
      kept,
      issuers,
      names,
      moments.filter((_, i) => i % 5 === 0),
      days,
    )),
  ];
  await kept.close();
  for (const text of found) process.stdout.write(`seed ${seed}: ${text}\n`);
  failures += found.length;
  worlds += 1;
  seed += 1;
  if (worlds % 50 === 0) process.stdout.write(`${worlds} worlds, ${asked()} questions\n`);
}
process.stdout.write(
  `${worlds} worlds from seed ${values.seed}, ${asked()} questions asked of both books, ${failures} answered otherwise\n`,
);
process.exitCode = failures === 0 ? 0 : 1;
