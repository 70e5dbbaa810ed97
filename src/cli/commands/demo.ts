/**
 * A guided tour: sample filings into a temporary ledger, then the questions that the ledger is
 * for. Each command shown is the one that runs.
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger } from '../../ledger/open.js';
import { type ExitCode, exitCodes } from '../exit.js';
import { samplesFolder } from '../package-root.js';
import { wrapped } from '../text/plain.js';
import { screenOf } from '../text/screen.js';

type Run = (words: ReadonlyArray<string>) => Promise<ExitCode>;

const width = 92;

const posey = 'p-posey-bruce-k~qualys-inc';
const poseyStock = `${posey}/p-qualys-inc/common-stock/D`;
const ines = '0009990101';
const inesStock = `${ines}/0009990001/common-stock/D`;
const peter = '0009990102';
const mira = '0009990103';

const quoted = (word: string): string => (/^[\w./:~=-]+$/.test(word) ? word : `"${word}"`);

/** The one conflict of the samples that a person has to decide, and its last candidate. */
const undecided = async (store: string): Promise<{ id: string; choice: string } | null> => {
  const opened = await openLedger(store)();
  if (opened._tag === 'Left') return null;
  const ledger = opened.right;
  try {
    const answer = await ledger.conflicts({ insider: peter })();
    if (answer._tag === 'Left') return null;
    const found = answer.right.conflicts.find((c) => c.type === 'AMBIGUOUS_TARGET');
    const choice = found?.choices.filter((c) => /^\d/.test(c)).pop();
    return found === undefined || choice === undefined ? null : { id: found.conflictId, choice };
  } finally {
    await ledger.close();
  }
};

/** A copy of the ledger's file in which somebody turned one digit of one balance. */
const tamperedCopy = async (file: string, copy: string): Promise<void> => {
  await copyFile(file, copy);
  const { alterData } = await import('../../ledger/altered.js');
  alterData(copy, '"sharesFollowing":"55948"', '"sharesFollowing":"65948"');
};

const tour = async (run: Run, folder: string): Promise<ExitCode> => {
  const screen = screenOf(process.stdout);
  const out = (text: string): void => {
    process.stdout.write(`${text}\n`);
  };
  const file = join(folder, 'demo.db');
  const store = `sqlite:${file}`;
  let step = 0;
  const title = (text: string): void => {
    step += 1;
    out(`\n${screen.bold(`${step}. ${text}`)}`);
  };
  const note = (text: string): void => {
    for (const line of wrapped(text, Math.min(width, screen.width ?? width))) out(line);
  };
  const failures: Array<ExitCode> = [];
  const type = async (
    words: ReadonlyArray<string>,
    expected: ExitCode = exitCodes.done,
    on = store,
  ): Promise<void> => {
    out(`\n${screen.dim(`$ insider-ledger ${words.map(quoted).join(' ')}`)}`);
    const exitCode = await run([...words, '--store', on]);
    if (exitCode !== expected) failures.push(exitCode);
  };

  const samples = samplesFolder();
  out(screen.bold('insider-ledger: who held what on a day, as it was known on a day, and why'));
  note(
    'This tour keeps its ledger in a temporary folder and removes it at the end. The samples are three forms of Qualys insiders and filings of two invented companies.',
  );

  title('Filings go in');
  note('Each row becomes an event in the stream of its insider. Importing again writes nothing.');
  await type(['import', samples, '--manifest', join(samples, 'manifest.csv')]);

  title('One insider, three dates');
  note(
    'Two forms of Bruce Posey are here, of 2018 and 2024. His option at 37.28 expires between the second and the third date.',
  );
  for (const day of ['2018-12-10', '2024-08-20', '2025-07-30'])
    await type(['holdings', '--insider', 'posey', '--as-of', day]);

  title('What was known when');
  note(
    'Ines Vanterpool reported a sale of 2,000 on 2021-06-17 and corrected it to 2,500 on 2021-06-28. Both answers stay true, each for its day.',
  );
  const asOf = ['--as-of', '2021-06-15'];
  const before = ['--known-by', '2021-06-20'];
  const after = ['--known-by', '2021-06-28'];
  await type(['explain', inesStock, '--diff', ...asOf, ...before, ...after]);

  title('A change that no row reports');
  note(
    'The form of 2024 implies 56,278 shares before its first row; the form of 2018 ended with 57,442. The ledger keeps the difference as an entry of its own, so that every sum closes.',
  );
  await type(['explain', poseyStock]);

  title('Every stated balance against the one before it');
  note(
    'A difference is explained only where something besides its number speaks for it: a split that the trust shows too, a move of which the other side is there. What fits by its number alone is left, with what it may be.',
  );
  await type(['reconcile', '--insider', ines]);

  title('Said in words, and what may be one');
  note(
    "Mira Holloway's second form states 1,240 more than its rows lead to, and a footnote says why without a number. Its trust has a name that may be short for the one before; nothing proves it, so both stand until somebody joins them.",
  );
  await type(['reconcile', '--insider', mira]);
  await type(['conflicts', '--insider', mira, '--type', 'MAYBE_SAME_HOLDING']);

  title('What the ledger cannot decide alone');
  note(
    'Peter Okonjo filed two forms on one day with the same sale, and an amendment that fits both. Nothing is superseded until somebody decides; the decision is an event as well.',
  );
  const conflict = await undecided(store);
  if (conflict !== null) {
    await type(['conflict', conflict.id]);
    await type([
      'decide',
      conflict.id,
      conflict.choice,
      '--reason',
      'the broker confirmed that the second sale was of 50',
      '--by',
      'demo',
    ]);
    await type(['transactions', '--insider', peter]);
  } else failures.push(exitCodes.fault);

  title('Nothing was changed since');
  note('Each event carries the hash of the one before it.');
  await type(['verify']);
  note('In a copy of the file, somebody turns one digit: 55,948 becomes 65,948.');
  const copy = join(folder, 'tampered.db');
  await tamperedCopy(file, copy);
  await type(['verify'], exitCodes.findings, `sqlite:${copy}`);

  title('What to try next');
  for (const line of [
    'insider-ledger import YOUR-FILINGS/                     your own ledger, in insider-ledger.db',
    'insider-ledger holdings --issuer QLYS --format csv      everybody of an issuer, for a spreadsheet',
    'insider-ledger schema filing                            what another parser sends to append',
    'insider-ledger --help                                   everything else',
  ])
    out(`  ${line}`);
  return failures.length === 0 ? exitCodes.done : exitCodes.fault;
};

export const demo = async (run: Run): Promise<ExitCode> => {
  const folder = await mkdtemp(join(tmpdir(), 'insider-ledger-demo-'));
  const clean = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const onSignal = (): void => {
    void clean().finally(() => process.exit(exitCodes.interrupted));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await tour(run, folder);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    await clean();
  }
};
