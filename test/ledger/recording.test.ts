import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Ledger, type LedgerError, ledgerOn, openLedger } from '../../src/index.js';
import { memoryStore } from '../../src/store/memory.js';
import type { EventStore } from '../../src/store/port.js';
import { accession, doe, form3, form4, holding, roe, trade } from './filing.js';

const right = async <A>(task: TaskEither<LedgerError, A>): Promise<A> => {
  const result = await task();
  if (E.isLeft(result)) throw new Error(`${result.left.code}: ${result.left.message}`);
  return result.right;
};

const left = async <A>(task: TaskEither<LedgerError, A>): Promise<LedgerError> => {
  const result = await task();
  if (E.isRight(result)) throw new Error('expected an error');
  return result.left;
};

const opening = form3(1, '2024-01-10', [holding(1, '6000')]);
const sale = form4(2, '2024-03-05', '2024-03-04', [
  trade(1, '2024-03-04', 'S', 'D', '1000', '5000'),
]);

let now: Date;
let ledger: Ledger;

beforeEach(async () => {
  now = new Date('2024-06-01T12:00:00Z');
  ledger = await right(openLedger('memory:', { clock: () => now }));
});

const quantity = async (moment: object = {}): Promise<string | null | undefined> =>
  (await right(ledger.holdings({ insider: '1001', asOf: '2024-06-01', ...moment }))).positions[0]
    ?.quantity;

describe('recording a filing', () => {
  it('puts the filing and its rows into the stream of its owner', async () => {
    const recorded = await right(ledger.record(opening));
    expect(recorded).toEqual({
      accession: accession(1),
      isNew: true,
      isEnveloped: false,
      otherReading: null,
      events: 2,
      streams: ['insider-0000001001'],
    });
  });

  it('writes nothing the second time', async () => {
    await right(ledger.record(opening));
    const again = await right(ledger.record(opening));
    expect(again).toMatchObject({ isNew: false, events: 0 });
    expect((await right(ledger.verify())).events).toBe(2);
  });

  it('takes a better envelope of a recorded document for the same document', async () => {
    await right(ledger.record(sale));
    const { acceptedAt: _, ...dateOnly } = sale as Record<string, unknown>;
    expect(await right(ledger.record(dateOnly))).toMatchObject({ isNew: false });
  });

  it('refuses the same accession with another content and shows the difference', async () => {
    await right(ledger.record(sale));
    const other = form4(2, '2024-03-05', '2024-03-04', [
      trade(1, '2024-03-04', 'S', 'D', '100', '5000'),
    ]);
    const error = await left(ledger.record(other));
    expect(error).toMatchObject({
      code: 'DIFFERENT_CONTENT',
      blame: 'incorrect',
      differences: [{ path: 'rows.0.shares', recorded: '1000', got: '100' }],
    });
    expect(await quantity()).toBe('5000');
  });

  describe('of which two readings are recorded at once', () => {
    const reading = (n: number, filedOn: string, shares: string, more: object = {}): object =>
      form4(n, filedOn, '2024-03-04', [trade(1, '2024-03-04', 'S', 'D', shares, '900')], more);
    const first = reading(1, '2024-03-05', '100');
    const refused = {
      _tag: 'Left',
      left: {
        code: 'DIFFERENT_CONTENT',
        differences: [{ path: 'rows.0.shares', recorded: '100', got: '101' }],
      },
    };

    it.each([
      ['of one owner', {}],
      ['of two, of whom one filed the same before', { owners: [doe, roe] }],
      ['of two, the other first', { owners: [roe, doe] }],
    ])('refuses the second, where the first repeats another filing: %s', async (_, more) => {
      const [before, same, other] = await Promise.all(
        [first, reading(2, '2024-03-06', '100', more), reading(2, '2024-03-06', '101', more)].map(
          (filing) => ledger.record(filing)(),
        ),
      );
      expect([before, same]).toMatchObject([
        { right: { isNew: true } },
        { right: { isNew: true } },
      ]);
      expect(other).toMatchObject(refused);
    });

    it('takes what comes after a reading that was refused', async () => {
      await right(ledger.record(first));
      const all = await Promise.all(
        ['101', '100', '101'].map((shares) => ledger.record(reading(1, '2024-03-05', shares))()),
      );
      expect(all).toMatchObject([refused, { right: { isNew: false } }, refused]);
    });

    it('refuses what another process has recorded otherwise meanwhile', async () => {
      const store = memoryStore();
      const other = ledgerOn(store, 'memory:');
      await right(other.record(first));
      let reads = 0;
      // When the stream is looked at for a repeated filing, the other process is quicker.
      const watched: EventStore = {
        ...store,
        readStream: async function* (stream, options) {
          if (stream === 'insider-0000001001' && ++reads === 2)
            await right(other.record(reading(2, '2024-03-06', '101')));
          yield* store.readStream(stream, options);
        },
      };
      const slow = ledgerOn(watched, 'memory:');
      expect(await slow.record(reading(2, '2024-03-06', '100'))()).toMatchObject({
        left: {
          code: 'DIFFERENT_CONTENT',
          differences: [{ path: 'rows.0.shares', recorded: '101', got: '100' }],
        },
      });
      expect(await slow.record(reading(3, '2024-03-07', '100'))()).toMatchObject({ _tag: 'Right' });
    });
  });

  it('names the member of a program’s filing whose own code fails', async () => {
    const fails = () => {
      throw new Error('not loaded');
    };
    const within = form4(2, '2024-03-05', '2024-03-04', [
      Object.defineProperty({ ...trade(1, '2024-03-04', 'S', 'D', '100', '900') }, 'shares', {
        enumerable: true,
        get: fails,
      }),
    ]);
    const given: ReadonlyArray<readonly [unknown, string]> = [
      [within, 'rows.0.shares'],
      [{ ...(sale as object), toJSON: fails }, 'the filing'],
      [new Proxy({}, { ownKeys: fails }), 'the filing'],
      [{ ...(sale as object), issuer: new Proxy({}, { get: fails }) }, 'issuer'],
    ];
    for (const [filing, place] of given) {
      const error = await left(ledger.record(filing));
      expect(error).toMatchObject({ code: 'INVALID_FILING', blame: 'incorrect' });
      expect(error.message).toContain(`${place}: expected JSON`);
      expect(error.message).toContain('not loaded');
    }
  });

  it('does not take the failure of a program’s lines for its own', async () => {
    async function* lines() {
      yield Buffer.from(`${JSON.stringify(sale)}\n`);
      throw new Error('connection lost');
    }
    const error = await left(ledger.append(lines()));
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', blame: 'incorrect' });
    expect(error.message).toContain('connection lost');
    expect(await right(ledger.record(sale))).toMatchObject({ isNew: false });
  });

  it('of one insider, asked at once, stand in the order of asking', async () => {
    const numbers = Array.from({ length: 40 }, (_, i) => ((i * 17) % 40) + 10);
    const store = memoryStore();
    const own = ledgerOn(store, 'memory:');
    await Promise.all(
      numbers.map((n) =>
        right(
          own.record({
            ...form3(n, '2024-01-10', [holding(1, String(n))]),
            owners: n % 3 === 0 ? [roe, doe] : [doe],
          }),
        ),
      ),
    );
    const recorded: Array<unknown> = [];
    for await (const { type, data } of store.readStream(`insider-${doe.cik}`))
      if (type === 'FilingRecorded') recorded.push(Reflect.get(Object(data), 'accession'));
    expect(recorded).toEqual(numbers.map(accession));
  });

  it('puts a joint filing into the stream of each owner under the same row names', async () => {
    const joint = { ...(opening as object), owners: [doe, roe] };
    const recorded = await right(ledger.record(joint));
    expect(recorded).toMatchObject({
      events: 4,
      streams: ['insider-0000001001', 'insider-0000001002'],
    });
    const all = await right(ledger.holdings({ issuer: 'ACME', asOf: '2024-06-01' }));
    expect(all.positions.map((p) => p.reported?.row)).toEqual([
      `${accession(1)}/I.1`,
      `${accession(1)}/I.1`,
    ]);
  });

  it('completes a joint filing of which one owner has it already', async () => {
    const joint = { ...(opening as object), owners: [doe, roe] };
    await right(ledger.record(joint));
    const store = await right(openLedger('memory:', { clock: () => now }));
    await right(store.record(joint));
    expect((await right(store.verify())).digest).toBe((await right(ledger.verify())).digest);
  });

  it('says which field of a filing is wrong', async () => {
    const wrong = form4(3, '2024-03-05', '2024-03-04', [
      trade(1, '2024-03-04', 'S', 'D', 'many', '5000'),
    ]);
    const error = await left(ledger.record(wrong));
    expect(error.code).toBe('INVALID_FILING');
    expect(error.message).toContain('rows.0.shares');
  });

  it('refuses a field that it does not know, so that a misspelt one is not lost', async () => {
    const error = await left(ledger.record({ ...(opening as object), acceptdAt: '2024-01-10' }));
    expect(error.message).toContain('acceptdAt');
  });

  it.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['undefined', undefined],
    ['a function', () => '5'],
    ['12', 12n],
  ])('refuses what JSON would write as nothing: %s', async (shown, price) => {
    const given = form4(3, '2024-03-05', '2024-03-04', [
      trade(1, '2024-03-04', 'S', 'D', '10', '5990', { price }),
    ]);
    expect(await left(ledger.record(given))).toMatchObject({
      code: 'INVALID_FILING',
      blame: 'incorrect',
      message: expect.stringMatching(`^rows\\.0\\.price: expected JSON .*, got ${shown}\\. `),
    });
    expect((await right(ledger.verify())).events).toBe(0);
  });

  it('refuses a filing that holds itself, and none at all', async () => {
    const round: Record<string, unknown> = { ...(opening as object) };
    round['issuer'] = round;
    expect(await left(ledger.record(round))).toMatchObject({ code: 'INVALID_FILING' });
    expect(await left(ledger.record(undefined))).toMatchObject({ code: 'INVALID_FILING' });
  });

  it('refuses an actor, or a clock, that could not be read again', async () => {
    const talkative = await right(openLedger('memory:', { actor: 'x'.repeat(201) }));
    expect(await left(talkative.record(opening))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('actor of what is recorded'),
    });
    for (const at of [new Date(Number.NaN), new Date(Date.UTC(10_000, 0, 1))]) {
      const astray = await right(openLedger('memory:', { clock: () => at }));
      expect(await left(astray.record(opening))).toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining("the ledger's clock"),
      });
      expect((await right(astray.verify())).events).toBe(0);
    }
  });

  it('keeps a missing price apart from a price of nothing', async () => {
    await right(ledger.record(opening));
    const gifts = form4(4, '2024-03-05', '2024-03-04', [
      trade(1, '2024-03-04', 'G', 'D', '10', '5990', { price: '0' }),
      trade(2, '2024-03-04', 'G', 'D', '20', '5970', { price: null }),
    ]);
    await right(ledger.record(gifts));
    const { transactions } = await right(ledger.transactions({ insider: '1001' }));
    expect(transactions.map((t) => t.price)).toEqual(['0', null]);
  });
});

describe('the three times', () => {
  beforeEach(async () => {
    await right(ledger.record(opening));
    now = new Date('2024-06-02T12:00:00Z');
    await right(ledger.record(sale));
  });

  it('asks of a day', async () => {
    expect(await quantity({ asOf: '2024-03-03' })).toBe('6000');
    expect(await quantity({ asOf: '2024-03-04' })).toBe('5000');
  });

  it('asks of what was known by a day, to 22:00 in Washington', async () => {
    expect(await quantity({ knownBy: '2024-03-04' })).toBe('6000');
    expect(await quantity({ knownBy: '2024-03-05' })).toBe('5000');
    expect(await quantity({ knownBy: '2024-03-05T21:29:59Z' })).toBe('6000');
    expect(await quantity({ knownBy: '2024-03-05T21:30:00Z' })).toBe('5000');
  });

  it('asks of what was recorded by an instant', async () => {
    expect(await quantity({ recordedBy: '2024-06-02T11:59:59.999Z' })).toBe('6000');
    expect(await quantity({ recordedBy: '2024-06-02T12:00:00Z' })).toBe('5000');
  });

  it('knows nothing before anything was known', async () => {
    const { positions } = await right(
      ledger.holdings({ insider: '1001', asOf: '2024-03-04', knownBy: '2024-01-09' }),
    );
    expect(positions).toEqual([]);
  });

  it('says unknown, and not nothing, of a day before the first report', async () => {
    const { positions } = await right(ledger.holdings({ insider: '1001', asOf: '2023-01-01' }));
    expect(positions).toMatchObject([{ status: 'unknown', quantity: null, computed: null }]);
  });

  it('refuses a moment that is none', async () => {
    expect(await left(ledger.holdings({ insider: '1001', asOf: '2024-13-01' }))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(await left(ledger.holdings({ insider: '1001', knownBy: 'yesterday' }))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

describe('names', () => {
  beforeEach(async () => {
    await right(ledger.record(opening));
    await right(
      ledger.record({
        ...(form3(5, '2024-01-10', [holding(1, '1')]) as object),
        owners: [{ ...doe, cik: '0000001003', name: 'DOE JOHN' }],
      }),
    );
  });

  it('finds an insider by CIK, padded or not, and by a name that fits one only', async () => {
    for (const insider of ['1001', '0000001001', 'DOE JANE', 'jane doe', 'Jane'])
      expect((await right(ledger.holdings({ insider }))).positions[0]?.insider.name).toBe(
        'DOE JANE',
      );
  });

  it('lists the candidates of a name that fits several', async () => {
    expect(await left(ledger.holdings({ insider: 'doe' }))).toMatchObject({
      code: 'AMBIGUOUS_NAME',
      candidates: ['0000001001', '0000001003'],
      candidateNames: ['DOE JANE', 'DOE JOHN'],
      candidateDetails: [
        { kind: 'insider', id: '0000001001', name: 'DOE JANE', about: ['ACME'] },
        {
          kind: 'insider',
          id: '0000001003',
          name: 'DOE JOHN',
          about: ['ACME'],
          lastFiledOn: '2024-01-10',
        },
      ],
    });
  });

  it('says that nobody bears a name', async () => {
    expect(await left(ledger.holdings({ insider: 'Nobody' }))).toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('rulings', () => {
  const by = { reason: 'read again from the scan', by: 'j.auditor' };
  const row = `${accession(2)}/I.1`;

  beforeEach(async () => {
    await right(ledger.record(opening));
    await right(ledger.record(sale));
    now = new Date('2024-07-01T00:00:00Z');
  });

  it('corrects a row by an event, and nothing recorded earlier changes', async () => {
    await right(ledger.correct(row, { shares: '1100', sharesFollowing: '4900' }, by));
    expect(await quantity()).toBe('4900');
    expect(await quantity({ recordedBy: '2024-06-30' })).toBe('5000');
    expect((await right(ledger.verify())).ok).toBe(true);
  });

  it('puts a row back as it was recorded', async () => {
    await right(ledger.correct(row, { shares: '1100', sharesFollowing: '4900' }, by));
    now = new Date('2024-07-02T00:00:00Z');
    await right(ledger.correct(row, {}, by));
    expect(await quantity()).toBe('5000');
  });

  it('withdraws a row', async () => {
    await right(ledger.withdraw(row, by));
    expect(await quantity()).toBe('6000');
    const { transactions } = await right(ledger.transactions({ insider: '1001' }));
    expect(transactions).toMatchObject([{ row, status: 'withdrawn' }]);
  });

  it('needs a reason and an actor, a row that is there and a field that rows have', async () => {
    expect(await left(ledger.withdraw(row, { reason: ' ', by: 'x' }))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(await left(ledger.withdraw(row, { reason: 'x', by: '' }))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(await left(ledger.withdraw(`${accession(9)}/I.1`, by))).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await left(ledger.correct(row, { colour: 'red' }, by))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(await left(ledger.correct(row, { shares: 'many' }, by))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('joins a provisional insider to a CIK: both ids answer as one', async () => {
    const { cik: _, ...nameless } = doe;
    await right(
      ledger.record({
        ...(form4(7, '2024-05-03', '2024-05-02', [
          trade(1, '2024-05-02', 'S', 'D', '500', '4500'),
        ]) as object),
        owners: [nameless],
      }),
    );
    expect(await quantity()).toBe('5000');
    const provisional = 'p-doe-jane~0000000042';
    await right(ledger.identify(provisional, '0000001001', by));
    expect(await quantity()).toBe('4500');
    expect(await quantity({ insider: provisional })).toBe('4500');
    expect(await quantity({ recordedBy: '2024-06-30' })).toBe('5000');
  });

  it('keeps two titles apart until an operator says that they are one class', async () => {
    await right(
      ledger.record(
        form4(8, '2024-05-03', '2024-05-02', [
          trade(1, '2024-05-02', 'S', 'D', '500', '4500', { security: 'Ordinary Shares' }),
        ]),
      ),
    );
    const classes = async (): Promise<ReadonlyArray<string | null>> =>
      (await right(ledger.holdings({ insider: '1001', asOf: '2024-06-01' }))).positions.map(
        (p) => p.quantity,
      );
    expect(await classes()).toEqual(['5000', '4500']);
    await right(ledger.alias('ACME', 'Ordinary Shares', 'Common Stock', by));
    expect(await classes()).toEqual(['4500']);
  });

  it('leads no title back to itself', async () => {
    const [a, b, c] = ['Ordinary Shares', 'Common Stock', 'Common Shares'] as const;
    await right(ledger.alias('ACME', a, b, by));
    await right(ledger.alias('ACME', b, c, by));
    for (const [title, sameAs] of [
      [b, a],
      [c, a],
      [c, b],
    ] as const) {
      const refused = await left(ledger.alias('ACME', title, sameAs, by));
      expect(refused).toMatchObject({ code: 'INVALID_ARGUMENT', blame: 'incorrect' });
      expect(refused.message).toContain(`"${title}" cannot be "${sameAs}"`);
      expect(refused.message).toContain('circle');
    }
    // The last step taken back, it may be turned round.
    await right(ledger.alias('ACME', b, b, by));
    expect((await right(ledger.alias('ACME', c, b, by))).recorded).toBe(1);
    expect((await right(ledger.alias('ACME', a, c, by))).recorded).toBe(1);
  });
});
