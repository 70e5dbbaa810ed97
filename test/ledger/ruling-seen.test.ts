/** What can be seen of a ruling: in every answer that it touches, until it is taken back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conflict, conflicts } from '../../src/cli/show/conflicts.js';
import { holdings } from '../../src/cli/show/holdings.js';
import * as market from '../../src/cli/show/market.js';
import { reconcile } from '../../src/cli/show/reconcile.js';
import { screenOf } from '../../src/cli/text/screen.js';
import { explainDifference, ledgerOn } from '../../src/index.js';
import { copyLedger } from '../../src/ledger/copy.js';
import { memoryStore } from '../../src/store/memory.js';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';
import { accession, form3, form4, holding, trade } from './filing.js';

const why = { reason: 'the scan is blurred', by: 'j.doe' };
const undo = { reason: 'the original is clear', by: 'r.roe' };
const first = `${accession(2)}/I.1`;
const second = `${accession(3)}/I.1`;
const doe = { insider: 'doe', asOf: '2024-06-01' };

let kept: Kept;
beforeEach(async () => {
  kept = keptLedger();
  await right(kept.ledger.rebuild({ workers: 0 }));
  for (const filing of [
    form3(1, '2024-01-10', [holding(1, '6000')]),
    form4(2, '2024-03-05', '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', '1000', '4900')]),
    form4(3, '2024-04-05', '2024-04-04', [trade(1, '2024-04-04', 'S', 'D', '100', '4800')]),
  ])
    await right(kept.ledger.record(filing));
});
afterEach(() => kept.close());

const position = async (): Promise<string> =>
  (await right(kept.ledger.holdings(doe))).positions[0]?.positionId ?? '';

const explained = async (recordedBy?: string) =>
  right(
    kept.ledger.explain({
      position: await position(),
      asOf: doe.asOf,
      ...(recordedBy === undefined ? {} : { recordedBy }),
    }),
  );

const theOnly = <A>(all: ReadonlyArray<A>): A => {
  expect(all).toHaveLength(1);
  return all[0] as A;
};

describe('a correction', () => {
  it('says what it changed when it is made', async () => {
    const said = await right(
      kept.ledger.correct(first, { shares: '1100', sharesFollowing: '4950' }, why),
    );
    expect(said).toMatchObject({ recorded: 1 });
    expect(said.change?.rulings).toEqual([expect.stringMatching(/^r-[0-9a-f]{12}$/)]);
    expect(said.change?.rows).toEqual([
      { row: first, field: 'shares', before: '1000', after: '1100' },
      { row: first, field: 'sharesFollowing', before: '4900', after: '4950' },
    ]);
    expect(theOnly(said.change?.positions ?? [])).toMatchObject({
      before: { quantity: '4800' },
      after: { quantity: '4800' },
    });
    expect(await right(kept.ledger.correct(first, { shares: '1100' }, why))).toEqual({
      streams: [],
      recorded: 0,
    });
  });

  it('is marked wherever a number that it gives is shown', async () => {
    const { ledger } = kept;
    const { change } = await right(ledger.correct(second, { sharesFollowing: '4850' }, why));
    const id = theOnly(change?.rulings ?? []);
    const screen = screenOf({});
    const shown: Array<string> = [];
    for (const fromLog of [false, true]) {
      const found = await right(ledger.conflicts({ ...doe, fromLog }));
      const about = found.conflicts.map((c) => [c.rows.includes(second), c.rulings]);
      expect(about).toContainEqual([true, [id]]);
      expect(about).toContainEqual([false, []]);
      const checked = await right(ledger.reconcile({ ...doe, fromLog }));
      expect(checked.unexplained.map((u) => [u.row, u.reported, u.rulings])).toEqual([
        [first, '4900', []],
        [second, '4850', [id]],
      ]);
      const one = found.conflicts.find((c) => c.rulings?.includes(id))?.conflictId ?? '';
      const holders = await right(ledger.holders({ issuer: 'ACME', asOf: doe.asOf, fromLog }));
      const days = { since: '2024-04-01', knownBy: '2024-05-01', fromLog };
      const changes = await right(ledger.changes({ ...days, asOf: doe.asOf }));
      expect(theOnly(changes.changes).rulings).toEqual([id]);
      shown.push(
        conflicts.table(found, screen),
        conflict.table(await right(ledger.conflict(one)), screen),
        reconcile.table(checked, screen),
        market.holders.table(holders, screen),
        market.positions.table(
          holders.holders.map(({ jointWith: _, ...position }) => position),
          screen,
        ),
        market.changes.table(changes.changes, screen),
      );
    }
    for (const text of shown) expect(text).toContain(`* an operator's ruling bears on it (${id})`);
    const marked = shown.map((text) => text.split('\n').filter((l) => / \*( |$)/.test(l)).length);
    expect(marked).toEqual([1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1]);
  });

  it('of a balance that the document does not state leaves no empty cell for it', async () => {
    const { ledger } = kept;
    const asFiled = async (): Promise<unknown> => {
      const { header, rows } = holdings.csv(await right(ledger.holdings(doe)));
      return theOnly(rows)[header.indexOf('reportedAsFiled')];
    };
    await right(
      ledger.record(
        form4(4, '2024-05-05', '2024-05-04', [
          trade(1, '2024-05-04', 'S', 'D', '100', '', { sharesFollowing: null }),
        ]),
      ),
    );
    expect(await asFiled()).toBeUndefined();
    await right(ledger.correct(`${accession(4)}/I.1`, { sharesFollowing: '4700' }, why));
    expect(await asFiled()).toBe('none');
  });

  it('is beside what the document says in transactions, holdings and explain', async () => {
    const { ledger } = kept;
    const { change } = await right(ledger.correct(second, { sharesFollowing: '4850' }, why));
    const id = change?.rulings[0] ?? '';
    for (const fromLog of [false, true]) {
      const { transactions } = await right(ledger.transactions({ ...doe, fromLog }));
      const [untouched, ruled] = transactions;
      expect(untouched?.rulings).toEqual([]);
      expect(theOnly(ruled?.rulings ?? [])).toMatchObject({
        id,
        kind: 'correction',
        actor: why.by,
        reason: why.reason,
        recordedAt: expect.stringMatching(/^2026-/),
        changes: [{ field: 'sharesFollowing', filed: '4800', ruled: '4850' }],
      });
      const held = theOnly((await right(ledger.holdings({ ...doe, fromLog }))).positions);
      expect(held).toMatchObject({
        rulings: [id],
        reported: { quantity: '4850', asFiled: '4800' },
      });
      const before = await right(ledger.holdings({ ...doe, asOf: '2024-03-31', fromLog }));
      expect(theOnly(before.positions).rulings).toEqual([]);
    }
    const { steps, rulings } = await explained();
    // The number that counts is none that a document states.
    expect(steps.filter((s) => s.row === second)).toMatchObject([
      { kind: 'unexplained', stated: '4800', ruled: '4850' },
      { kind: 'transaction', stated: '4800', ruled: '4850', rulings: [{ id }] },
    ]);
    expect(theOnly(rulings)).toMatchObject({ id, inForce: true, undoneBy: null });
  });

  it('bears on the position from which it took a row', async () => {
    const { change } = await right(
      kept.ledger.correct(second, { security: 'Class B Common Stock' }, why),
    );
    const { positions } = await right(kept.ledger.holdings(doe));
    expect(positions.map((p) => p.rulings)).toEqual([change?.rulings, change?.rulings]);
  });

  it('is told with what took it back, and no longer bears on the answer', async () => {
    const { ledger } = kept;
    const made = await right(ledger.correct(first, { shares: '1100' }, why));
    const back = await right(ledger.correct(first, {}, undo));
    const [id, undoing] = [made.change?.rulings[0], back.change?.rulings[0]];
    const { rulings } = await right(ledger.rulings({ insider: 'doe' }));
    expect(rulings).toMatchObject([
      { id, kind: 'correction', undo: false, inForce: false, undoneBy: undoing, actor: why.by },
      { id: undoing, undo: true, inForce: false, undoneBy: null, actor: undo.by },
    ]);
    expect(theOnly((await right(ledger.holdings(doe))).positions).rulings).toEqual([]);
    expect((await explained()).rulings.map((r) => r.id)).toEqual([id, undoing]);
  });
});

describe('a withdrawn row', () => {
  it('stays visible, with who took it out, when and why', async () => {
    const { ledger } = kept;
    const { change } = await right(ledger.withdraw(second, why));
    const id = change?.rulings[0];
    expect(change?.rows).toEqual([
      { row: second, field: 'status', before: 'standing', after: 'withdrawn' },
    ]);
    const { transactions } = await right(ledger.transactions(doe));
    expect(transactions[1]).toMatchObject({
      status: 'withdrawn',
      rulings: [{ id, kind: 'withdrawal', actor: why.by, reason: why.reason, changes: [] }],
    });
    const { steps, withdrawn, position: held } = await explained();
    expect(steps.some((s) => s.row === second)).toBe(false);
    expect(theOnly(withdrawn)).toMatchObject({ row: second, amount: '-100', stated: '4800' });
    expect(theOnly(withdrawn).ruling.id).toBe(id);
    expect(held.rulings).toEqual([id]);
  });
});

describe('a position all of whose rows are withdrawn', () => {
  it('is explained by its withdrawals', async () => {
    const held = await position();
    for (const row of [`${accession(1)}/I.1`, first, second])
      await right(kept.ledger.withdraw(row, why));
    const answer = await right(kept.ledger.explain({ position: held, asOf: doe.asOf }));
    expect(answer).toMatchObject({ position: { quantity: null, status: 'unknown' }, steps: [] });
    expect(answer.withdrawn.map((w) => w.row)).toEqual([`${accession(1)}/I.1`, first, second]);
    expect(answer.rulings).toHaveLength(3);
  });
});

describe('a form sent twice, by decision', () => {
  it('says so of each of its rows', async () => {
    const { ledger } = kept;
    const twin = form4(4, '2024-04-06', '2024-04-04', [
      trade(1, '2024-04-04', 'S', 'D', '100', '4800'),
    ]);
    await right(ledger.record(twin));
    const { conflicts } = await right(
      ledger.conflicts({ insider: 'doe', type: 'DUPLICATE_FILING' }),
    );
    const decided = await right(ledger.decide(theOnly(conflicts).conflictId, 'duplicate', why));
    for (const fromLog of [false, true]) {
      const { transactions } = await right(ledger.transactions({ ...doe, fromLog }));
      expect(transactions.map((t) => [t.status, t.rulings.map((r) => r.id)])).toEqual([
        ['standing', []],
        ['standing', []],
        ['held-out', decided.change?.rulings],
      ]);
    }
  });
});

describe('a sale that two forms report', () => {
  const [sale, copy] = [`${accession(4)}/I.1`, `${accession(5)}/I.1`];
  beforeEach(async () => {
    const sold = trade(1, '2024-04-08', 'S', 'D', '123', '4677');
    const more = trade(2, '2024-04-11', 'S', 'D', '50', '4627');
    await right(kept.ledger.record(form4(4, '2024-04-09', '2024-04-08', [sold])));
    await right(kept.ledger.record(form4(5, '2024-04-12', '2024-04-08', [sold, more])));
  });

  it('is told to count by the other where one is withdrawn', async () => {
    const { ledger } = kept;
    const supposed = await right(ledger.preview((say) => say.withdraw(sale, why)));
    const { change } = await right(ledger.withdraw(sale, why));
    expect(supposed.change?.rows).toEqual(change?.rows);
    expect(change?.rows).toEqual([
      { row: sale, field: 'status', before: 'standing', after: 'withdrawn' },
      { row: copy, field: 'status', before: 'held-out', after: 'standing' },
    ]);
    for (const fromLog of [false, true]) {
      const { transactions } = await right(ledger.transactions({ ...doe, fromLog }));
      expect(transactions.map((t) => t.status).sort()).toEqual([
        'standing',
        'standing',
        'standing',
        'standing',
        'withdrawn',
      ]);
    }
    const back = await right(ledger.correct(sale, {}, undo));
    expect(back.change?.rows).toContainEqual({
      row: copy,
      field: 'status',
      before: 'standing',
      after: 'held-out',
    });
  });

  it('is asked about where what does not count is corrected', async () => {
    const { change } = await right(kept.ledger.correct(copy, { shares: '132' }, why));
    expect(change?.conflicts).toEqual([
      expect.objectContaining({ type: 'DUPLICATE_FILING', before: null, after: 'open' }),
    ]);
    expect(change?.positions).toEqual([]);
  });
});

describe('a difference between two recorded dates', () => {
  it('names the ruling that came between, and the one that took it back', async () => {
    const { ledger } = kept;
    const start = (await right(ledger.status())).lastRecordedAt ?? '';
    const made = await right(ledger.withdraw(second, why));
    const middle = (await right(ledger.status())).lastRecordedAt ?? '';
    const back = await right(ledger.correct(second, {}, undo));
    const [one, two, three] = [await explained(start), await explained(middle), await explained()];
    const came = explainDifference(one, two);
    expect(came.rulings.map((r) => r.id)).toEqual(made.change?.rulings);
    const ofRow = (d: typeof came) => d.steps.filter((s) => (s.after ?? s.before)?.row === second);
    expect(ofRow(came)).toMatchObject([{ change: 'gone', ruledBy: made.change?.rulings }]);
    const went = explainDifference(two, three);
    expect(went.rulings.map((r) => r.id)).toEqual(back.change?.rulings);
    expect(ofRow(went)).toMatchObject([{ change: 'added', ruledBy: back.change?.rulings }]);
  });
});

describe('a decision', () => {
  it('is told by its conflict and by the position that it touches', async () => {
    const { ledger } = kept;
    const { conflicts } = await right(ledger.conflicts({ insider: 'doe' }));
    const conflict = theOnly(conflicts);
    const [choice = ''] = conflict.choices;
    const { change } = await right(ledger.decide(conflict.conflictId, choice, why));
    const id = change?.rulings[0];
    expect(change?.conflicts).toMatchObject([{ before: 'open', after: 'decided' }]);
    expect(await right(ledger.conflict(conflict.conflictId))).toMatchObject({ decision: { id } });
    expect(theOnly((await right(ledger.holdings(doe))).positions).rulings).toEqual([id]);
    expect((await explained()).rulings).toMatchObject([{ id, kind: 'decision', says: choice }]);
    // What it was about changes: it is told as stale and bears on nothing.
    await right(ledger.correct(first, { shares: '900' }, why));
    const { rulings } = await right(ledger.rulings({ insider: 'doe' }));
    expect(rulings[0]).toMatchObject({ id, stale: true });
    const held = theOnly((await right(ledger.holdings(doe))).positions);
    expect(held.rulings).not.toContain(id);
  });
});

describe('what is said of an issuer', () => {
  it('bears on whom it concerns, and is told once', async () => {
    const { ledger } = kept;
    const alias = await right(ledger.alias('ACME', 'Common Stock', 'Ordinary', why));
    const split = await right(
      ledger.split('ACME', { effectiveOn: '2024-02-01', ratio: '2:1' }, why),
    );
    const held = theOnly((await right(ledger.holdings(doe))).positions);
    expect(held.rulings).toEqual(alias.change?.rulings);
    const adjusted = await right(ledger.holdings({ ...doe, adjusted: true }));
    expect(theOnly(adjusted.positions).rulings).toEqual([
      ...(alias.change?.rulings ?? []),
      ...(split.change?.rulings ?? []),
    ]);
    const { rulings } = await right(ledger.rulings({ issuer: 'ACME' }));
    expect(rulings.map((r) => r.says)).toEqual([
      '"Common Stock" is "Ordinary"',
      'split 2:1 on 2024-02-01',
    ]);
  });
});

describe('an identification', () => {
  it('is one ruling in two streams, before it is taken back and after', async () => {
    const { ledger } = kept;
    const paper = {
      ...(form3(4, '2024-01-11', [holding(1, '50')]) as object),
      owners: [{ name: 'ROE RICHARD', relationship: { director: true } }],
    };
    await right(ledger.record(paper));
    const held = theOnly((await right(ledger.holdings({ insider: 'roe' }))).positions);
    const provisional = held.insider.id;
    const said = await right(ledger.identify(provisional, '0000001009', why));
    const id = theOnly(said.change?.rulings ?? []);
    const now = theOnly((await right(ledger.holdings({ insider: '0000001009' }))).positions);
    expect(now.rulings).toEqual([id]);
    expect(theOnly(said.change?.positions ?? [])).toMatchObject({
      before: { positionId: held.positionId, quantity: '50' },
      after: { positionId: now.positionId, quantity: '50' },
    });
    const back = await right(ledger.identify(provisional, '0000001009', undo, false));
    for (const fromLog of [false, true])
      expect((await right(ledger.rulings({ fromLog }))).rulings).toMatchObject([
        { id, undoneBy: back.change?.rulings[0] },
        { id: back.change?.rulings[0], undo: true },
      ]);
  });
});

describe('rulings', () => {
  it('are asked for by whom, from when and of whom, as they were recorded', async () => {
    const { ledger } = kept;
    await right(ledger.correct(first, { shares: '1100' }, why));
    const then = (await right(ledger.status())).lastRecordedAt ?? '';
    await right(ledger.withdraw(second, undo));
    const ids = async (query: Parameters<typeof ledger.rulings>[0]) =>
      (await right(ledger.rulings(query))).rulings.map((r) => r.kind);
    expect(await ids({})).toEqual(['correction', 'withdrawal']);
    expect(await ids({ by: 'r.roe' })).toEqual(['withdrawal']);
    expect(await ids({ issuer: 'ACME', to: '2026-01-01' })).toHaveLength(2);
    expect(await ids({ from: '2026-01-02' })).toEqual([]);
    expect(await ids({ insider: 'doe', recordedBy: then })).toEqual(['correction']);
    expect((await ledger.rulings({ from: 'soon' })())._tag).toBe('Left');
  });

  it('keep their ids in another store', async () => {
    const { ledger, store } = kept;
    await right(ledger.correct(first, { shares: '1100' }, why));
    await right(ledger.alias('ACME', 'Common Stock', 'Ordinary', why));
    const there = memoryStore();
    await copyLedger(store, there);
    const copy = ledgerOn(there, 'memory:');
    expect((await right(copy.rulings({}))).rulings).toEqual(
      (await right(ledger.rulings({}))).rulings,
    );
  });
});
