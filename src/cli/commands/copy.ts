/** Moving house: a ledger from one store into another. */
import type { CopyAnswer } from '../../ledger/copy.js';
import { type ExitCode, exitCodes, UsageError } from '../exit.js';
import { say } from '../output.js';
import { type Globals, logging, show } from '../session.js';
import type { Presentation } from '../show/presentation.js';
import { counted, grouped } from '../text/plain.js';

const presentation: Presentation<CopyAnswer> = {
  items: (answer) => [answer],
  csv: ({ events, streams, written, same, sameOrder, from, to }) => ({
    header: [
      'events',
      'streams',
      'written',
      'same',
      'fromDigest',
      'toDigest',
      'fromSealDigest',
      'toSealDigest',
      'sameOrder',
      'fromRoot',
      'toRoot',
    ],
    rows: [
      [
        events,
        streams,
        written,
        String(same),
        from.digest,
        to.digest,
        from.sealDigest,
        to.sealDigest,
        String(sameOrder),
        from.root,
        to.root,
      ],
    ],
  }),
  table: ({ events, streams, written, same, sameOrder, from, to }, screen) =>
    [
      `${counted(events, 'event')} in ${counted(streams, 'stream')}, ${grouped(String(written))} of them written now`,
      `from  ${from.digest}${from.ok ? '' : ' (does not verify)'}`,
      `to    ${to.digest}${to.ok ? '' : ' (does not verify)'}`,
      ...(from.sealDigest === to.sealDigest
        ? []
        : [`seals ${from.sealDigest} and ${to.sealDigest}: recorded at other times`]),
      ...(sameOrder || !same
        ? []
        : [
            `roots ${from.root} and ${to.root}: in another order of the log, so that a checkpoint of the one is none of the other; a copy into an empty store is in the same`,
          ]),
      same
        ? screen.bold('Both stores hold the same ledger.')
        : screen.warn('The two stores do not hold the same ledger.'),
    ].join('\n'),
};

export const copy = async (
  options: Globals & { readonly from: string; readonly to: string },
): Promise<ExitCode> => {
  if (options.from === options.to)
    throw new UsageError('--from and --to name the same store; expected two');
  const { missingFile } = await import('../../ledger/open.js');
  const missing = missingFile(options.from);
  if (missing !== null) {
    say(
      `insider-ledger: there is no ledger at ${missing} to copy from; --from names one that is there.`,
    );
    return exitCodes.store;
  }
  const { copyStores } = await import('../../ledger/copy.js');
  return show(
    copyStores(options.from, options.to, await logging()),
    presentation,
    options.format,
    ({ same }) => (same ? exitCodes.done : exitCodes.findings),
  );
};
