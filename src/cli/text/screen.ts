/** What the place that is written to can show. */
import { folded, lengthOf } from './plain.js';

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

/** Of what tells no width. */
export const widthDefault = 80;

// biome-ignore lint/suspicious/noControlCharactersInRegex: what `painted` writes.
const paint = /\u001B\[\d+m/gu;

/** A line that is longer than the screen goes on in the next, a little further in. */
const foldedLine = (line: string, width: number): ReadonlyArray<string> => {
  const bare = line.replace(paint, '');
  if (lengthOf(bare) <= width) return [line];
  const before = /^ */.exec(bare)?.[0] ?? '';
  const [first = '', ...rest] = folded(bare.trimStart(), width - before.length - 2);
  const lines = [before + first, ...rest.map((part) => `${before}  ${part}`)];
  const colour = line.match(paint)?.[0];
  return colour === undefined ? lines : lines.map((part) => `${colour}${part}\u001B[0m`);
};

/** Text of which no line is longer than the screen is wide. */
export const fitting = (text: string, { width }: Screen): string =>
  width === null
    ? text
    : text
        .split('\n')
        .flatMap((line) => foldedLine(line, width))
        .join('\n');

/** A terminal that does not tell its width, or tells none, has the one that the shell says. */
const widthOf = (
  { columns = 0 }: Stream,
  env: Readonly<Record<string, string | undefined>>,
): number => (columns > 0 ? columns : Number(env['COLUMNS']) || widthDefault);

/** No colour but on a terminal, and none where NO_COLOR is set (no-color.org) or TERM is dumb. */
export const screenOf = (
  stream: Stream,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Screen => {
  const terminal = stream.isTTY === true;
  const colour = terminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return {
    width: terminal ? widthOf(stream, env) : null,
    bold: colour ? painted(1) : same,
    dim: colour ? painted(2) : same,
    warn: colour ? painted(33) : same,
  };
};
