import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './test/slowest-first.js';

/** Who lets random tests try more gives them the time for it. */
const times = Math.max(
  1,
  ...['TEST_TIMES', 'WORLDS_TIMES'].map((n) => Number(process.env[n] ?? 1)),
);

const browser = 'test/http/browser.test.ts';
const inBrowser = process.env['TEST_BROWSER'] === '1';

export default defineConfig({
  test: {
    // A browser takes its time: `npm run test:browser`.
    include: inBrowser ? [browser] : ['test/**/*.test.ts'],
    exclude: inBrowser ? [] : ['**/node_modules/**', browser],
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
