/**
 * Power cuts replayed. A process records into a new ledger, and keeps its read model, under
 * strace: what it wrote, synced, named and acknowledged is known in its order. Cuts fall between
 * two of these system calls, and the files are made as each may leave them
 * (`power-cut-remains.ts`). From the remains the ledger has to open, to verify, and to hold all
 * that was acknowledged: its log has to be a beginning of the undisturbed one, every filing whole
 * or absent. Questions are answered as the log answers, and everything recorded again gives the
 * digests of the undisturbed ledger.
 *
 * With `--without-syncs` the disk forgets what it was told to sync: the campaign has to fail.
 * Wants strace, so Linux; it is no part of the tests.
 *
 *   npx tsx bench/campaign/power-cut.ts [--cuts 360] [--seed 1] [--filings 24] [--cuts-per-run 60]
 *     [--without-syncs]
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { type Ledger, openLedger } from '../../src/index.js';
import { openStore } from '../../src/store/open.js';
import type { RecordedEvent } from '../../src/store/port.js';
import { answersOf } from '../../test/readmodel/every-question.js';
import { randomFrom } from '../../test/store/random.js';
import { childScript } from './child-script.js';
import { type Mode, remainsAt } from './power-cut-remains.js';
import { expectRight, type Step, stepsOf, write } from './power-cut-steps.js';
import { isTraceable, type SystemCall, systemCalls, trace } from './system-calls.js';

const { values } = parseArgs({
  options: {
    cuts: { type: 'string', default: '360' },
    seed: { type: 'string', default: '1' },
    filings: { type: 'string', default: '24' },
    'cuts-per-run': { type: 'string', default: '60' },
    'without-syncs': { type: 'boolean', default: false },
  },
});
if (!isTraceable()) {
  process.stderr.write(
    'strace is not here: it tells in which order files are written and synced\n',
  );
  process.exit(2);
}
const wanted = Number(values.cuts);
const firstSeed = Number(values.seed);
const samples = join(import.meta.dirname, '../../samples');
const folder = mkdtempSync(join(tmpdir(), 'power-cut-'));
const script = childScript(join(import.meta.dirname, 'power-cut-child.ts'), folder);

/** What a cut must not do. */
class Harm extends Error {
  constructor(
    readonly kind: 'lost' | 'unreadable' | 'not whole' | 'other answers' | 'other digest',
    message: string,
  ) {
    super(message);
  }
}

interface Undisturbed {
  readonly steps: ReadonlyArray<Step>;
  readonly calls: ReadonlyArray<SystemCall>;
  readonly folder: string;
  readonly log: ReadonlyArray<RecordedEvent>;
  /** How many events a ruling on a row is: one in each owner's stream. */
  readonly ruled: ReadonlyMap<string, number>;
  readonly told: Told;
  readonly digest: string;
  readonly readModelDigest: string;
}

const opened = async (path: string): Promise<Ledger> => {
  const ledger = await openLedger(`sqlite:${path}`)();
  if (E.isLeft(ledger)) throw new Harm('unreadable', `${ledger.left.code}: ${ledger.left.message}`);
  return ledger.right;
};

const logOf = async (path: string): Promise<ReadonlyArray<RecordedEvent>> => {
  const store = await openStore(`sqlite:${path}`)();
  if (E.isLeft(store)) throw new Harm('unreadable', store.left.message);
  try {
    const events: Array<RecordedEvent> = [];
    for await (const event of store.right.readAll()) events.push(event);
    return events;
  } catch (thrown) {
    throw new Harm('unreadable', thrown instanceof Error ? thrown.message : String(thrown));
  } finally {
    await store.right.close();
  }
};

/** Traces a run of this seed to its end. */
const undisturbedBy = async (seed: number): Promise<Undisturbed> => {
  const at = join(folder, `run-${seed}`);
  mkdirSync(at);
  const path = join(at, 'ledger.db');
  const traced = join(folder, `calls-${seed}.txt`);
  await trace([process.execPath, script, path, `${seed}`, values.filings, samples], traced);
  const calls = systemCalls(traced, at);
  rmSync(traced);
  const ledger = await opened(path);
  const { ok, digest } = await expectRight(ledger.verify());
  const readModelDigest = await expectRight(ledger.readModelDigest());
  await ledger.close();
  if (!ok) throw new Error('an undisturbed ledger does not verify');
  const log = await logOf(path);
  const steps = stepsOf(seed, Number(values.filings));
  return {
    steps,
    calls,
    folder: at,
    log,
    ruled: ruledRows(log),
    told: new Map(),
    digest,
    readModelDigest,
  };
};

const accessionIn = ({ type, data }: RecordedEvent): string | null =>
  ['FilingRecorded', 'TransactionReported', 'HoldingReported'].includes(type)
    ? String((data as { readonly accession: string }).accession)
    : null;

const byAccession = (log: ReadonlyArray<RecordedEvent>): ReadonlyMap<string, number> => {
  const events = new Map<string, number>();
  for (const event of log) {
    const accession = accessionIn(event);
    if (accession !== null) events.set(accession, (events.get(accession) ?? 0) + 1);
  }
  return events;
};

const ruledRows = (log: ReadonlyArray<RecordedEvent>): ReadonlyMap<string, number> => {
  const events = new Map<string, number>();
  for (const { type, data } of log) {
    if (type !== 'RowCorrected') continue;
    const { row } = data as { readonly row: string };
    events.set(row, (events.get(row) ?? 0) + 1);
  }
  return events;
};

const samplePrefix = (accession: string): boolean => !accession.startsWith('0000000042-24-');

const refuseLost = (log: ReadonlyArray<RecordedEvent>, printed: string, run: Undisturbed): void => {
  const filings = byAccession(log);
  const rulings = ruledRows(log);
  let imported = 0;
  for (const line of printed.split('\n').slice(0, -1)) {
    const [what, which = ''] = line.split(' ');
    if (what === 'filing' && !filings.has(which)) throw new Harm('lost', line);
    if (what === 'ruling' && rulings.get(which) !== run.ruled.get(which))
      throw new Harm('lost', line);
    if (what === 'imported') imported = Math.max(imported, Number(which));
  }
  const found = [...filings.keys()].filter(samplePrefix).length;
  if (found < imported) throw new Harm('lost', `${imported} imported, ${found} there`);
};

const textOf = ({ position, stream, revision, id, type, data, metadata }: RecordedEvent): string =>
  JSON.stringify([position, stream, `${revision}`, id, type, data, metadata]);

const refuseTorn = (log: ReadonlyArray<RecordedEvent>, run: Undisturbed): void => {
  for (const [i, event] of log.entries()) {
    const there = run.log[i];
    if (there === undefined || textOf(there) !== textOf(event))
      throw new Harm('not whole', `event ${event.position} is not that of the undisturbed log`);
  }
  const whole = byAccession(run.log);
  for (const [accession, events] of byAccession(log))
    if (whole.get(accession) !== events)
      throw new Harm('not whole', `${accession}: ${events} of ${whole.get(accession)} events`);
};

/** What a beginning of the undisturbed log answers; `told` keeps it by its length. */
type Told = Map<number, ReadonlyMap<string, string>>;

const refuseOtherAnswers = async (ledger: Ledger, events: number, told: Told): Promise<void> => {
  const answers = await answersOf(ledger, false);
  const right = told.get(events) ?? (await answersOf(ledger, true));
  told.set(events, right);
  for (const [what, text] of right)
    if (answers.get(what) !== text)
      throw new Harm('other answers', `${what}: ${answers.get(what)?.slice(0, 200)}`);
};

const check = async (path: string, printed: string, run: Undisturbed): Promise<void> => {
  const ledger = await opened(path);
  try {
    const log = await logOf(path);
    refuseLost(log, printed, run);
    refuseTorn(log, run);
    const verified = await ledger.verify()();
    if (E.isLeft(verified)) throw new Harm('not whole', verified.left.message);
    if (!verified.right.ok)
      throw new Harm('not whole', verified.right.problems[0]?.message ?? 'verify');
    await refuseOtherAnswers(ledger, log.length, run.told);
    const ruled = ruledRows(log);
    let ruledAgain = false;
    for (const step of run.steps) {
      if (step.do === 'correct' && ruled.get(step.row) === run.ruled.get(step.row)) continue;
      ruledAgain ||= step.do === 'correct';
      await write(ledger, step, samples, () => undefined);
    }
    const { digest, ok } = await expectRight(ledger.verify());
    if (!ok) throw new Harm('not whole', 'recorded again: it does not verify');
    // A ruling made again is another ruling, and has another id.
    if (!ruledAgain && digest !== run.digest)
      throw new Harm('other digest', 'recorded again: another digest');
    const signal = new AbortController().signal;
    await expectRight(ledger.follow({ signal, once: true, workers: 0 }));
    const kept = await expectRight(ledger.readModelDigest());
    if (!ruledAgain && kept !== run.readModelDigest)
      throw new Harm('other digest', 'recorded again: another read model');
  } finally {
    await ledger.close();
  }
};

const modes: ReadonlyArray<Mode> = ['some', 'some', 'some', 'some', 'nothing', 'nothing', 'all'];
const isReadModels = (path: string): boolean => path.includes('ledger.db.read');
const harms = new Map<string, number>();
let done = 0;
let failed = 0;
let inCommit = 0;
let inReadModel = 0;
let acknowledged = 0;
for (let seed = firstSeed; done < wanted; seed++) {
  const run = await undisturbedBy(seed);
  const random = randomFrom(seed);
  const places = run.calls.map((_, place) => place);
  // The read model is written oftener: half of the cuts fall between calls of the log's.
  const ofLog = places.filter((place) => {
    const call = run.calls[place];
    return call !== undefined && 'path' in call && !isReadModels(call.path);
  });
  for (let i = 0; i < Number(values['cuts-per-run']) && done < wanted; i++) {
    const among = random() < 0.5 ? ofLog : places;
    const at = among[Math.floor(random() * among.length)] ?? 0;
    const cut = run.calls[at]?.from ?? Number.POSITIVE_INFINITY;
    const mode = modes[Math.floor(random() * modes.length)] ?? 'some';
    const remains = remainsAt(run.calls, cut, values['without-syncs']);
    const into = join(folder, 'remains');
    remains.write(run.folder, into, random, mode);
    done += 1;
    if (remains.unsynced.some((written) => !isReadModels(written))) inCommit += 1;
    if (remains.unsynced.some(isReadModels)) inReadModel += 1;
    acknowledged += remains.printed.split('\n').length - 1;
    try {
      await check(join(into, 'ledger.db'), remains.printed, run);
    } catch (thrown) {
      failed += 1;
      const kind = thrown instanceof Harm ? thrown.kind : 'fault';
      harms.set(kind, (harms.get(kind) ?? 0) + 1);
      const told = thrown instanceof Error ? thrown.message : String(thrown);
      process.stdout.write(
        `FAILED seed ${seed}, before call ${at} of ${run.calls.length} (${mode}): ${kind}: ${told.slice(0, 300)}\n`,
      );
    }
    rmSync(into, { recursive: true, force: true });
  }
  rmSync(run.folder, { recursive: true });
  process.stderr.write(`${done} cuts, ${failed} failed\n`);
}
rmSync(folder, { recursive: true, force: true });
const kinds = [...harms].map(([kind, times]) => (kind === 'lost' ? '' : `, ${times} ${kind}`));
process.stdout.write(
  `seed ${firstSeed}: ${done} cuts, ${inCommit} of them in a commit or a checkpoint of the log and ${inReadModel} with writes of the read model not synced, ${acknowledged} acknowledgements before them; ${harms.get('lost') ?? 0} cuts lost what was acknowledged${kinds.join('')}\n${done - failed} passed, ${failed} failed\n`,
);
process.exitCode = failed === 0 ? 0 : 1;
