/** The eight invariants, on one world with something of everything. */
import { describe, expect, it } from 'vitest';
import { positionAt } from '../../projections/position-at.js';
import { filingJson } from '../../src/event/from-filing.js';
import { zero } from '../../src/filing/decimal.js';
import { filing as filingCodec } from '../../src/filing/model.js';
import { form3, form4, form4a, form5, gives, holds, isWithheld, sells } from './filings.js';
import { world } from './world.js';

const base = form3({ accepted: '2024-01-10', period: '2024-01-03' }, holds(6000));
const o1 = form4(
  { accepted: '2024-03-05' },
  sells(1000, { at: 10, on: '2024-03-04', leaving: 5000 }),
);
const mended = { accepted: '2024-03-12', box4: '2024-03-05' };
const amendment = form4a(mended, sells(100, { at: 10, on: '2024-03-04', leaving: 5900 }));
const added = form4a(
  { ...mended, accepted: '2024-03-14' },
  isWithheld(50, { on: '2024-03-04', leaving: 5850 }),
);
const late = form4(
  { accepted: '2024-04-10' },
  sells(200, { at: 10, on: '2024-02-15', leaving: 5650 }),
);
const silent = form4(
  { accepted: '2024-05-03' },
  sells(500, { at: 10, on: '2024-05-02', leaving: 5111 }),
);
const annual = form5(
  { accepted: '2025-02-13', period: '2024-12-31' },
  gives(300, { on: '2024-11-20', leaving: 4811 }),
);
const filings = [base, o1, amendment, added, late, silent, annual];
const w = world(...filings);

const effective = ['2024-01-03', '2024-02-20', '2024-03-03', '2024-03-04', '2024-05-02'];
const known = [...filings.map((f) => f.filedOn), '2024-01-09', '2024-04-01', '2025-12-31'];
const answers = (of: typeof w, recordedBy?: string) =>
  known.map((k) =>
    [...effective, '2025-01-01'].map((d) =>
      of.q(d, k, recordedBy === undefined ? {} : { recordedBy }),
    ),
  );

const permutations = <A>(items: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  items.length < 2
    ? [items]
    : items.flatMap((item, i) =>
        permutations(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]),
      );

it('(i) the order of arrival changes no answer', () => {
  const digest = w.digest();
  for (const order of permutations(filings.slice(0, 5)))
    expect(world(...order, silent, annual).digest()).toBe(digest);
  expect(answers(world(...filings.toReversed()))).toEqual(answers(w));
});

it('(ii) only what was accepted by K and recorded by R counts', () => {
  for (const day of filings.map((f) => f.filedOn)) {
    const until = world(...filings.filter((f) => f.filedOn <= day));
    expect(answers(w, day)).toEqual(answers(until));
    expect(w.q('2024-12-31', day)).toBe(until.q('2024-12-31', '2099-12-31'));
  }
});

it('(iii) before an amendment the world is one without it', () => {
  const without = world(...filings.filter((f) => f !== amendment && f !== added));
  for (const day of effective)
    for (const k of ['2024-01-10', '2024-03-06', '2024-03-11'])
      expect(w.q(day, k)).toBe(without.q(day, k));
});

it('(iv) folding again gives the same, at every prefix', () => {
  filings.forEach((_, i) => {
    const prefix = filings.slice(0, i + 1);
    const [first, ...more] = prefix;
    const grown = more.reduce((g, f) => g.with(f), world(first as (typeof filings)[number]));
    expect(grown.digest()).toBe(world(...prefix).digest());
  });
});

describe('(v) every balance adds up', () => {
  it.each(known)('known by %s', (k) => {
    const view = w.view(k);
    for (const holding of view.holdings) {
      let sum = zero;
      for (const entry of holding.entries) {
        sum = sum.plus(entry.amount);
        expect(entry.balance.toFixed()).toBe(sum.toFixed());
        const at = positionAt(view, holding, entry.on);
        expect(at?.computed?.plus(at.unexplained ?? zero).toFixed()).toBe(at?.quantity?.toFixed());
      }
    }
  });

  it('and what is reported differs from what is computed by the gaps alone', () => {
    const at = w.at('2024-05-02', '2024-05-03');
    const reported = at?.reported?.source.asserted ?? zero;
    expect(at?.computed?.toFixed()).toBe('5150');
    expect(reported.minus(at?.computed ?? zero).toFixed()).toBe('-39');
    expect(at?.unexplained?.toFixed()).toBe('-39');
  });
});

it('(vi) a row of several owners counts once for the issuer', () => {
  const joint = form4(
    { accepted: '2024-03-05', owners: ['Doe', 'Roe', 'Poe'] },
    sells(1000, { by: 'By Fund', at: 10, on: '2024-03-04', leaving: 5000 }),
  );
  const { totals, codes } = world(joint).issuer('2024-03-04', '2024-03-06');
  expect(totals.map((t) => t.quantity)).toEqual(['5000']);
  expect(codes.map((c) => c.disposed)).toEqual(['1000']);
});

it('(vii) no row is ever deleted', () => {
  const rows = w.view('2025-12-31').lines.flatMap((l) => l.versions.map((v) => v.row.row));
  expect(rows.toSorted()).toEqual(
    filings.flatMap((f) => f.rows.map((r) => `${f.accession}/${r.table}.${r.position}`)).toSorted(),
  );
});

it('(viii) what the model has no box for survives', () => {
  const odd = { ...o1, unknown: [{ path: '/ownershipDocument/novelty', text: 'kept' }] };
  const read = filingCodec.decode(JSON.parse(JSON.stringify(filingJson(odd))));
  expect(read).toMatchObject({ right: { unknown: odd.unknown } });
  const [event] = [...world(odd).streams().values()].flat();
  expect(event?.data).toMatchObject({ unknown: odd.unknown });
});
