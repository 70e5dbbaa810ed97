import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The command's tests run what `bin` names.
    globalSetup: ['test/cli/built.ts'],
    // A process a file: a native module is loaded once in each and cannot take others with it.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
