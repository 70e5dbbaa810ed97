import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './test/slowest-first.js';

/** Who lets random tests try more gives them the time for it. */
const times = Math.max(
  1,
  ...['TEST_TIMES', 'WORLDS_TIMES'].map((n) => Number(process.env[n] ?? 1)),
);

/** What takes long, or starts a process for each thing it tries, is tried by scripts of its own. */
const apart: Readonly<Record<string, ReadonlyArray<string>>> = {
  browser: ['test/http/browser.test.ts'],
  processes: [
    'test/cli/surroundings.test.ts',
    'test/cli/kept-code.test.ts',
    'test/cli/checkpoint.test.ts',
    'test/cli/contract.test.ts',
    'test/cli/failures.test.ts',
    'test/cli/operator.test.ts',
    'test/cli/parquet.test.ts',
    'test/cli/schema.test.ts',
    'test/cli/machine.test.ts',
    'test/cli/edges.test.ts',
    'test/cli/import-threads.test.ts',
    'test/cli/journeys.test.ts',
    'test/http/process.test.ts',
    'test/ledger/audit-pack.test.ts',
    'test/readmodel/kill.test.ts',
    'test/store/crash.test.ts',
    'test/store/third-party.test.ts',
    'test/library.test.ts',
  ],
};
const suite = process.env['TEST_SUITE'];
if (suite !== undefined && apart[suite] === undefined)
  throw new Error(`TEST_SUITE is ${suite}: expected one of ${Object.keys(apart).join(', ')}`);
const named = process.argv.slice(2).some((word) => /(?:^|\/)test\//.test(word));

export default defineConfig({
  test: {
    include: [...((suite && apart[suite]) || ['test/**/*.test.ts'])],
    // Named by somebody, each is run.
    exclude: ['**/node_modules/**', ...(suite || named ? [] : Object.values(apart).flat())],
    // The command's tests run what `bin` names.
    globalSetup: ['test/cli/built.ts'],
    // Runs for each file, also where modules are shared.
    setupFiles: ['test/cli/folders-removed.ts'],
    // Two processes share all files, so that each module is loaded twice and not for every file.
    // A test leaves nothing behind in a module, in `process` or in a mock.
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: SlowestFirst },
    // Tests of one file that wait side by side.
    maxConcurrency: 8,
    // No limit on speed: a busy machine is no fault. What has to be quick has a limit of its own.
    testTimeout: 60_000 * times,
    hookTimeout: 60_000,
  },
});
