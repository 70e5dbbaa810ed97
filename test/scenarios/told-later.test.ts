/** What a number on a form speaks of, where other forms tell of earlier days later on. */
import { describe, expect, it } from 'vitest';
import { buys, form3, form4, form4a, holds, sells } from './filings.js';
import { outcomesOf, world } from './world.js';

const base = form3({ accepted: '2024-01-10', period: '2024-01-05' }, holds(2000));
const buysOn = (on: string, accepted: string, shares: number, leaving: number) =>
  form4({ accepted }, buys(shares, { at: 10, on, leaving }));

describe('a balance stated before two late forms came', () => {
  const w = world(
    base,
    // Counts what was bought on the 15th, and not what was bought on the 28th.
    buysOn('2024-01-29', '2024-01-30', 170, 2330),
    buysOn('2024-01-15', '2024-02-01', 160, 2160),
    buysOn('2024-01-28', '2024-02-11', 117, 2277),
    buysOn('2024-02-20', '2024-02-21', 100, 2547),
  );

  it('is out of date by the later one, and no slip', () => {
    expect(w.q('2024-01-29', '2024-02-21')).toBe('2447');
    expect(w.q('2024-02-20', '2024-02-21')).toBe('2547');
    expect(w.open('2024-02-21')).toEqual([]);
  });
});

describe('a late row that takes back the difference before it', () => {
  const w = world(
    base,
    // Two digits of 2170 in the other order.
    buysOn('2024-01-19', '2024-01-20', 170, 2710),
    form4({ accepted: '2024-02-09' }, holds(2283)),
    buysOn('2024-01-25', '2024-02-11', 113, 2283),
  );

  it('speaks of its own date, as that of its form leaves no less to explain', () => {
    expect(w.q('2024-01-25', '2024-02-11')).toBe('2283');
    expect(w.q('2024-02-10', '2024-02-11')).toBe('2283');
  });
});

describe('an amendment that is right at no date', () => {
  const w = world(
    base,
    buysOn('2024-01-29', '2024-01-30', 130, 2131),
    buysOn('2024-02-08', '2024-02-09', 140, 2172),
    form4a(
      { accepted: '2024-03-10', box4: '2024-01-30' },
      buys(230, { at: 10, on: '2024-01-29', leaving: 2231 }),
    ),
  );

  it('states the balance of its row', () => {
    expect(w.q('2024-01-29', '2024-03-10')).toBe('2231');
  });

  it('leaves in doubt what the form between had counted, and says both', () => {
    const detail = w.view('2024-03-10').conflicts.find((c) => c.detail['otherwise'] !== undefined);
    expect(detail?.severity).not.toBe('low');
    expect(detail?.detail).toMatchObject({ reported: '2172', answer: '2272', otherwise: '2172' });
    expect(detail?.choices).toEqual(['accept-answer']);
  });
});

describe('rows of one day that lead back to where they start', () => {
  it('start from the balance before them', () => {
    const on = '2024-01-17';
    const w = world(
      base,
      form4(
        { accepted: '2024-01-20' },
        buys(237, { at: 10, on, leaving: 2000 }),
        sells(237, { at: 10, on, leaving: 1763 }),
      ),
    );
    expect(w.q(on, '2024-01-20')).toBe('2000');
    expect(w.open('2024-01-20')).toEqual([]);
  });
});

describe('a tally in the order of the document that does not follow', () => {
  it('names the balance that is answered', () => {
    const w = world(
      base,
      form4(
        { accepted: '2024-03-10' },
        sells(100, { at: 10, on: '2024-03-09', leaving: 1911 }),
        sells(300, { at: 10, on: '2024-03-05', leaving: 1611 }),
      ),
    );
    expect(w.q('2024-03-09', '2024-03-10')).toBe('1611');
    const [conflict] = w.view('2024-03-10').conflicts;
    expect(conflict?.detail).toMatchObject({ reported: '1611', expected: '1600', answer: '1611' });
  });
});

describe('an amendment of one holding among several', () => {
  const [alder, birch, elm] = [
    { by: 'By Alder Ventures, LLC' },
    { by: 'By Birch Capital Fund IV, L.P.' },
    { by: 'By Elm Ventures 2007 Seed Fund, L.P.' },
  ];

  it('corrects the holding it names, not the one of that balance', () => {
    const amendment = form4a(
      { accepted: '2024-02-29', box4: '2024-01-20', period: '2024-01-20' },
      holds(3700, alder),
    );
    const w = world(
      base,
      form4({ accepted: '2024-01-20' }, holds(2000), holds(3700, birch), holds(2700, alder)),
      amendment,
    );
    const view = w.view('2024-02-29');
    expect(outcomesOf(view, amendment)).toEqual(['corrected I.1']);
    expect(view.lines).toHaveLength(4);
    expect(w.q('2024-01-20', '2024-02-29', alder)).toBe('3700');
    expect(w.status('2024-01-20', '2024-02-29', birch)).toBe('reported');
    const restated = view.lines.find((line) => line.versions.length > 1);
    expect(restated?.versions[0]?.row.nature.value).toBe(alder.by);
  });

  it('corrects a row whose holder it abbreviates, where both begin from one balance', () => {
    const amendment = form4a(
      { accepted: '2024-02-29', box4: '2024-01-20' },
      buys(200, { at: 10, on: '2024-01-19', leaving: 2283, by: 'Elm 2007 Seed' }),
    );
    const w = world(
      form3({ accepted: '2024-01-10', period: '2024-01-05' }, holds(2083, elm), holds(900, alder)),
      form4(
        { accepted: '2024-01-20' },
        buys(100, { at: 10, on: '2024-01-19', leaving: 2183, ...elm }),
      ),
      amendment,
    );
    expect(outcomesOf(w.view('2024-02-29'), amendment)).toEqual(['corrected I.1']);
  });
});

describe('a holding that a full list leaves out', () => {
  const [alder, birch] = [{ by: 'By Alder Ventures, LLC' }, { by: 'By Birch Capital Fund IV' }];
  const before = form3(
    { accepted: '2024-01-10', period: '2024-01-05' },
    holds(2000),
    holds(2100, alder),
    holds(2200, birch),
  );
  const list = form4({ accepted: '2024-01-30' }, holds(2330), holds(4170, birch));

  it('ended, though a form before told only of trades in the others', () => {
    const on = '2024-01-19';
    const trades = form4(
      { accepted: '2024-01-20' },
      buys(100, { at: 10, on, leaving: 2100 }),
      buys(100, { at: 10, on, leaving: 2300, ...birch }),
    );
    const w = world(before, trades, list);
    expect(w.q('2024-01-30', '2024-01-30', alder)).toBe('0');
  });

  it('did not, where a form before had listed the others only', () => {
    const others = form4({ accepted: '2024-01-20' }, holds(2100), holds(2300, birch));
    const w = world(before, others, list);
    expect(w.q('2024-01-30', '2024-01-30', alder)).toBe('2100');
  });
});

describe('a first form that had counted a trade reported after it', () => {
  const sale = form4({ accepted: '2024-01-30' }, sells(100, { on: '2024-01-29', leaving: 2000 }));
  const late = form4({ accepted: '2024-02-01' }, buys(100, { on: '2024-01-15', leaving: 2000 }));
  const w = world(sale, late);

  it('leaves no difference, as only so both balances follow', () => {
    expect(w.open('2024-02-01')).toEqual([]);
    expect(w.q('2024-01-20', '2024-02-01')).toBe('2100');
    expect(w.q('2024-02-01', '2024-02-01')).toBe('2000');
  });

  it('is taken at its word where the late form does not follow either way', () => {
    const other = form4({ accepted: '2024-02-01' }, buys(100, { on: '2024-01-15', leaving: 1970 }));
    expect(world(sale, other).open('2024-02-01')).toHaveLength(1);
    expect(world(sale, other).q('2024-01-15', '2024-02-01')).toBe('2200');
  });
});

describe('an amendment that counts no more than the form that it corrects', () => {
  const w = world(
    form4({ accepted: '2024-01-22' }, buys(100, { on: '2024-01-19', leaving: 2100 })),
    form4({ accepted: '2024-01-30' }, buys(100, { on: '2024-01-18', leaving: 2100 })),
    form4a(
      { accepted: '2024-02-29', box4: '2024-01-22' },
      buys(200, { on: '2024-01-19', leaving: 2200 }),
    ),
  );

  it('is out of date by what came between, and no slip', () => {
    expect(w.open('2024-02-29')).toEqual([]);
    expect(w.q('2024-01-19', '2024-02-29')).toBe('2300');
    expect(w.status('2024-01-19', '2024-02-29')).toBe('stale');
  });
});

describe('a late form beside a balance that was right before it came', () => {
  const w = world(
    form3({ accepted: '2024-01-10', period: '2024-01-05' }, holds(2000)),
    form4({ accepted: '2024-01-22' }, holds(2000)),
    form4({ accepted: '2024-02-09' }, buys(400, { on: '2024-02-08', leaving: 2000 })),
    form4({ accepted: '2024-02-12' }, sells(400, { on: '2024-01-19', leaving: 2000 })),
  );

  it('speaks of its own date, as nothing is missing before', () => {
    expect(w.open('2024-02-12')).toEqual([]);
    expect(w.q('2024-01-22', '2024-02-12')).toBe('1600');
    expect(w.q('2024-02-12', '2024-02-12')).toBe('2000');
  });
});

describe('a late form that follows on neither date', () => {
  it('is in conflict on both, whatever explains the difference', () => {
    const w = world(
      form4({ accepted: '2024-01-22' }, holds(1900), holds(100, { by: 'By Trust' })),
      form4({ accepted: '2024-01-30' }, buys(100, { on: '2024-01-15', leaving: 2100 })),
    );
    const told = w.at('2024-01-15', '2024-01-30');
    expect(told?.quantity?.toFixed()).toBe('2000');
    expect(told?.conflicts).toMatchObject([
      { severity: 'medium', detail: { reported: '2100', onItsDay: '2000' } },
    ]);
  });

  it('names what is held at its date, where its row is read as of its own', () => {
    const w = world(
      form3({ accepted: '2024-01-10', period: '2024-01-05' }, holds(2000)),
      form4({ accepted: '2024-01-22' }, buys(100, { on: '2024-01-19', leaving: 100 })),
      form4({ accepted: '2024-01-30' }, buys(200, { on: '2024-01-18', leaving: 2300 })),
    );
    const told = w.at('2024-01-30', '2024-01-30');
    expect(told?.conflicts).toContainEqual(
      expect.objectContaining({
        severity: 'medium',
        detail: expect.objectContaining({
          reported: '2300',
          onFormDate: told?.quantity?.toFixed(),
        }),
      }),
    );
  });
});

describe('a row that fits another holding as well', () => {
  const fund = { by: 'By Birch Fund' };
  const base = form3(
    { accepted: '2024-01-10', period: '2024-01-05' },
    holds(6770, fund),
    holds(8083, { by: 'By Alder Ventures' }),
  );
  const explanationIn = (row: ReturnType<typeof buys>) =>
    world(base, form4({ accepted: '2024-02-09' }, row)).conflict('UNEXPLAINED_DELTA', '2024-02-09')
      ?.detail['explanation'];

  it('is not explained by that alone', () => {
    expect(explanationIn(buys(100, { ...fund, on: '2024-02-08', leaving: 8183 }))).toBeNull();
  });

  it('is, where its own holding could not have given as much', () => {
    expect(explanationIn(sells(7083, { ...fund, on: '2024-02-08', leaving: 1000 }))).toBe(
      'row-of-other-holding',
    );
  });
});
