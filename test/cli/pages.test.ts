/** Long answers are printed page by page, and read like one. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { showWholeOrPages } from '../../src/cli/pages.js';
import * as shown from '../../src/cli/show/conflicts.js';
import * as checks from '../../src/cli/show/reconcile.js';
import type { ConflictsAnswer, ReconcileAnswer } from '../../src/index.js';
import { form3, form4, holding, trade } from '../ledger/filing.js';
import { type Kept, keptLedger, right } from '../readmodel/kept.js';

let kept: Kept;
afterEach(async () => {
  vi.restoreAllMocks();
  await kept.close();
});

/** A ledger in which several insiders have something that does not add up. */
const disputed = async (): Promise<Kept> => {
  const made = keptLedger();
  for (let n = 0; n < 5; n++) {
    const owners = [
      { cik: `000000200${n}`, name: `ROE NUMBER ${n}`, relationship: { director: true } },
    ];
    for (const filing of [
      form3(2 * n + 1, '2024-01-10', [holding(1, '6000')]),
      form4(2 * n + 2, '2024-03-05', '2024-03-04', [
        trade(1, '2024-03-04', 'S', 'D', '1000', `4${n}00`),
      ]),
    ])
      await right(made.ledger.record({ ...(filing as object), owners }));
  }
  await right(made.ledger.rebuild({ workers: 0 }));
  return made;
};

const printed = async (print: () => Promise<unknown>): Promise<string> => {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  await print();
  vi.restoreAllMocks();
  return text;
};

/** One item a page: the smallest pages there are. */
const parts = <A extends ConflictsAnswer | ReconcileAnswer>(
  answer: A,
  name: 'conflicts' | 'unexplained',
) => {
  const items = Reflect.get(answer, name) as ReadonlyArray<unknown>;
  return (cursor: string | undefined) => async () => {
    const at = Number(cursor ?? 0);
    const next = at + 1 < items.length ? String(at + 1) : null;
    return { _tag: 'Right' as const, right: { ...answer, [name]: [items[at]], next } as A };
  };
};

describe('a register in pages', () => {
  it('is the same JSON, NDJSON and CSV as on one page', async () => {
    kept = await disputed();
    const conflicts = await right(kept.ledger.conflicts({}));
    const unexplained = await right(kept.ledger.reconcile({}));
    expect(conflicts.conflicts.length).toBeGreaterThan(4);
    const whole = (answer: ConflictsAnswer) => () => async () => ({
      _tag: 'Right' as const,
      right: answer,
    });
    for (const format of ['ndjson', 'csv'] as const) {
      const print = (ask: Parameters<typeof showWholeOrPages<ConflictsAnswer, never>>[0]) =>
        printed(() => showWholeOrPages(ask, shown.conflicts, shown.conflictPages as never, format));
      expect(await print(parts(conflicts, 'conflicts'))).toBe(await print(whole(conflicts)));
    }
    const json = await printed(() =>
      showWholeOrPages(parts(conflicts, 'conflicts'), shown.conflicts, shown.conflictPages, 'json'),
    );
    expect(JSON.parse(json)).toEqual({ conflicts: conflicts.conflicts });
    const sums = await printed(() =>
      showWholeOrPages(
        parts(unexplained, 'unexplained'),
        checks.reconcile,
        checks.reconcilePages,
        'json',
      ),
    );
    expect(JSON.parse(sums)).toEqual(unexplained);
    const table = await printed(() =>
      showWholeOrPages(
        parts(unexplained, 'unexplained'),
        checks.reconcile,
        checks.reconcilePages,
        'table',
      ),
    );
    expect(table).toContain('5 balance links');
  });
});
