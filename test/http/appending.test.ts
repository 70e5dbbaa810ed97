/** Filings over HTTP: who may, what is recorded, and what is refused whole. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bearers, tokensIn, whoeverIsHere } from '../../src/http/asker.js';
import { ledgerOn } from '../../src/ledger/open.js';
import { memoryStore } from '../../src/store/memory.js';
import type { EventStore } from '../../src/store/port.js';
import { insiderLedgerHere, temporaryFolder } from '../cli/command.js';
import { form3, form4, holding, trade } from '../ledger/filing.js';
import { right } from '../readmodel/kept.js';
import { bodyOf, own, type Served, servedOn } from './served.js';

const opening = form3(1, '2024-01-10', [holding(1, '6000')]);
const purchase = form4(2, '2024-02-02', '2024-02-01', [
  trade(1, '2024-02-01', 'P', 'A', '100', '6100'),
]);
const sale = form4(3, '2024-03-02', '2024-03-01', [trade(1, '2024-03-01', 'S', 'D', '50', '6050')]);
const asLines = (...filings: ReadonlyArray<object | string>): string =>
  filings.map((one) => `${typeof one === 'string' ? one : JSON.stringify(one)}\n`).join('');

const ndjson = 'application/x-ndjson';
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

let store: EventStore;
let server: Served;
beforeEach(async () => {
  store = memoryStore();
  const ledger = ledgerOn(store, 'memory:', { actor: 'insider-ledger serve' });
  server = await servedOn(ledger, { allowAppend: true, identify: whoeverIsHere('ada') });
});
afterEach(() => server.close());

const send = (
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  at = server,
): Promise<Response> =>
  at.ask('/api/v1/filings', {
    method: 'POST',
    headers: { 'content-type': ndjson, ...headers },
    body: body as BodyInit,
  });

const events = async (): Promise<number> => (await right(server.ledger.status())).events;

describe('filings over HTTP', () => {
  it('are recorded once, each with what became of it', async () => {
    const first = await send(asLines(opening, '', purchase));
    expect(first.status).toBe(201);
    expect(await bodyOf(first)).toMatchObject({
      filings: 2,
      recorded: 2,
      alreadyRecorded: 0,
      rejected: [],
      accessions: [
        { path: 'line 1', accession: '0000000042-24-000001', isNew: true },
        { path: 'line 3', accession: '0000000042-24-000002', isNew: true },
      ],
    });
    const before = await events();
    const again = await send(asLines(opening, purchase));
    expect([again.status, await events()]).toEqual([200, before]);
    expect(await bodyOf(again)).toMatchObject({ recorded: 0, alreadyRecorded: 2, events: 0 });
    const more = await send(asLines(opening, sale));
    expect(more.status).toBe(201);
    expect(await bodyOf(more)).toMatchObject({ recorded: 1, alreadyRecorded: 1 });
    const { positions } = await right(server.ledger.holdings({ insider: '0000001001' }));
    expect(positions.map(({ quantity }) => quantity)).toEqual(['6050']);
  });

  it('are answered as append answers on the command line', async () => {
    const cli = `sqlite:${join(temporaryFolder(), 'l.db')}`;
    for (const body of [asLines(opening, purchase), asLines(purchase, sale)]) {
      const printed = await insiderLedgerHere(['append', '--format', 'json'], {
        store: cli,
        stdin: body,
      });
      expect(await (await send(body)).text()).toBe(printed.stdout);
    }
    const said = async (verb: string): Promise<string> =>
      (
        await insiderLedgerHere([verb, '--insider', '0000001001', '--format', 'json'], {
          store: cli,
        })
      ).stdout;
    for (const verb of ['holdings', 'transactions'])
      expect(await (await server.ask(`/api/v1/${verb}?insider=0000001001`)).text()).toBe(
        await said(verb),
      );
  });

  it('say in their events who handed them over', async () => {
    await send(asLines(opening));
    await right(server.ledger.record(purchase));
    const actors = [];
    for await (const { metadata } of store.readAll())
      actors.push(Reflect.get(Object(metadata), 'actor'));
    expect(new Set(actors.slice(0, 2))).toEqual(new Set(['ada']));
    expect(actors.at(-1)).toBe('insider-ledger serve');
    expect(await right(server.ledger.verify())).toMatchObject({ problems: [] });
  });

  it('are refused whole where one line is none, with the line, what was expected and got', async () => {
    const noShares = { ...(purchase as { rows: ReadonlyArray<object> }) };
    const wrong = { ...noShares, rows: [{ ...noShares.rows[0], shares: 'many' }] };
    const answer = await send(asLines(opening, wrong, 'not json', '{"form":"9"}', sale));
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const told = await bodyOf(answer);
    expect(told).toMatchObject({
      code: 'INVALID_FILING',
      report: { recorded: 0, events: 0, rejected: [{ line: 2 }, { line: 3 }, { line: 4 }] },
    });
    expect(told['detail']).toMatch(/^Nothing was recorded/);
    expect(told['detail']).toContain('line 2: ');
    expect(told['detail']).toMatch(/rows\.0\.shares: expected a decimal number .* got .*many/);
    expect(await events()).toBe(0);
  });

  it('are refused whole where a line has nobody to belong to, or is no text', async () => {
    const nobodys = { ...opening, owners: [] };
    expect((await send(asLines(purchase, nobodys))).status).toBe(422);
    const bytes = Buffer.concat([Buffer.from(asLines(purchase)), Buffer.of(0x7b, 0xe9, 0x7d)]);
    expect(await bodyOf(await send(bytes))).toMatchObject({
      status: 422,
      report: { rejected: [{ line: 2, code: 'UNREADABLE_TEXT' }] },
    });
    expect(await events()).toBe(0);
  });

  it('are looked at up to a hundred that are none', async () => {
    const answer = await send('x\n'.repeat(5_000));
    const { report } = (await bodyOf(answer)) as { report: { rejected: ReadonlyArray<object> } };
    expect([answer.status, report.rejected.length]).toEqual([422, 100]);
  });

  it('say of each what became of it where one contradicts what is recorded', async () => {
    await send(asLines(opening));
    const other = { ...opening, rows: [holding(1, '7000')] };
    const answer = await send(asLines(purchase, other, sale));
    expect(await bodyOf(answer)).toMatchObject({
      status: 409,
      code: 'DIFFERENT_CONTENT',
      detail: expect.stringMatching(/^2 recorded, 0 known already, 1 refused\. line 2: /),
      report: {
        recorded: 2,
        accessions: [{ path: 'line 1' }, { path: 'line 3' }],
        rejected: [{ line: 2, code: 'DIFFERENT_CONTENT' }],
      },
    });
    const { positions } = await right(server.ledger.holdings({ insider: '0000001001' }));
    expect(positions.map(({ quantity }) => quantity)).toEqual(['6050']);
  });

  it.each([
    ['application/json', 415],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/ndjson; charset=utf-8', 201],
  ])('sent as %s: %i', async (type, status) => {
    expect((await send(asLines(opening), { 'content-type': type })).status).toBe(status);
  });

  it('are so many at once, and some', async () => {
    expect((await send('')).status).toBe(400);
    expect((await send('\n \n')).status).toBe(400);
    const filing = JSON.stringify(opening);
    const most = 8 * 1024 * 1024;
    const padded = filing + ' '.repeat(most - filing.length);
    expect((await send(padded, { 'content-length': String(most) })).status).toBe(201);
    const long = await send(`${padded} `, { 'content-length': String(most + 1) });
    expect(await bodyOf(long)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    expect((await server.ask('/api/v1/filings?x=1', { method: 'POST' })).status).toBe(400);
    const put = await server.ask('/api/v1/filings', { method: 'PUT' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('who may hand over filings', () => {
  it('is nobody unless it is allowed', async () => {
    const reading = await servedOn(server.ledger, {
      allowRulings: true,
      identify: whoeverIsHere('ada'),
    });
    expect(await bodyOf(await send(asLines(opening), {}, reading))).toMatchObject({
      status: 403,
      code: 'APPEND_OFF',
    });
    const unknown = await servedOn(server.ledger, { allowAppend: true });
    expect(await bodyOf(await send(asLines(opening), {}, unknown))).toMatchObject({
      status: 403,
      code: 'MAY_NOT_APPEND',
    });
    expect(await events()).toBe(0);
  });

  it('is whose token says so; to rule and to append are two things', async () => {
    const file = tokensIn(
      [
        `${sha('reads')} r.roe read`,
        `${sha('rules')} j.doe rule`,
        `${sha('appends')} feed append`,
        `${sha('both')} ada rule,append`,
      ].join('\n'),
    );
    if (file._tag === 'Left') throw new Error(file.left);
    const served = await servedOn(server.ledger, {
      allowAppend: true,
      allowRulings: true,
      identify: bearers(file.right),
    });
    const sent = async (token: string): Promise<number> =>
      (await send(asLines(opening), { authorization: `Bearer ${token}` }, served)).status;
    const ruled = async (token: string): Promise<number> =>
      (
        await served.ask('/api/v1/rows/withdrawals', {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ row: '0000000042-24-000001/I.1', reason: 'misread' }),
        })
      ).status;
    expect(await sent('guess')).toBe(401);
    expect(await sent('reads')).toBe(403);
    expect(await sent('rules')).toBe(403);
    expect(await sent('appends')).toBe(201);
    expect(await sent('both')).toBe(200);
    expect(await ruled('appends')).toBe(403);
    expect(await ruled('rules')).toBe(201);
    expect(await ruled('both')).toBe(200);
  });

  it.each([
    ['of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    ['of another origin', { origin: 'https://evil.example' }, 403],
    ['under another name', { host: 'evil.example' }, 421],
    ['of this server', { 'sec-fetch-site': 'same-origin', origin: own }, 201],
  ])('is not a page %s', async (_, headers, status) => {
    const answer = await send(asLines(opening), headers as Record<string, string>);
    expect([answer.status, (await events()) > 0]).toEqual([status, status === 201]);
  });

  it('comes third where two long answers are on their way', async () => {
    await send(asLines(opening));
    const [one, two] = [
      await server.ask('/api/v1/positions'),
      await server.ask('/api/v1/positions'),
    ];
    expect(await bodyOf(await send(asLines(purchase)))).toMatchObject({ code: 'TOO_MANY_HEAVY' });
    await one.text();
    await two.text();
    expect((await send(asLines(purchase))).status).toBe(201);
  });
});
