/** What the place that is written to can show. */

export interface Screen {
  /** Columns of the terminal; null where there is none and lines may be of any length. */
  readonly width: number | null;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  /** Something to look at. */
  readonly warn: (text: string) => string;
}

type Stream = { readonly isTTY?: boolean; readonly columns?: number };

const same = (text: string): string => text;
const painted =
  (code: number) =>
  (text: string): string =>
    text === '' ? '' : `\u001B[${code}m${text}\u001B[0m`;

const widthDefault = 80;

/** No colour but on a terminal, and none where NO_COLOR is set (no-color.org) or TERM is dumb. */
export const screenOf = (
  stream: Stream,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Screen => {
  const terminal = stream.isTTY === true;
  const colour = terminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return {
    width: terminal ? (stream.columns ?? widthDefault) : null,
    bold: colour ? painted(1) : same,
    dim: colour ? painted(2) : same,
    warn: colour ? painted(33) : same,
  };
};
