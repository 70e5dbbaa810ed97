/** The description of the API: it is valid, and every answer is what it says. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApi } from '../../src/http/openapi.js';
import { questions } from '../../src/http/question/questions.js';
import { sampleLedger } from '../cli/command.js';
import { right } from '../readmodel/kept.js';
import { bodyOf, type Served, served } from './served.js';

const document = openApi('0.0.0-test') as {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly operationId: string }>>>
  >;
};

const ajv = new Ajv2020({ strict: false, allErrors: true });
(formats as unknown as (on: Ajv2020) => void)(ajv);
ajv.addSchema(document, 'api');

const problemsOf = (name: string, answer: unknown): string => {
  const check = ajv.getSchema(`api#/components/schemas/${name}`);
  if (check === undefined) return `there is no schema ${name}`;
  return check(answer) ? '' : ajv.errorsText(check.errors, { separator: '\n' });
};

let server: Served;
beforeAll(async () => {
  server = await served(await sampleLedger());
  const why = { reason: 'the scan is blurred', by: 'j.doe' };
  const { ledger } = server;
  const { conflicts } = await right(ledger.conflicts({}));
  for (const { conflictId, choices, type } of conflicts.slice(0, 6))
    if (choices.length > 0 && type !== 'MAYBE_SAME_HOLDING')
      await right(ledger.decide(conflictId, choices[0] ?? '', why));
  await right(ledger.split('0009990001', { ratio: '2:1', effectiveOn: '2022-01-03' }, why));
  const { positions } = await right(ledger.holdings({ insider: '0009990102' }));
  const row = positions[0]?.reported?.row ?? '';
  await right(ledger.correct(row, { sharesFollowing: '77' }, why));
  await right(
    ledger.withdraw(
      (await right(ledger.holdings({ insider: '0009990101' }))).positions[0]?.reported?.row ?? '',
      why,
    ),
  );
  await right(ledger.placeHold({ matter: 'In re Larkspur', insiders: ['0009990101'] }, why));
});
afterAll(() => server.close());

describe('the description of the API', () => {
  it('is told, and names each operation once', async () => {
    const told = await server.ask('/api/v1/openapi.json');
    expect(await bodyOf(told)).toMatchObject({ openapi: '3.1.0', paths: expect.any(Object) });
    const names = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(new Set(names).size).toBe(names.length);
    for (const { path } of questions) expect(Object.keys(document.paths)).toContain(path);
  });

  it('has each schema by itself, and the names of all', async () => {
    const { schemas } = (await bodyOf(await server.ask('/api/v1/schema'))) as {
      readonly schemas: ReadonlyArray<{ readonly name: string; readonly path: string }>;
    };
    expect(schemas.map(({ name }) => name)).toContain('holdings');
    for (const { name, path } of schemas) {
      const told = await server.ask(path);
      expect(told.headers.get('content-type')).toBe('application/schema+json');
      const own = new Ajv2020({ strict: false });
      (formats as unknown as (on: Ajv2020) => void)(own);
      const schema = await bodyOf(told);
      expect(schema).toMatchObject({ title: name });
      expect(() => own.compile(schema)).not.toThrow();
    }
    expect((await server.ask('/api/v1/schema/nothing')).status).toBe(404);
    expect((await bodyOf(await server.ask('/api/v1/schema/filing')))['properties']).toBeDefined();
  });

  it('is what every answer is', async () => {
    const { conflicts } = await right(server.ledger.conflicts({}));
    const { positions } = await right(server.ledger.positions({}));
    const { insiders } = await right(server.ledger.insiders());
    const { issuers } = await right(server.ledger.issuers());
    const rows = conflicts.flatMap((c) => c.rows);
    const accessions = [...new Set(rows.map((row) => row.split('/')[0] ?? ''))];
    const asked: Array<readonly [string, string]> = [
      ...conflicts.map((c): [string, string] => ['ConflictDetail', `/conflicts/${c.conflictId}`]),
      ...accessions.map((a): [string, string] => ['Filing', `/filings/${a}`]),
      ...positions.map((p): [string, string] => [
        'Explain',
        `/explain?position=${encodeURIComponent(p.positionId)}`,
      ]),
      ...positions.map((p): [string, string] => [
        'ExplainDifference',
        `/explain/diff?position=${encodeURIComponent(p.positionId)}&knownBy=${p.reported?.filedOn}&knownBy=2026-01-01`,
      ]),
      ...insiders.flatMap(
        ({ insider: { id } }): Array<[string, string]> =>
          [
            'Holdings',
            'Timeline',
            'Transactions',
            'Plans',
            'Timeliness',
            'Window',
            'ShortSwing',
            'Rulings',
            'Reconcile',
          ].map((name) => [
            name,
            `/${name.replace(/(?!^)[A-Z]/g, (c) => `-${c}`).toLowerCase()}?insider=${id}${name === 'Holdings' ? '&includeClosed=true&adjusted=true' : ''}${name === 'ShortSwing' ? '&certificate=true&whatIf=S%201000%20%40%2025%20on%202024-06-03' : ''}`,
          ]),
      ),
      ...issuers.flatMap(
        ({ issuer: { id } }): Array<[string, string]> => [
          ['Holders', `/holders?issuer=${id}`],
          ['Flow', `/flow?issuer=${id}&from=2018-01-01&to=2026-01-01&by=insider&top=2`],
          ['Delinquencies', `/delinquencies?issuer=${id}&fiscalYearEnd=12-31`],
          ['ShortSwing', `/short-swing?issuer=${id}`],
          ['Window', `/window?issuer=${id}`],
        ],
      ),
      ['Conflicts', '/conflicts'],
      ['Conflicts', '/conflicts?limit=2'],
      ['ConflictCounts', '/conflicts/summary'],
      ['Transactions', '/transactions?limit=1'],
      ['Transactions', '/transactions?insider=0009990101&limit=2&judged=true'],
      [
        'Explain',
        `/explain?position=${encodeURIComponent(positions[0]?.positionId ?? '')}&limit=1`,
      ],
      ['Holders', '/holders?issuer=0009990001&limit=1&adjusted=true'],
      ['FlowOfMarket', '/flow/market?from=2018-01-01&to=2026-01-01&by=month&top=2'],
      ['Checkpoint', '/checkpoint'],
      ['Rulings', '/rulings'],
      ['Reconcile', '/reconcile'],
      ['Reconcile', '/reconcile?limit=1'],
      ['Find', '/find?text=posey'],
      ['Find', '/find?text=larkspur'],
      ['Insiders', '/insiders'],
      ['Insiders', '/insiders?limit=3'],
      ['Issuers', '/issuers'],
      ['Positions', '/positions'],
      ['Positions', '/positions?limit=3&includeClosed=true'],
      ['Panel', '/panel?every=quarter&from=2023-01-01&to=2023-12-31'],
      ['Panel', '/panel?asOf=2021-06-15&asOf=2024-08-20&limit=5'],
      ['Changes', '/changes?since=2019-01-01&knownBy=2026-01-01'],
      ['Changes', '/changes?since=2019-01-01&knownBy=2026-01-01&limit=50'],
      ['Filed', '/filed?on=2021-06-28'],
      ['Deadline', '/deadline?form=4&on=2024-06-03'],
      ['Calendar', '/calendar?year=2025'],
      ['Status', '/status'],
      ['Verify', '/verify'],
      ['Holds', '/holds'],
      ['Problem', '/holdings?x=1'],
      ['Problem', '/holdings?insider=nobody-at-all'],
      ['Problem', '/holdings?insider=posey&fold=1'],
    ];
    const found: Array<string> = [];
    for (const [name, path] of asked) {
      const answer = await server.ask(`/api/v1${path}`);
      const problems = problemsOf(answer.ok ? name : 'Problem', await bodyOf(answer));
      if (problems !== '') found.push(`${path}\n${problems}`);
    }
    expect([...new Set(found)].join('\n\n').slice(0, 6_000)).toBe('');
  });
});
