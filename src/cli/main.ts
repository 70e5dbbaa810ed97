#!/usr/bin/env node
/** The command. Little is loaded here, so that asking one thing starts quickly. */
import { withoutPasswords } from '../ledger/address.js';
import { wrongAround } from '../ledger/surroundings.js';
import { exitCodes } from './exit.js';
import { endWhereNothingCanBeWritten } from './output.js';
import { packageVersion } from './package-root.js';

endWhereNothingCanBeWritten();

const words = process.argv.slice(2);
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  process.stdout.write(`${packageVersion()}\n`);
} else {
  // As built, this is in the scripts beside this file (`code.ts`).
  const run = async () => (await import('./program.js')).run(words);
  const ended = run().catch((thrown: unknown) => {
    const around = wrongAround(thrown);
    if (around !== null) {
      process.stderr.write(`insider-ledger: ${around}\n`);
      return exitCodes.store;
    }
    const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    process.stderr.write(
      `a fault of insider-ledger itself; please report it: ${withoutPasswords(detail)}\n`,
    );
    return exitCodes.fault;
  });
  let hasEnded = false;
  // Not process.exit: what is still being written to a pipe would be lost.
  void ended.then((exitCode) => {
    hasEnded = true;
    process.exitCode = exitCode;
  });
  // What waits for something that never comes is not done: Node's own code for it.
  process.on('beforeExit', () => {
    if (!hasEnded) process.exitCode = 13;
  });
}
