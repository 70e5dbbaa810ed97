/** What is asked over HTTP is answered as the command line answers, byte for byte. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { questions } from '../../src/http/question/questions.js';
import { insiderLedgerHere, sampleLedger } from '../cli/command.js';
import { type Served, served } from './served.js';

let store: string;
let server: Served;
beforeAll(async () => {
  store = await sampleLedger();
  const rebuilt = await insiderLedgerHere(['rebuild'], { store });
  expect(rebuilt.code).toBe(0);
  server = await served(store);
});
afterAll(() => server.close());

const posey = 'p-posey-bruce-k~qualys-inc/p-qualys-inc/common-stock/D';
const ines = '0009990101/0009990001/common-stock/D';
const at = 'asOf=2024-08-20&knownBy=2024-08-22';
const atWords = ['--as-of', '2024-08-20', '--known-by', '2024-08-22'];

/** Each question, and the words that ask the same. */
const asked: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
  [`/holdings?insider=posey&${at}`, ['holdings', '--insider', 'posey', ...atWords]],
  [
    '/holdings?issuer=QLYS&asOf=2024-08-20&includeClosed=true&adjusted=true',
    ['holdings', '--issuer', 'QLYS', '--as-of', '2024-08-20', '--include-closed', '--adjusted'],
  ],
  [
    `/holdings?insider=posey&${at}&recordedBy=2099-01-01T00:00:00Z`,
    ['holdings', '--insider', 'posey', ...atWords, '--recorded-by', '2099-01-01T00:00:00Z'],
  ],
  ['/transactions?insider=0009990102', ['transactions', '--insider', '0009990102']],
  ['/transactions?issuer=QLYS', ['transactions', '--issuer', 'QLYS']],
  ['/transactions', ['transactions']],
  [
    '/transactions?insider=0009990101&code=P&code=S&from=2021-01-01&to=2024-12-31&plan=unknown',
    [
      'transactions',
      '--insider',
      '0009990101',
      '--code',
      'P,S',
      '--from',
      '2021-01-01',
      '--to',
      '2024-12-31',
      '--plan',
      'unknown',
    ],
  ],
  ['/conflicts/summary', ['conflicts', '--count']],
  ['/conflicts/summary?status=open', ['conflicts', '--count', '--status', 'open']],
  [`/explain?position=${encodeURIComponent(posey)}`, ['explain', posey]],
  [
    `/explain/diff?position=${encodeURIComponent(ines)}&asOf=2021-06-15&knownBy=2021-06-20&knownBy=2021-06-28`,
    [
      'explain',
      ines,
      '--diff',
      '--as-of',
      '2021-06-15',
      '--known-by',
      '2021-06-20',
      '--known-by',
      '2021-06-28',
    ],
  ],
  ['/conflicts', ['conflicts']],
  [
    '/conflicts?insider=0009990102&type=AMBIGUOUS_TARGET&status=open',
    ['conflicts', '--insider', '0009990102', '--type', 'AMBIGUOUS_TARGET', '--status', 'open'],
  ],
  ['/conflicts?severity=high', ['conflicts', '--severity', 'high']],
  ['/rulings', ['rulings']],
  ['/reconcile', ['reconcile']],
  ['/reconcile?insider=0009990101', ['reconcile', '--insider', '0009990101']],
  ['/find?text=posey', ['find', 'posey']],
  ['/insiders', ['list', 'insiders']],
  ['/issuers', ['list', 'issuers']],
  [`/positions?${at}&includeClosed=true`, ['positions', ...atWords, '--include-closed']],
  [
    '/panel?every=year&from=2020-01-01&to=2024-12-31',
    ['positions', '--every', 'year', '--from', '2020-01-01', '--to', '2024-12-31'],
  ],
  [
    '/panel?asOf=2021-06-15&asOf=2024-08-20',
    ['positions', '--as-of', '2021-06-15', '--as-of', '2024-08-20'],
  ],
  [
    '/holders?issuer=QLYS&asOf=2024-08-20',
    ['holders', '--issuer', 'QLYS', '--as-of', '2024-08-20'],
  ],
  [
    '/flow?issuer=0009990001&from=2021-01-01&to=2024-12-31',
    ['flow', '--issuer', '0009990001', '--from', '2021-01-01', '--to', '2024-12-31'],
  ],
  [
    '/flow?issuer=0009990001&from=2018-01-01&to=2024-12-31&by=month&top=2',
    [
      ...['flow', '--issuer', '0009990001', '--from', '2018-01-01', '--to', '2024-12-31'],
      ...['--by', 'month', '--top', '2'],
    ],
  ],
  [
    '/flow/market?from=2018-01-01&to=2024-12-31&by=code',
    ['flow', '--from', '2018-01-01', '--to', '2024-12-31', '--by', 'code'],
  ],
  [
    '/changes?since=2021-06-20&knownBy=2024-06-28',
    ['changes', '--known-by', '2021-06-20', '--known-by', '2024-06-28'],
  ],
  ['/filed?on=2021-06-28', ['filed', '--on', '2021-06-28']],
  [
    '/short-swing?insider=0009990101&certificate=true',
    ['short-swing', '--insider', '0009990101', '--certificate'],
  ],
  [
    '/window?insider=0009990101&on=2024-06-03',
    ['window', '--insider', '0009990101', '--on', '2024-06-03'],
  ],
  ['/plans?insider=0009990101', ['plans', '--insider', '0009990101']],
  ['/timeliness?insider=0009990101', ['timeliness', '--insider', '0009990101']],
  [
    '/delinquencies?issuer=0009990001&fiscalYearEnd=2022-12-31',
    ['delinquencies', '--issuer', '0009990001', '--fiscal-year-end', '2022-12-31'],
  ],
  ['/deadline?form=4&on=2024-06-03', ['deadline', '--form', '4', '--on', '2024-06-03']],
  ['/calendar?year=2025', ['calendar', '--year', '2025']],
  ['/timeline?insider=0009990101', ['timeline', '--insider', '0009990101']],
  ['/status', ['status']],
  ['/verify', ['verify']],
  ['/holds', ['hold', 'list']],
  ['/checkpoint', ['checkpoint']],
];

const same = async (path: string, words: ReadonlyArray<string>, format: string) => {
  const [answer, printed] = await Promise.all([
    server.ask(`/api/v1${path}${path.includes('?') ? '&' : '?'}format=${format}`),
    insiderLedgerHere([...words, '--format', format], { store }),
  ]);
  expect(answer.status, `${path}: ${printed.stderr}`).toBe(200);
  expect(await answer.text(), path).toBe(printed.stdout);
};

describe('a question over HTTP', () => {
  it.each(asked)('%s is answered as on the command line', async (path, words) => {
    for (const format of ['json', 'ndjson', 'csv']) await same(path, words, format);
  });

  it('is answered of one conflict and one filing as well', async () => {
    const conflicts = (await (await server.ask('/api/v1/conflicts')).json()) as {
      conflicts: ReadonlyArray<{ conflictId: string; rows: ReadonlyArray<string> }>;
    };
    for (const { conflictId, rows } of conflicts.conflicts) {
      await same(`/conflicts/${conflictId}`, ['conflict', conflictId], 'json');
      const [row = ''] = rows;
      await same(`/prove?row=${encodeURIComponent(row)}`, ['prove', row], 'json');
      await same(`/rows?row=${encodeURIComponent(row)}`, ['filing', row], 'json');
      const [accession = ''] = row.split('/');
      await same(`/filings/${accession}`, ['filing', accession], 'json');
    }
  });

  it('leaves no verb out', () => {
    const paths = asked.map(([path]) => path.split('?')[0]);
    const others = ['/conflicts/{id}', '/filings/{accession}', '/rows', '/prove'];
    expect(questions.map(({ path }) => path).filter((path) => !paths.includes(path))).toEqual(
      expect.arrayContaining(others),
    );
    expect(questions.length).toBe(new Set(paths).size + others.length);
  });
});
