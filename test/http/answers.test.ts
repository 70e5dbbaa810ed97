/** Representations, validators, pages, permanent links, problems. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { questions } from '../../src/http/question/questions.js';
import { insiderLedgerHere, sampleLedger } from '../cli/command.js';
import { tried } from '../times.js';
import { bodyOf, type Served, served } from './served.js';

let store: string;
let server: Served;
beforeAll(async () => {
  store = await sampleLedger();
  await insiderLedgerHere(['rebuild'], { store });
  server = await served(store);
});
afterAll(() => server.close());

const typeOf = async (accept: string | null, format?: string): Promise<string> => {
  const answer = await server.ask(
    `/api/v1/holdings?insider=posey${format === undefined ? '' : `&format=${format}`}`,
    accept === null ? {} : { headers: { accept } },
  );
  return answer.status === 200 ? (answer.headers.get('content-type') ?? '') : `${answer.status}`;
};

describe('a representation', () => {
  it('is what Accept prefers, or what format says', async () => {
    expect(await typeOf(null)).toBe('application/json');
    expect(await typeOf('*/*')).toBe('application/json');
    expect(await typeOf('text/html,application/xhtml+xml,*/*;q=0.8')).toBe('application/json');
    expect(await typeOf('text/csv')).toMatch(/^text\/csv/);
    expect(await typeOf('text/csv;q=0.5, application/x-ndjson')).toBe('application/x-ndjson');
    expect(await typeOf('application/json;q=0, text/csv')).toMatch(/^text\/csv/);
    expect(await typeOf('text/csv', 'json')).toBe('application/json');
    expect(await typeOf('image/png')).toBe('406');
    expect(await typeOf('application/json;q=nonsense')).toBe('406');
    expect(await typeOf(null, 'xml')).toBe('400');
  });

  it('is a Parquet file as well', async () => {
    const answer = await server.ask('/api/v1/positions?format=parquet');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual([
      'PAR1',
      'PAR1',
    ]);
  });
});

describe('a validator', () => {
  it('is the same for the same bytes, and another where they differ', async () => {
    const tag = async (path: string) => (await server.ask(path)).headers.get('etag');
    const path = '/api/v1/holdings?insider=posey&asOf=2024-08-20';
    expect(await tag(path)).toBe(await tag(path));
    expect(await tag(path)).not.toBe(await tag('/api/v1/holdings?insider=posey&asOf=2018-12-10'));
    const etag = (await tag(path)) ?? '';
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    for (const given of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await server.ask(path, { headers: { 'if-none-match': given } });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([
        304,
        etag,
        '',
      ]);
    }
    const other = await server.ask(path, { headers: { 'if-none-match': '"x"' } });
    expect(other.status).toBe(200);
  });

  it('is another once a late filing changes what was known by an old day', async () => {
    const own = await sampleLedger();
    const changed = await served(own, {
      allowRulings: true,
      identify: () => ({
        _tag: 'Right',
        right: { actor: 'j.doe', mayRule: true, mayAppend: false },
      }),
    });
    const path = '/api/v1/holdings?insider=0009990101&asOf=2021-06-15&knownBy=2021-06-20';
    const before = await changed.ask(path);
    const [{ reported }] = (
      (await bodyOf(before)) as { positions: [{ reported: { row: string } }] }
    ).positions;
    const sent = await changed.ask('/api/v1/rows/corrections', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        row: reported.row,
        set: { sharesFollowing: '1' },
        reason: 'a smudge',
      }),
    });
    expect(sent.status).toBe(201);
    const after = await changed.ask(path);
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
    await changed.close();
  });
});

describe('a permanent link', () => {
  it('fixes all three times and the version of the folds, and answers the same for ever', async () => {
    const first = await server.ask('/api/v1/holdings?insider=posey&asOf=2024-08-20');
    const link = /<([^>]+)>; rel="bookmark"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    for (const name of ['asOf', 'knownBy', 'recordedBy', 'fold'])
      expect(new URLSearchParams(link.split('?')[1]).has(name)).toBe(true);
    const linked = await server.ask(link);
    expect(linked.status).toBe(200);
    const positions = async (answer: Response) => (await bodyOf(answer))['positions'];
    expect(await positions(linked)).toEqual(await positions(first));
    // What was recorded this minute may still be being written.
    expect(linked.headers.get('cache-control')).toBe('private, no-cache');
    const settled = await server.ask(
      link.replace(/recordedBy=[^&]+/, 'recordedBy=2026-01-01T00%3A00%3A00Z'),
    );
    expect(settled.headers.get('cache-control')).toContain('immutable');
  });

  it('is gone where another version of the folds answers, and says where that one answers', async () => {
    const gone = await server.ask('/api/v1/holdings?insider=posey&fold=1');
    const told = await bodyOf(gone);
    expect(told).toMatchObject({
      status: 410,
      code: 'ANOTHER_FOLD',
      link: '/api/v1/holdings?insider=posey',
    });
    expect((await server.ask(told['link'] as string)).status).toBe(200);
  });
});

describe('pages', () => {
  it.each([
    '/positions',
    '/insiders',
    '/conflicts',
    '/reconcile',
    '/changes?since=2019-01-01&knownBy=2026-01-01',
    '/transactions',
    '/transactions?insider=0009990101',
    '/holders?issuer=0009990001',
    `/explain?position=${encodeURIComponent('0009990101/0009990001/common-stock/D')}`,
  ])('%s have all there is between them, each linking the next', async (path) => {
    const items = (answer: Record<string, unknown>): ReadonlyArray<unknown> =>
      (Object.entries(answer).find(
        ([name, value]) => Array.isArray(value) && !['missing', 'holds', 'days'].includes(name),
      )?.[1] ?? []) as ReadonlyArray<unknown>;
    const api = `/api/v1${path}`;
    const all = items(await bodyOf(await server.ask(api)));
    expect(all.length).toBeGreaterThan(2);
    const found: Array<unknown> = [];
    let next: string | undefined = `${api}${api.includes('?') ? '&' : '?'}limit=2`;
    let pages = 0;
    while (next !== undefined) {
      const answer = await server.ask(next);
      expect(answer.status).toBe(200);
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
      const page = await bodyOf(answer);
      expect(page['next'] ?? null).toBe(
        next === undefined ? null : new URL(next, 'http://x').searchParams.get('cursor'),
      );
      found.push(...items(page));
      pages += 1;
    }
    expect(pages).toBeGreaterThan(1);
    expect(found).toEqual(all);
  });

  it('go on where they were, even where what they were to begin with is gone', async () => {
    const of = (cursor: string) =>
      server.ask(`/api/v1/transactions?insider=0009990101&limit=2&cursor=${cursor}`);
    expect(await bodyOf(await of('1:nobody a-row-that-was-taken-back'))).toEqual(
      await bodyOf(await of('1:')),
    );
    expect((await of('99999:')).status).toBe(200);
    expect((await of('x')).status).toBe(400);
  });
});

describe('conflicts, counted', () => {
  it.each(['', '?status=open', '?insider=0009990102', '?asOf=2021-06-30&knownBy=2022-01-01'])(
    'are as many as there are%s',
    async (which) => {
      const counted = await bodyOf(await server.ask(`/api/v1/conflicts/summary${which}`));
      const { conflicts } = (await bodyOf(
        await server.ask(`/api/v1/conflicts${which}`),
      )) as unknown as { conflicts: ReadonlyArray<Record<'type' | 'severity' | 'status', string>> };
      const tally = new Map<string, number>();
      for (const { type, severity, status } of conflicts)
        tally.set(
          `${type} ${severity} ${status}`,
          (tally.get(`${type} ${severity} ${status}`) ?? 0) + 1,
        );
      const counts = counted['counts'] as ReadonlyArray<Record<string, unknown>>;
      expect(counted['total']).toBe(conflicts.length);
      expect(
        new Map(counts.map((c) => [`${c['type']} ${c['severity']} ${c['status']}`, c['count']])),
      ).toEqual(tally);
    },
  );
});

/** As it can be sent at all. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

describe('a question that cannot be asked', () => {
  it.each([
    ['/holdings', 400, 'INVALID_ARGUMENT'],
    ['/holdings?insider=posey&knowBy=2024-08-20', 400, 'INVALID_ARGUMENT'],
    ['/holdings?insider=posey&asOf=2024-08-20&asOf=2024-08-21', 400, 'INVALID_ARGUMENT'],
    ['/holdings?insider=posey&asOf=tomorrow', 400, 'INVALID_ARGUMENT'],
    ['/holdings?insider=', 400, 'INVALID_ARGUMENT'],
    ['/holdings?insider=posey&adjusted=maybe', 400, 'INVALID_ARGUMENT'],
    ['/holdings?insider=nobody-at-all', 404, 'NOT_FOUND'],
    ['/conflicts/c-0000000000000000', 404, 'NOT_FOUND'],
    ['/conflicts?limit=0', 400, 'INVALID_ARGUMENT'],
    ['/conflicts?limit=1001', 400, 'INVALID_ARGUMENT'],
    ['/conflicts?limit=2&cursor=nonsense', 400, 'INVALID_ARGUMENT'],
    ['/conflicts?limit=2&severity=high&cursor=medium:0009990101', 400, 'INVALID_ARGUMENT'],
    ['/conflicts?limit=2&cursor=medium:0009990101x', 400, 'INVALID_ARGUMENT'],
    ['/reconcile?limit=2&cursor=x:1:1:1:1:1:1', 400, 'INVALID_ARGUMENT'],
    ['/positions?limit=2&cursor=zzz', 400, 'INVALID_ARGUMENT'],
    ['/insiders?limit=2&cursor=zzz', 400, 'INVALID_ARGUMENT'],
    ['/changes?since=2020-01-01&knownBy=2024-01-01&limit=2&cursor=zzz', 400, 'INVALID_ARGUMENT'],
    ['/panel?asOf=2020-01-01&asOf=2024-01-01&limit=2&cursor=zzz', 400, 'INVALID_ARGUMENT'],
    ['/explain', 400, 'INVALID_ARGUMENT'],
    ['/flow?issuer=QLYS', 400, 'INVALID_ARGUMENT'],
    ['/nowhere', 404, 'NOT_FOUND'],
    ['/openapi.json?x=1', 400, 'INVALID_ARGUMENT'],
  ])('%s is a problem', async (path, status, code) => {
    const answer = await server.ask(`/api/v1${path}`);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await bodyOf(answer)).toMatchObject({
      status,
      code,
      type: `/problems/${code.toLowerCase().replaceAll('_', '-')}`,
      title: expect.any(String),
      detail: expect.any(String),
    });
  });

  it('counts the days of a panel that has too many', async () => {
    for (const [asked, count] of [
      ['every=day&from=2004-01-01&to=2014-12-12', 3999],
      ['every=month&from=1900-01-01&to=2399-12-31', 6000],
    ] as const) {
      const { detail } = await bodyOf(await server.ask(`/api/v1/panel?${asked}`));
      expect(detail).toBe(`a panel has 1 to 400 days; got ${count}`);
    }
  });

  it('lists whom a name may mean', async () => {
    const answer = await server.ask('/api/v1/holdings?insider=e');
    const told = await bodyOf(answer);
    if (told['code'] === 'AMBIGUOUS_NAME') expect(told['candidates']).toEqual(expect.any(Array));
    else expect(told['status']).toBe(404);
    const several = await bodyOf(await server.ask('/api/v1/holdings?issuer=inc'));
    expect(several).toMatchObject({
      code: 'AMBIGUOUS_NAME',
      candidateDetails: [
        { kind: 'issuer', id: '0009990001', about: ['LRKX'], lastFiledOn: expect.any(String) },
        { kind: 'issuer', id: 'p-qualys-inc', about: ['QLYS'] },
      ],
    });
  });

  it('is never a fault, whatever stands in it', async () => {
    const words = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        'posey',
        'QLYS',
        '0009990101',
        '0009990001',
        '2024-08-20',
        '2024-13-45',
        'true',
        '-1',
        '1e9',
        '99999999999999999999',
        '__proto__',
        'constructor',
        '\u0000',
        'c-193d1dd801059edd',
        '0009990101/0009990001/common-stock/D',
        '0009990101/I.1',
        '../../etc/passwd',
        '%',
        'high:',
        'S 1000 @ 25 on 2024-06-03',
        'days:0',
        '13-99',
        '-271821-04-20',
      ),
    );
    const asked = fc
      .constantFrom(...questions)
      .chain((question) =>
        fc.tuple(
          fc.constant(question),
          fc.array(
            fc.tuple(
              fc.constantFrom(
                ...question.parameters.map(({ name }) => name),
                'format',
                'fold',
                'nonsense',
              ),
              words,
            ),
            { maxLength: 6 },
          ),
          words,
        ),
      );
    await fc.assert(
      fc.asyncProperty(asked, async ([question, given, inPath]) => {
        const path = question.path.replace(
          /\{\w+\}/,
          encodeURIComponent(wellFormed(inPath)).replace(/^\.+$/, 'x') || 'x',
        );
        const query = new URLSearchParams(
          given.map(([name, value]): [string, string] => [name, wellFormed(value)]),
        );
        const answer = await server.ask(`/api/v1${path}?${query}`);
        await answer.arrayBuffer();
        expect(answer.status, `${path}?${query}\n${server.faults.join('\n')}`).toBeLessThan(500);
      }),
      tried(250),
    );
    expect(server.faults).toEqual([]);
  });
});
