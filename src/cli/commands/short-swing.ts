/** Questions of Section 16(b): short-swing, window. */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { PriceOfDay } from '../../ledger/short-swing.js';
import { type ExitCode, UsageError } from '../exit.js';
import { type Globals, show, withLedger } from '../session.js';
import { type MomentOptions, momentOf, type SubjectOptions, sourceOf } from './ask.js';

type Question = Globals &
  SubjectOptions &
  MomentOptions & {
    readonly fromLog?: boolean;
    readonly window: string;
    readonly prices?: string;
  };

const priceColumns = ['security', 'on', 'price'] as const;

const pricesFrom = async (file: string | undefined): Promise<ReadonlyArray<PriceOfDay>> => {
  if (file === undefined) return [];
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--prices ${file} cannot be read: ${error.code ?? error.message}`);
  });
  let rows: ReadonlyArray<Record<string, string>>;
  try {
    rows = parse(text, { bom: true, columns: true, skip_empty_lines: true, trim: true });
  } catch (thrown) {
    throw new UsageError(
      `--prices ${file} is no CSV: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
  }
  return rows.map((row, i) => {
    for (const column of priceColumns)
      if (row[column] === undefined)
        throw new UsageError(
          `--prices ${file} has no ${column} in row ${i + 1}; expected the columns security,on,price`,
        );
    const { security = '', on = '', price = '' } = row;
    return { security, on, price };
  });
};

const subjectOf = ({ insider, issuer }: SubjectOptions): SubjectOptions => {
  if (insider === undefined && issuer === undefined)
    throw new UsageError('of whom? Give --insider WHO, --issuer WHICH, or both');
  return {
    ...(insider === undefined ? {} : { insider }),
    ...(issuer === undefined ? {} : { issuer }),
  };
};

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
    show(ledger.shortSwing(query), presentation.shortSwing, options.format),
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
