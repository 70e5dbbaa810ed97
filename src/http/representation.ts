/** In which format an answer is sent: what `format` says, or what `Accept` prefers. */
import * as E from 'fp-ts/lib/Either.js';
import { type DataFormat, dataFormats } from '../cli/show/written.js';
import { type Problem, problem } from './problem.js';

export const mediaTypes: Readonly<Record<DataFormat, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
};

const named: Readonly<Record<string, DataFormat>> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'text/csv': 'csv',
  'application/vnd.apache.parquet': 'parquet',
  'application/*': 'json',
  'text/*': 'csv',
  '*/*': 'json',
};

const isFormat = (text: string): text is DataFormat =>
  dataFormats.some((format) => format === text);

interface Preferred {
  readonly format: DataFormat;
  readonly quality: number;
  /** A type that is named comes before one that any would do for. */
  readonly isNamed: boolean;
}

const preferences = (accept: string): ReadonlyArray<Preferred> =>
  accept
    .split(',')
    .flatMap((range) => {
      const [type = '', ...words] = range.split(';').map((word) => word.trim().toLowerCase());
      const format = Object.hasOwn(named, type) ? named[type] : undefined;
      const stated = words.find((word) => word.startsWith('q='))?.slice(2);
      const quality = stated === undefined ? 1 : Number(stated);
      return format === undefined || !(quality > 0)
        ? []
        : [{ format, quality, isNamed: !type.endsWith('*') }];
    })
    .sort((a, b) => b.quality - a.quality || Number(b.isNamed) - Number(a.isNamed));

export const representation = (
  format: string | undefined,
  accept: string | undefined,
): E.Either<Problem, DataFormat> => {
  if (format !== undefined)
    return isFormat(format)
      ? E.right(format)
      : E.left(
          problem(
            400,
            'INVALID_ARGUMENT',
            `format is one of ${dataFormats.join(', ')}; got ${JSON.stringify(format.slice(0, 100))}`,
          ),
        );
  if (accept === undefined || accept.trim() === '') return E.right('json');
  const [best] = preferences(accept);
  return best === undefined
    ? E.left(
        problem(
          406,
          'NOT_ACCEPTABLE',
          `an answer is one of ${[...new Set(Object.keys(named).filter((type) => !type.endsWith('*')))].join(', ')}; got ${JSON.stringify(accept.slice(0, 200))}`,
        ),
      )
    : E.right(best.format);
};
