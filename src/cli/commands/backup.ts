/** A copy of the ledger's file while it is used. */
import type { BackupAnswer } from '../../ledger/backup.js';
import { type ExitCode, exitCodes } from '../exit.js';
import { say } from '../output.js';
import { type Globals, show } from '../session.js';
import type { Presentation } from '../show/presentation.js';
import { type Cells, sheetOf } from '../text/csv.js';
import { counted, grouped, plain } from '../text/plain.js';

const cells: Cells<BackupAnswer> = {
  file: (b) => b.file,
  bytes: (b) => b.bytes,
  events: (b) => b.events,
  streams: (b) => b.streams,
  ok: (b) => b.ok,
  digest: (b) => b.digest,
  sealDigest: (b) => b.sealDigest,
  orderDigest: (b) => b.orderDigest,
};

const presentation: Presentation<BackupAnswer> = {
  items: (answer) => [answer],
  csv: (answer) => sheetOf(cells, [answer]),
  table: ({ file, bytes, events, streams, digest, ok, problems }, screen) =>
    [
      ok
        ? screen.bold(`${plain(file)} is a whole copy, and verifies.`)
        : screen.warn(`${plain(file)} was copied, and is not what was recorded.`),
      `${counted(events, 'event')} in ${counted(streams, 'stream')}, ${grouped(String(bytes))} bytes`,
      `digest ${digest}`,
      ...problems.map(
        ({ code, stream, message }) => `  ${code} ${stream ?? 'store'}: ${plain(message)}`,
      ),
    ].join('\n'),
};

export const backup = async (options: Globals & { readonly to: string }): Promise<ExitCode> => {
  const { missingFile } = await import('../../ledger/open.js');
  const missing = missingFile(options.store);
  if (missing !== null) {
    say(
      `insider-ledger: there is no ledger at ${missing}; --store or INSIDER_LEDGER_STORE name another.`,
    );
    return exitCodes.store;
  }
  const { backUpLedger } = await import('../../ledger/backup.js');
  return show(backUpLedger(options.store, options.to), presentation, options.format, ({ ok }) =>
    ok ? exitCodes.done : exitCodes.findings,
  );
};
