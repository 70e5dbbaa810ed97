#!/usr/bin/env node
/** The command. Little is loaded here, so that asking one thing starts quickly. */
import module from 'node:module';
import { withoutPasswords } from '../ledger/address.js';
import { wrongAround } from '../ledger/surroundings.js';
import { exitCodes } from './exit.js';
import { endWhereNothingCanBeWritten } from './output.js';
import { packageVersion } from './package-root.js';

// From Node 22.8 on, compiled code is kept between runs.
const keepCompiled: unknown = Reflect.get(module, 'enableCompileCache');
if (typeof keepCompiled === 'function') keepCompiled();
endWhereNothingCanBeWritten();

const words = process.argv.slice(2);
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  process.stdout.write(`${packageVersion()}\n`);
} else {
  const run = async () => (await import('./program.js')).run(words);
  // Not process.exit: what is still being written to a pipe would be lost.
  process.exitCode = await run().catch((thrown: unknown) => {
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
}
