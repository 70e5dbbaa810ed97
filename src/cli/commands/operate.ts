/** The ledger itself: verify and status; and the schema of what append takes. */
import { type ExitCode, exitCodes, UsageError } from '../exit.js';
import { say } from '../output.js';
import { type Globals, show, withLedger } from '../session.js';
import * as presentation from '../show/operation.js';

export const verify = (options: Globals & { readonly expect?: string }): Promise<ExitCode> => {
  const expected = options.expect?.toLowerCase();
  if (expected !== undefined && !/^[0-9a-f]{64}$/.test(expected))
    throw new UsageError(
      `--expect takes a digest of 64 hex digits, as verify prints it; got ${JSON.stringify(options.expect)}`,
    );
  return withLedger(options, (ledger) =>
    show(ledger.verify(), presentation.verify, options.format, ({ ok, digest }) => {
      const differs = expected !== undefined && digest !== expected;
      if (differs)
        say(
          `insider-ledger: the digest is ${digest}, expected ${expected}: this ledger does not hold the same events.`,
        );
      return ok && !differs ? exitCodes.done : exitCodes.findings;
    }),
  );
};

export const status = (options: Globals): Promise<ExitCode> =>
  withLedger(options, (ledger) =>
    show(ledger.status(), presentation.status, options.format, ({ lessThanWas = [] }) =>
      lessThanWas.length === 0 ? exitCodes.done : exitCodes.findings,
    ),
  );

export const schemaFiling = async (): Promise<ExitCode> => {
  const { filingSchema } = await import('../../ledger/record/filing-schema.js');
  process.stdout.write(`${JSON.stringify(filingSchema, null, 2)}\n`);
  return exitCodes.done;
};
