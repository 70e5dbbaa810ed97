/** Questions of Section 16(b): short-swing, window. */
import type { PriceOfDay } from '../../ledger/swing/terms.js';
import { type ExitCode, exitCodes, UsageError } from '../exit.js';
import { rowsOf } from '../given-table.js';
import { type Globals, show, withLedger } from '../session.js';
import { type MomentOptions, momentOf, type SubjectOptions, sourceOf, subjectOf } from './ask.js';

type Question = Globals &
  SubjectOptions &
  MomentOptions & {
    readonly fromLog?: boolean;
    readonly window: string;
    readonly prices?: string;
  };

const pricesFrom = async (file: string | undefined): Promise<ReadonlyArray<PriceOfDay>> =>
  (await rowsOf('--prices', file, ['security', 'on', 'price'])).map(
    ({ security = '', on = '', price = '' }) => ({ security, on, price }),
  );

const shareFrom = (text: string): { readonly owner: string; readonly part: string } => {
  const at = text.lastIndexOf('=');
  if (at < 1)
    throw new UsageError(`--share takes OWNER=PART, such as 0000001001=12.5%; got ${text}`);
  return { owner: text.slice(0, at), part: text.slice(at + 1) };
};

export const shortSwing = async (
  options: Question & {
    readonly from?: string;
    readonly to?: string;
    readonly share?: ReadonlyArray<string>;
    readonly whatIf?: string;
    readonly certificate?: boolean;
  },
): Promise<ExitCode> => {
  const { from, to, whatIf } = options;
  const query = {
    ...subjectOf(options),
    ...momentOf(options),
    ...sourceOf(options),
    window: options.window,
    prices: await pricesFrom(options.prices),
    shares: (options.share ?? []).map(shareFrom),
    certificate: options.certificate ?? false,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(whatIf === undefined ? {} : { whatIf }),
  };
  const presentation = await import('../show/short-swing.js');
  return withLedger(options, (ledger) =>
    show(ledger.shortSwing(query), presentation.shortSwing, options.format, (answer) =>
      presentation.isProfitable(answer) ? exitCodes.findings : exitCodes.done,
    ),
  );
};

export const window = async (options: Question & { readonly on?: string }): Promise<ExitCode> => {
  const { on } = options;
  const query = {
    ...subjectOf(options),
    ...momentOf(options),
    ...sourceOf(options),
    window: options.window,
    prices: await pricesFrom(options.prices),
    ...(on === undefined ? {} : { on }),
  };
  const presentation = await import('../show/short-swing.js');
  return withLedger(options, (ledger) =>
    show(ledger.window(query), presentation.window, options.format),
  );
};
