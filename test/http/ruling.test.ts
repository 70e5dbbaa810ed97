/** Rulings over HTTP: who, what it would change, the state that was judged, and taking back. */

import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bearers, tokensIn } from '../../src/http/asker.js';
import type { Serving } from '../../src/http/door.js';
import type { ConflictAnswer, ConflictDetailAnswer } from '../../src/index.js';
import type { PreviewAnswer, RuledAnswer } from '../../src/ledger/rule/operator.js';
import { sampleLedger } from '../cli/command.js';
import { right } from '../readmodel/kept.js';
import { bodyOf, type Served, served } from './served.js';

const ruler: Partial<Serving> = {
  allowRulings: true,
  identify: () => ({ _tag: 'Right', right: { actor: 'j.doe', mayRule: true, mayAppend: false } }),
};

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

let store: string;
let server: Served;
beforeEach(async () => {
  store = await sampleLedger();
  server = await served(store, ruler);
});
afterEach(() => server.close());

const post = (
  path: string,
  body: object,
  headers: Record<string, string> = {},
  at = server,
): Promise<Response> =>
  at.ask(`/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const undecided = async (): Promise<ConflictAnswer> => {
  const { conflicts } = await right(server.ledger.conflicts({ insider: '0009990102' }));
  const found = conflicts.find(({ type }) => type === 'AMBIGUOUS_TARGET');
  if (found === undefined) throw new Error('the samples have no conflict to decide');
  return found;
};

const events = async (): Promise<number> => (await right(server.ledger.status())).events;
const reason = 'the broker confirmed it';

describe('a ruling over HTTP', () => {
  it('is off unless it is allowed, for previews as well', async () => {
    const reading = await served(store);
    const { conflictId, choices } = await undecided();
    for (const path of [
      `/conflicts/${conflictId}/decision`,
      `/previews/conflicts/${conflictId}/decision`,
    ])
      expect(
        await bodyOf(
          await post(path, { choice: choices[0], reason }, { 'if-match': '"x"' }, reading),
        ),
      ).toMatchObject({ status: 403, code: 'RULINGS_OFF' });
    await reading.close();
  });

  it('is of whoever is authenticated, and never of whom the body names', async () => {
    const { rows } = await undecided();
    const named = await post('/rows/withdrawals', { row: rows[0], reason, by: 'the.boss' });
    expect(await bodyOf(named)).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
    expect((await post('/rows/withdrawals', { row: rows[0], reason })).status).toBe(201);
    const { rulings } = await right(server.ledger.rulings({ insider: '0009990102' }));
    expect(rulings.map(({ actor }) => actor)).toEqual(['j.doe']);
  });

  it('is of those alone whose token says that they may', async () => {
    const file = tokensIn(
      // of the words read-me and rule-me
      ['read-me r.roe read', 'rule-me a.bell rule']
        .map((line) => line.replace(/^\S+/, (token) => sha(token)))
        .join('\n'),
    );
    if (file._tag === 'Left') throw new Error(file.left);
    const own = await served(store, { allowRulings: true, identify: bearers(file.right) });
    const { rows } = await undecided();
    const say = (token: string) =>
      post(
        '/rows/withdrawals',
        { row: rows[0], reason },
        { authorization: `Bearer ${token}` },
        own,
      );
    expect((await own.ask('/api/v1/status')).status).toBe(401);
    expect((await own.ask('/livez')).status).toBe(200);
    expect((await say('guess')).status).toBe(401);
    expect(await bodyOf(await say('read-me'))).toMatchObject({ status: 403, code: 'MAY_NOT_RULE' });
    expect((await say('rule-me')).status).toBe(201);
    expect((await say('rule-me')).status).toBe(200);
    await own.close();
  });

  it('has its shape, or is refused before anything is asked', async () => {
    const before = await events();
    const { rows } = await undecided();
    for (const [path, body, type] of [
      ['/rows/withdrawals', { row: rows[0] }, 'application/json'],
      ['/rows/withdrawals', { row: 7, reason }, 'application/json'],
      ['/rows/withdrawals', [], 'application/json'],
      ['/rows/corrections', { row: rows[0], set: { shares: 7 }, reason }, 'application/json'],
      ['/rows/corrections', { row: rows[0], reason }, 'application/json'],
      [
        '/splits',
        { issuer: '0009990001', ratio: 2, effectiveOn: '2024-01-01', reason },
        'application/json',
      ],
      ['/rows/withdrawals', { row: rows[0], reason: ' ' }, 'application/json'],
      ['/declarations', { declaration: { nothing: true }, reason }, 'application/json'],
    ] as const) {
      const answer = await post(path, body, { 'content-type': type });
      expect((await bodyOf(answer))['status'], path).toBe(400);
    }
    const broken = await server.ask('/api/v1/rows/withdrawals', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"row":',
    });
    expect(broken.status).toBe(400);
    expect(await events()).toBe(before);
  });
});

describe('a decision', () => {
  it('names the state that it judged, and is refused with both where that has changed', async () => {
    const { conflictId, choices, rows } = await undecided();
    const path = `/conflicts/${conflictId}`;
    const looked = await server.ask(`/api/v1${path}`);
    const etag = looked.headers.get('etag') ?? '';
    const shown = (await bodyOf(looked)) as unknown as ConflictDetailAnswer;
    expect(etag.startsWith(`"${shown.basis}.`)).toBe(true);
    const choice = choices.at(-1);
    expect(await bodyOf(await post(`${path}/decision`, { choice, reason }))).toMatchObject({
      status: 428,
      code: 'STATE_NOT_NAMED',
    });

    // Somebody corrects one of its rows meanwhile.
    const filed = await right(server.ledger.filing(rows[0]?.split('/')[0] ?? ''));
    const [{ row } = { row: '' }] = filed.rows;
    await right(server.ledger.correct(row, { shares: '77' }, { reason: 'misread', by: 'r.roe' }));
    const now = await right(server.ledger.conflict(conflictId));
    expect(now.basis).not.toBe(shown.basis);
    const before = await events();
    const refused = await post(`${path}/decision`, { choice, reason }, { 'if-match': etag });
    expect(await bodyOf(refused)).toMatchObject({
      status: 412,
      code: 'CHANGED_SINCE',
      judged: { basis: shown.basis, conflict: { conflictId, basis: shown.basis } },
      now: { basis: now.basis, conflict: { conflictId, basis: now.basis } },
    });
    expect(await events()).toBe(before);

    const again = await post(
      `${path}/decision`,
      { choice: now.choices.at(-1), reason },
      { 'if-match': `"${now.basis}"` },
    );
    expect(again.status).toBe(201);
    // Decided meanwhile is changed as well: who comes second has not seen it.
    const second = await post(
      `${path}/decision`,
      { choice: now.choices[0], reason },
      { 'if-match': `"${now.basis}"` },
    );
    expect(second.status).toBe(412);
  });
});

describe('a preview', () => {
  /** What it would change is what it changes, but for ids, which are given when it is recorded. */
  const sameAsDone = async (path: string, body: object, judged?: string): Promise<void> => {
    const before = await events();
    const preview = await post(`/previews${path}`, body);
    expect(preview.status, await preview.clone().text()).toBe(200);
    const would = (await bodyOf(preview)) as unknown as PreviewAnswer;
    expect(would.preview).toBe(true);
    expect(await events()).toBe(before);
    const done = await post(path, body, judged === undefined ? {} : { 'if-match': `"${judged}"` });
    const did = (await bodyOf(done)) as unknown as RuledAnswer;
    expect(done.status).toBe(would.wouldRecord > 0 ? 201 : 200);
    expect(would.wouldRecord).toBe(did.recorded);
    expect(would.streams).toEqual(did.streams);
    expect(would.change).toEqual(did.change && { ...did.change, rulings: [] });
  };

  it('of a decision shows what deciding then changes, and writes nothing', async () => {
    const { conflictId, choices } = await undecided();
    const { basis } = await right(server.ledger.conflict(conflictId));
    await sameAsDone(
      `/conflicts/${conflictId}/decision`,
      { choice: choices.at(-1), reason },
      basis ?? '',
    );
  });

  it('of corrections, withdrawals, joins, splits, identities and undoing is as true', async () => {
    const { positions } = await right(server.ledger.holdings({ insider: '0009990101' }));
    const row = positions[0]?.reported?.row ?? '';
    await sameAsDone('/rows/corrections', { row, set: { sharesFollowing: '12345' }, reason });
    await sameAsDone('/rows/restorations', { row, reason });
    await sameAsDone('/rows/withdrawals', { row, reason });
    await sameAsDone('/rows/withdrawals', { row, reason });
    await sameAsDone('/rows/restorations', { row, reason });
    const split = { issuer: '0009990001', ratio: '2:1', effectiveOn: '2022-01-03', reason };
    await sameAsDone('/splits', split);
    await sameAsDone('/splits', { ...split, undo: true });
    await sameAsDone('/aliases', {
      issuer: '0009990001',
      title: 'Common Stock',
      sameAs: 'Ordinary',
      reason,
    });
    const { conflicts } = await right(server.ledger.conflicts({ type: 'MAYBE_SAME_HOLDING' }));
    const [position, other] = conflicts[0]?.positions ?? [];
    await sameAsDone('/joins', { position, with: other, reason });
    await sameAsDone('/joins', { position, with: other, reason, undo: true });
    await sameAsDone('/identities/insiders', {
      provisional: 'p-posey-bruce-k~qualys-inc',
      cik: '1234567',
      reason,
    });
    await sameAsDone('/declarations', { declaration: { row, treatment: 'matchable' }, reason });
    const { rulings } = await right(server.ledger.rulings({ insider: '0009990101' }));
    const declared = rulings.find(({ kind }) => kind === 'declaration');
    await sameAsDone(`/declarations/${declared?.id}/undo`, { reason });
  });

  it('of an issuer’s identity is as true', async () => {
    await sameAsDone('/identities/issuers', { issuer: 'p-qualys-inc', cik: '1107843', reason });
  });

  it('of what cannot be said is refused like it', async () => {
    const { conflictId } = await undecided();
    const answer = await post(`/previews/conflicts/${conflictId}/decision`, {
      choice: 'neither',
      reason,
    });
    expect(await bodyOf(answer)).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
  });
});
