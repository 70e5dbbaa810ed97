/**
 * Fault campaign of the EventStoreDB store against the protocol double.
 *
 *     npx tsx --expose-gc bench/campaign/esdb-faults.ts --schedules 10000 --seed 1
 *
 * Each schedule has a seed of its own, counted up from the one given; a failure prints the command
 * that runs it alone. Several run at once, and the module-wide state of the client with them.
 */
import { parseArgs } from 'node:util';
import { runSchedule } from './esdb-schedule.js';

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '8' },
    minutes: { type: 'string', default: '60' },
  },
});
const schedules = Number(values.schedules);
const firstSeed = Number(values.seed);
const begun = performance.now();
const deadline = begun + Number(values.minutes) * 60_000;

const failures: string[] = [];
const struck = new Map<string, number>();
let done = 0;
let acknowledged = 0;
let failed = 0;
let slowestMs = 0;
let connectionsLeft = 0;
const heaps: number[] = [];

for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  process.on(event, (reason: unknown) => {
    failures.push(`${event}: ${reason instanceof Error ? reason.stack : String(reason)}`);
    process.stderr.write(`${failures.at(-1)}\n`);
  });
}

const heapMiB = (): number => {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 1024 / 1024);
};

let next = firstSeed;
const worker = async (): Promise<void> => {
  while (next < firstSeed + schedules && performance.now() < deadline) {
    const seed = next++;
    const result = await runSchedule(seed).catch((error: unknown) => {
      failures.push(`FAILED seed=${seed}: ${String(error)}`);
      process.stderr.write(`${failures.at(-1)}\n`);
    });
    if (result === undefined) continue;
    done += 1;
    acknowledged += result.acknowledged;
    failed += result.failed;
    connectionsLeft += result.connectionsLeft;
    slowestMs = Math.max(slowestMs, result.slowestMs);
    for (const [kind, count] of result.struck) struck.set(kind, (struck.get(kind) ?? 0) + count);
    for (const problem of result.problems) {
      const again = `npx tsx bench/campaign/esdb-faults.ts --schedules 1 --seed ${seed}`;
      failures.push(`FAILED seed=${seed}: ${problem}\n  run: ${again}`);
      process.stderr.write(`${failures.at(-1)}\n`);
    }
    if (done % 250 === 0) {
      heaps.push(heapMiB());
      process.stderr.write(
        `${done} schedules, ${failures.length} failures, heap ${heaps.at(-1)} MiB\n`,
      );
    }
  }
};
await Promise.all(Array.from({ length: Number(values.parallel) }, worker));

const seconds = Math.round((performance.now() - begun) / 1000);
const faults = Object.fromEntries([...struck].sort());
const report = {
  schedules: done,
  firstSeed,
  seconds,
  appendsAcknowledged: acknowledged,
  callsFailedByName: failed,
  slowestCallMs: Math.round(slowestMs),
  connectionsOpenTwoSecondsAfter: connectionsLeft,
  heapMiB: [...heaps, heapMiB()],
  faults,
  failures: failures.length,
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
for (const failure of failures.slice(0, 20)) process.stderr.write(`${failure}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
