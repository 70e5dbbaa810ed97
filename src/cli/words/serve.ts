/** The words of serving the ledger over HTTP. */
import { type Command, InvalidArgumentError } from 'commander';
import type * as Serve from '../commands/serve.js';
import { collected, notEmpty, type OptionsOf, type Runs } from './options.js';

const portNumber = (value: string): number => {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  return Number(value);
};

export const serveCommands = (program: Command, runs: Runs): void => {
  program
    .command('serve')
    .description('the ledger in a browser and over HTTP, until Ctrl-C; see docs/serve.md')
    .option('--port <port>', 'where it listens; 0 takes any that is free', portNumber, 7345)
    .option('--host <address>', 'the address it listens on', notEmpty, '127.0.0.1')
    .option('--allow-host <name>', 'a name by which it may be asked; once or more', collected)
    .option('--demo', 'the sample filings, in a temporary ledger')
    .option('--allow-rulings', 'whoever is known to may decide, correct and take back')
    .option('--allow-append', 'whoever is known to may hand over filings')
    .option('--by <actor>', 'who rules and appends: whoever is on this machine counts as this one')
    .option(
      '--tokens <file>',
      'who may ask: lines of a token’s SHA-256, an actor, read, rule, append or rule,append',
    )
    .option('--trust-user-header <name>', 'in which a proxy says who asks; with --trusted-proxy')
    .option('--trusted-proxy <address>', 'of the proxy, or a range; once or more', collected)
    .option('--metrics', 'what the server counts, at /metrics')
    .option('--no-follow', 'leave the read model to somebody else')
    .action(
      runs<OptionsOf<typeof Serve.serve>>(async (_, options) =>
        (await import('../commands/serve.js')).serve(options),
      ),
    );
};
