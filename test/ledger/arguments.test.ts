/** What a caller without types may hand over: its mistake is told as such. */
import * as E from 'fp-ts/lib/Either.js';
import { afterAll, describe, expect, it } from 'vitest';
import { ledgerOn } from '../../src/index.js';
import { memoryStore } from '../../src/store/memory.js';

const ledger = ledgerOn(memoryStore(), 'memory:');
afterAll(() => ledger.close());

const why = { reason: 'test', by: 'j.doe' };

describe('arguments that are none', () => {
  it.each<readonly [verb: string, ...given: ReadonlyArray<unknown>]>([
    ['holdings'],
    ['holdings', null],
    ['holdings', {}],
    ['holdings', 'doe'],
    ['holdings', { insider: 1001 }],
    ['transactions', { issuer: 'ACME', asOf: 20_240_101 }],
    ['explain', {}],
    ['conflicts'],
    ['conflicts', { type: 'BOGUS' }],
    ['conflicts', { severity: 'grave' }],
    ['conflict'],
    ['reconcile', 5],
    ['decide', 'c-1', 'confirm'],
    ['correct', 'row', null, why],
    ['withdraw', 'row', { reason: 'why' }],
    ['identify', 'p-1', 1001, why],
    ['alias', 'ACME', 'Common', undefined, why],
    ['split', 'ACME', '5:1', why],
    ['import', 'folder'],
    ['append', 'lines'],
    ['positions'],
    ['holders', {}],
    ['flow', { issuer: 'ACME' }],
    ['changes', { since: '2024-01-01' }],
    ['filed', []],
    ['rebuildInsider'],
    ['follow'],
  ])('%s is told what is wrong with them', async (verb, ...given) => {
    const call = Reflect.get(ledger, String(verb)) as (
      ...a: ReadonlyArray<unknown>
    ) => () => Promise<unknown>;
    expect(await call(...given)()).toMatchObject(
      E.left({ code: 'INVALID_ARGUMENT', blame: 'incorrect' }),
    );
  });

  it('are told of in what is previewed as well', async () => {
    const nobody: unknown = undefined;
    const told = [
      ledger.preview((verbs) =>
        verbs.split(nobody as string, { ratio: '5:1', effectiveOn: '2024-01-02' }, why),
      ),
      ledger.preview((verbs) => verbs.withdraw('row', { reason: 'why' } as typeof why)),
    ];
    for (const answer of told)
      expect(await answer()).toMatchObject(
        E.left({ code: 'INVALID_ARGUMENT', blame: 'incorrect' }),
      );
  });

  it.each([
    ['2021-02-30', 'there is no 2021-02-30'],
    ['30.02.2021', 'got "30.02.2021"'],
    ['', 'got ""'],
  ])('says of %j whether there is no such day or none was meant', async (given, told) => {
    const period = { issuer: 'ACME', from: '2021-01-01', to: given };
    for (const answer of [
      ledger.holdings({ insider: 'doe', asOf: given }),
      ledger.transactions({ insider: 'doe', to: given }),
      ledger.filed({ on: given }),
      ledger.flow(period),
      ledger.panel({ days: [given] }),
      ledger.rulings({ to: given }),
      ledger.timeliness({ insider: 'doe', to: given }),
      ledger.shortSwing({ insider: 'doe', issuer: 'ACME', to: given }),
    ]) {
      const answered = await answer();
      expect(E.isLeft(answered) && answered.left.message).toContain(told);
    }
  });

  it('lists the types of conflicts where one is asked for that is none', async () => {
    const answer = await ledger.conflicts({ type: 'BOGUS' })();
    expect(E.isLeft(answer) && answer.left.message).toContain('AMBIGUOUS_TARGET');
  });
});
