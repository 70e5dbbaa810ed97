/** How SQLite looks for what a question asks: by what is there, and not by an index of everybody. */
import { expect, it, vi } from 'vitest';
import { Database } from '../../src/store/sqlite/driver.js';
import { answersOf } from './every-question.js';
import { keptLedger, right } from './kept.js';
import { fillSmallLedger } from './small-ledger.js';

type Connection = InstanceType<typeof Database>;

it('no question has an index made for itself', async () => {
  const asked = new Map<string, Connection>();
  const { prepare } = Database.prototype;
  const preparing = vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (
    this: Connection,
    source: string,
  ) {
    if (/^\s*select/i.test(source)) asked.set(source, this);
    return prepare.call(this, source);
  } as typeof prepare);
  const kept = keptLedger();
  try {
    await fillSmallLedger(kept.ledger);
    await right(kept.ledger.rebuild());
    await answersOf(kept.ledger, false);
    for (const limit of [1, 1_000]) await right(kept.ledger.conflicts({ limit }));
    preparing.mockRestore();
    expect(asked.size).toBeGreaterThan(50);
    const made = [...asked].flatMap(([source, db]) => {
      if (!db.open) return [];
      const names = [...source.matchAll(/[:@]([a-zA-Z]\w*)/g)].map(([, name]) => [name, '']);
      const places = [...source.matchAll(/\?/g)].map(() => '');
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${source}`);
      const steps = (
        names.length > 0 ? plan.all(Object.fromEntries(names)) : plan.all(...places)
      ) as ReadonlyArray<{ readonly detail: string }>;
      return steps.filter(({ detail }) => detail.includes('AUTOMATIC')).map(() => source);
    });
    expect(made).toEqual([]);
  } finally {
    preparing.mockRestore();
    await kept.close();
  }
});
