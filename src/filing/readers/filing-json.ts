/** A filing as another parser hands it over: one JSON object of the published schema. */
import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { firstError } from '../codec.js';
import { type JsonFault, parseJson } from '../json.js';
import { type Filing, filing, rowLabel } from '../model.js';
import { type ReadProblem, type ReadProblemCode, readProblem } from '../problem.js';
import { quoted } from './findings.js';
import type { Reader } from './reader.js';

const jsonCharactersMax = 8 * 1024 * 1024;

export const looksLikeJson = (text: string): boolean => /^[\s\uFEFF]*\{/.test(text.slice(0, 400));

const invalid = (code: ReadProblem['code'], at: string, message: string): ReadProblem =>
  readProblem(code, at === '' ? message : `${at}: ${message}`, { at: at === '' ? null : at });

/** What the codec cannot say: somebody owns something of somebody, and rows have names. */
const incomplete = (f: Filing): ReadProblem | null => {
  if (f.issuer.cik === null && f.issuer.name === '')
    return invalid('MISSING_FIELD', 'issuer', 'expected a cik or a name.');
  if (f.owners.length === 0)
    return invalid('MISSING_FIELD', 'owners', 'expected at least one reporting owner.');
  const nameless = f.owners.findIndex((o) => o.cik === null && o.name === '');
  if (nameless !== -1)
    return invalid('MISSING_FIELD', `owners.${nameless}`, 'expected a cik or a name.');
  const labels = new Set<string>();
  for (const [i, row] of f.rows.entries()) {
    const label = rowLabel(row);
    if (labels.has(label))
      return invalid('INVALID_FIELD', `rows.${i}`, `there are two rows ${label}.`);
    labels.add(label);
    if ((row.table === 'II') !== (row.terms !== null))
      return invalid(
        'INVALID_FIELD',
        `rows.${i}.terms`,
        'expected derivative terms on each row of Table II and on no other.',
      );
    if (row.kind === 'holding' && row.transactionDate.value !== null)
      return invalid('INVALID_FIELD', `rows.${i}.transactionDate`, 'a holding has no date.');
  }
  return null;
};

/**
 * The filing in one JSON text: a file, or one line of NDJSON. Its `source` is kept where it
 * gives one (another parser read other bytes), and is this text otherwise.
 */
export const readFilingJson: Reader = (text) => reading(text, 'For NDJSON, use append.');

/** One line of NDJSON, as append takes it. */
export const readFilingLine: Reader = (text) =>
  reading(text, 'Each line is one whole filing; "insider-ledger schema filing" prints its shape.');

const faultCodes: Readonly<Record<Exclude<JsonFault['kind'], 'syntax'>, ReadProblemCode>> = {
  depth: 'LIMIT_EXCEEDED',
  twice: 'INVALID_FIELD',
  text: 'UNREADABLE_TEXT',
};

const reading = (text: string, advice: string): ReturnType<Reader> => {
  if (text.length > jsonCharactersMax)
    return E.left(
      readProblem(
        'LIMIT_EXCEEDED',
        `the JSON has ${text.length} characters, more than the ${jsonCharactersMax} allowed.`,
      ),
    );
  const json = parseJson(text);
  if (E.isLeft(json)) {
    const { kind, message, line, at } = json.left;
    return E.left(
      kind === 'syntax'
        ? readProblem('MALFORMED_DOCUMENT', `not one JSON object: ${quoted(message)}. ${advice}`)
        : readProblem(faultCodes[kind], `${message} ${advice}`, { line, at }),
    );
  }
  const decoded = filing.decode(json.right);
  if (E.isLeft(decoded)) {
    const { path, message, got } = firstError(decoded.left);
    const shown = got === undefined ? 'nothing' : quoted(JSON.stringify(got) ?? String(got));
    return E.left(
      invalid(
        got === undefined ? 'MISSING_FIELD' : 'INVALID_FIELD',
        path,
        `${message}, got ${shown}. "insider-ledger schema filing" prints the expected shape.`,
      ),
    );
  }
  const problem = incomplete(decoded.right);
  if (problem !== null) return E.left(problem);
  const source = decoded.right.source ?? {
    format: 'json' as const,
    sha256: createHash('sha256').update(text).digest('hex'),
  };
  return E.right({ filing: { ...decoded.right, source }, warnings: [] });
};
