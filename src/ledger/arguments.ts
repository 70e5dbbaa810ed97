/**
 * Arguments as a caller without types may give them: looked at before anything is asked, so that a
 * missing query is the caller's mistake and no fault of the ledger.
 */
import * as E from 'fp-ts/lib/Either.js';
import { invalidArgument, type LedgerError } from '../answer/error.js';
import type { Ledger } from './ledger.js';

type Kind =
  | 'text'
  | 'record'
  | 'ruling'
  | 'flag'
  | 'list'
  | 'lines'
  | 'bytes'
  | 'query'
  | 'subject';

interface Parameter {
  readonly name: string;
  readonly kind: Kind;
  readonly optional?: true;
}

const one = (name: string, kind: Kind): Parameter => ({ name, kind });
const maybe = (name: string, kind: Kind): Parameter => ({ name, kind, optional: true });

/** What each verb takes. Verbs that are not listed take anything, or nothing. */
const parameters = {
  import: [one('paths', 'list'), maybe('options', 'record')],
  append: [one('lines', 'lines'), maybe('options', 'record')],
  holdings: [one('query', 'subject')],
  transactions: [one('query', 'query')],
  explain: [one('query', 'query')],
  timeliness: [one('query', 'query')],
  timeline: [one('query', 'query')],
  delinquencies: [one('query', 'query')],
  filing: [one('accession', 'text'), maybe('moment', 'query')],
  conflicts: [one('query', 'query')],
  conflict: [one('conflictId', 'text'), maybe('moment', 'query')],
  rulings: [one('query', 'query')],
  reconcile: [one('query', 'query')],
  shortSwing: [one('query', 'subject')],
  window: [one('query', 'subject')],
  plans: [one('query', 'subject')],
  decide: [
    one('conflictId', 'text'),
    one('choice', 'text'),
    one('ruling', 'ruling'),
    maybe('basis', 'text'),
  ],
  correct: [one('row', 'text'), one('changes', 'record'), one('ruling', 'ruling')],
  withdraw: [one('row', 'text'), one('ruling', 'ruling')],
  join: [
    one('position', 'text'),
    one('other', 'text'),
    one('ruling', 'ruling'),
    maybe('same', 'flag'),
  ],
  identifyIssuer: [
    one('issuer', 'text'),
    one('cik', 'text'),
    one('ruling', 'ruling'),
    maybe('same', 'flag'),
  ],
  identify: [
    one('provisional', 'text'),
    one('cik', 'text'),
    one('ruling', 'ruling'),
    maybe('same', 'flag'),
  ],
  alias: [
    one('issuer', 'text'),
    one('title', 'text'),
    one('sameAs', 'text'),
    one('ruling', 'ruling'),
  ],
  split: [one('issuer', 'text'), one('split', 'record'), one('ruling', 'ruling')],
  declare: [one('declaration', 'record'), one('ruling', 'ruling'), maybe('holds', 'flag')],
  undeclare: [one('id', 'text'), one('ruling', 'ruling')],
  placeHold: [one('request', 'record'), one('ruling', 'ruling')],
  releaseHold: [one('hold', 'text'), one('ruling', 'ruling')],
  holds: [maybe('query', 'query')],
  rebuildInsider: [one('who', 'text')],
  rebuild: [maybe('options', 'record')],
  verifyReadModel: [maybe('options', 'record')],
  follow: [one('options', 'record')],
  positions: [one('query', 'query')],
  panel: [one('query', 'query')],
  holders: [one('query', 'query')],
  flow: [one('query', 'query')],
  marketFlow: [one('query', 'query')],
  changes: [one('query', 'query')],
  filed: [one('query', 'query')],
  find: [one('query', 'query')],
  insiders: [maybe('query', 'query')],
  issuers: [maybe('query', 'query')],
  auditPack: [one('query', 'query')],
  checkpoint: [maybe('query', 'query')],
  attachTimestamp: [one('note', 'text'), one('answer', 'bytes'), one('ruling', 'ruling')],
  prove: [one('query', 'query')],
  verify: [maybe('options', 'query')],
} as const satisfies Partial<Record<keyof Ledger, ReadonlyArray<Parameter>>>;

/** What a query cannot do without. */
const required: Readonly<Partial<Record<string, ReadonlyArray<string>>>> = {
  explain: ['position'],
  delinquencies: ['issuer'],
  panel: ['days'],
  holders: ['issuer'],
  flow: ['issuer', 'from', 'to'],
  marketFlow: ['from', 'to'],
  changes: ['since', 'knownBy'],
  filed: ['on'],
  find: ['text'],
  auditPack: ['out'],
  prove: ['row'],
};

/** Members of queries that are text wherever they are given. */
const texts = [
  'insider',
  'issuer',
  'asOf',
  'knownBy',
  'recordedBy',
  'position',
  'cursor',
  'since',
  'from',
  'to',
  'on',
  'by',
  'type',
  'severity',
  'status',
  'window',
  'whatIf',
  'text',
  'fiscalYearEnd',
  'conflict',
  'out',
  'version',
  'row',
  'note',
  'key',
  'checkpoint',
] as const;

const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const memberOf = (value: unknown, name: string): unknown => Reflect.get(Object(value), name);

const shown = (value: unknown): string => {
  const text = typeof value === 'function' ? 'a function' : JSON.stringify(value);
  return text ?? 'nothing';
};

const queryProblem = (verb: string, value: unknown, name: string): string | null => {
  if (!isRecord(value)) return `${name} is an object; got ${shown(value)}`;
  for (const text of texts) {
    const member = memberOf(value, text);
    if (member !== undefined && typeof member !== 'string')
      return `${name}.${text} is text; got ${shown(member)}`;
  }
  const lacks = (required[verb] ?? []).find((member) => memberOf(value, member) === undefined);
  return lacks === undefined ? null : `${name} lacks ${lacks}`;
};

const problemOf = (verb: string, { name, kind, optional }: Parameter, value: unknown) => {
  if (optional === true && value === undefined) return null;
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? null : `${name} is text; got ${shown(value)}`;
    case 'flag':
      return typeof value === 'boolean' ? null : `${name} is true or false; got ${shown(value)}`;
    case 'record':
      return isRecord(value) ? null : `${name} is an object; got ${shown(value)}`;
    case 'list':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? null
        : `${name} is a list of texts; got ${shown(value)}`;
    case 'lines':
      return typeof Reflect.get(Object(value), Symbol.asyncIterator) === 'function'
        ? null
        : `${name} is an async iterable of bytes; got ${shown(value)}`;
    case 'bytes':
      return value instanceof Uint8Array ? null : `${name} is bytes; got ${shown(value)}`;
    case 'ruling':
      return typeof memberOf(value, 'reason') === 'string' &&
        typeof memberOf(value, 'by') === 'string'
        ? null
        : `${name} has a reason and a by, both text; got ${shown(value)}`;
    case 'query':
      return queryProblem(verb, value, name);
    case 'subject': {
      const problem = queryProblem(verb, value, name);
      if (problem !== null) return problem;
      const given = ['insider', 'issuer'].filter((m) => memberOf(value, m) !== undefined);
      return given.length > 0 ? null : `${name} names an insider, an issuer, or both`;
    }
  }
};

/** The ledger, or some verbs of it, with every verb's arguments looked at first. */
export const withArgumentsChecked = <L extends Partial<Ledger>>(ledger: L): L => {
  const checked: Record<string, unknown> = {};
  for (const [verb, expected] of Object.entries(parameters)) {
    const call = memberOf(ledger, verb) as
      | ((...given: ReadonlyArray<unknown>) => unknown)
      | undefined;
    if (call === undefined) continue;
    checked[verb] = (...given: ReadonlyArray<unknown>) => {
      for (const [i, parameter] of expected.entries()) {
        const problem = problemOf(verb, parameter, given[i]);
        if (problem !== null) {
          const error: LedgerError = invalidArgument(`${verb}: ${problem}`);
          return async () => E.left(error);
        }
      }
      return call(...given);
    };
  }
  return { ...ledger, ...checked };
};
