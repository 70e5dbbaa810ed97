#!/usr/bin/env node
/** The command. Little is loaded here, so that asking one thing starts quickly. */
import module from 'node:module';
import { refusalIn } from '../answer/surroundings.js';
import { exitCodes } from './exit.js';
import { endQuietlyWhenNobodyReads } from './output.js';
import { packageVersion } from './package-root.js';

// From Node 22.8 on, compiled code is kept between runs.
const keepCompiled: unknown = Reflect.get(module, 'enableCompileCache');
if (typeof keepCompiled === 'function') keepCompiled();
endQuietlyWhenNobodyReads();

const words = process.argv.slice(2);
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  process.stdout.write(`${packageVersion()}\n`);
} else {
  // Not process.exit: what is still being written to a pipe would be lost.
  process.exitCode = await import('./program.js')
    .then(({ run }) => run(words))
    .catch((thrown: unknown) => {
      const refusal = refusalIn(thrown);
      if (refusal !== null) {
        process.stderr.write(`insider-ledger: ${refusal}\n`);
        return exitCodes.store;
      }
      const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      process.stderr.write(`a fault of insider-ledger itself; please report it: ${detail}\n`);
      return exitCodes.fault;
    });
}
