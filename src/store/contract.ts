/**
 * The contract that every event store passes, as a suite to run in the caller's own tests:
 *
 * ```ts
 * import { describe, it } from 'vitest';
 * import { describeEventStoreContract } from 'insider-ledger/store-contract';
 *
 * describeEventStoreContract('my store', { describe, it }, { open: () => openMyStore() });
 * ```
 *
 * `describe` and `it` are handed in, and assertions come from `node:assert`, so that this package
 * needs no test runner and the suite runs under any: vitest, jest, mocha, node:test.
 *
 * The suite assumes nothing about what else the store holds, so a shared server will do: each test
 * makes streams of its own, named like a ledger's, and reads the log from where it began.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Either } from 'fp-ts/lib/Either.js';
import {
  type AppendError,
  type Appended,
  appendBytesMax,
  appendEventsMax,
  type EventStore,
  type Json,
  type NewEvent,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type Revision,
  type StoreError,
  StoreFailure,
  type Subscription,
  streamNameLengthMax,
} from './port.js';

/** The two functions needed of a test runner. */
export interface TestApi {
  describe(name: string, tests: () => void): void;
  it(name: string, test: () => Promise<void>, timeoutMs?: number): void;
}

export interface StoreHarness {
  /** A store to use; the test closes it. It may share what it holds with the ones before. */
  open(): Promise<EventStore>;
  /** Closes the store and opens what it held; left out where nothing outlives the store. */
  readonly reopen?: (store: EventStore) => Promise<EventStore>;
  /** Another store on what the first one holds, as another process has it; both are closed. */
  readonly openBeside?: (store: EventStore) => Promise<EventStore>;
  /**
   * A store whose next acknowledgement gets lost: `append` writes, then fails with
   * STORE_UNAVAILABLE and the outcome `unknown`. Stores that retry such an outcome by themselves
   * may answer with success instead.
   */
  readonly openForgetful?: () => Promise<{ store: EventStore; loseNextAnswer(): void }>;
  /** Limit of each test in milliseconds; 20 s unless given. */
  readonly timeoutMs?: number;
}

type Expected = Revision | 'no-stream';

// ---- words of the tests --------------------------------------------------------------------------

const event = (data: Json = {}, id: string = randomUUID()): NewEvent => ({
  id,
  type: 'HoldingReported',
  data,
  metadata: { schemaVersion: 1 },
});

const numbered = (count: number, from = 0): NewEvent[] =>
  Array.from({ length: count }, (_, i) => event({ n: from + i }));

let streamsMade = 0;
const newStream = (): string => `insider-p-contract-${randomUUID()}-${streamsMade++}`;

const attempt = (
  store: EventStore,
  stream: string,
  expected: Expected,
  events: ReadonlyArray<NewEvent>,
): Promise<Either<AppendError, Appended>> => store.append(stream, expected, events)();

async function append(
  store: EventStore,
  stream: string,
  expected: Expected,
  events: ReadonlyArray<NewEvent>,
): Promise<Appended> {
  const answer = await attempt(store, stream, expected, events);
  if (answer._tag === 'Left') assert.fail(`append failed: ${JSON.stringify(answer.left, plain)}`);
  return answer.right;
}

async function refusal(
  store: EventStore,
  stream: string,
  expected: Expected,
  events: ReadonlyArray<NewEvent>,
): Promise<AppendError> {
  const answer = await attempt(store, stream, expected, events);
  if (answer._tag === 'Right') assert.fail(`appended: ${JSON.stringify(answer.right, plain)}`);
  return answer.left;
}

const plain = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);

async function isWrongRevision(
  store: EventStore,
  stream: string,
  expected: Expected,
  events: ReadonlyArray<NewEvent>,
  actual: Expected,
): Promise<void> {
  const before = await ids(store, stream);
  const error = await refusal(store, stream, expected, events);
  assert.equal(error.code, 'WRONG_EXPECTED_REVISION', error.message);
  assert.equal(error.blame, 'incorrect');
  assert.deepEqual(
    error.code === 'WRONG_EXPECTED_REVISION' && [error.stream, error.expected, error.actual],
    [stream, expected, actual],
  );
  assert.deepEqual(await ids(store, stream), before, 'nothing may have been written');
}

async function collect(events: AsyncIterable<RecordedEvent>): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for await (const one of events) all.push(one);
  return all;
}

const read = (store: EventStore, stream: string, options?: ReadStreamOptions) =>
  collect(store.readStream(stream, options));

const ids = async (store: EventStore, stream: string): Promise<string[]> =>
  (await read(store, stream)).map((one) => one.id);

const revisions = async (
  store: EventStore,
  stream: string,
  options: ReadStreamOptions,
): Promise<number[]> => (await read(store, stream, options)).map((one) => Number(one.revision));

/** Appends an event of its own and returns its position: the log from here on is the test's. */
async function mark(store: EventStore): Promise<Position> {
  const stream = newStream();
  await append(store, stream, 'no-stream', [event()]);
  const [last] = await read(store, stream, { direction: 'backwards', limit: 1 });
  return (last as RecordedEvent).position;
}

const readLog = (store: EventStore, options: ReadAllOptions) => collect(store.readAll(options));

/** The whole log after a position, read `limit` events at a time. */
async function readInPages(
  store: EventStore,
  after: Position,
  limit: number,
): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for (;;) {
    const page = await readLog(store, { after: all.at(-1)?.position ?? after, limit });
    assert.ok(page.length <= limit, `a page of ${page.length} where ${limit} was the limit`);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

const names = (events: ReadonlyArray<RecordedEvent>): string[] =>
  events.map((one) => `${one.stream}@${one.revision} ${one.id}`);

async function failure(work: () => Promise<unknown>): Promise<StoreError> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof StoreFailure, `not a StoreFailure: ${String(error)}`);
    return error.error;
  }
  assert.fail('nothing was thrown');
}

/** The next `count` events of a subscription that goes on afterwards. */
class Follower {
  readonly #events: AsyncIterator<RecordedEvent>;

  constructor(readonly subscription: Subscription) {
    this.#events = subscription[Symbol.asyncIterator]();
  }

  async next(count: number): Promise<RecordedEvent[]> {
    const seen: RecordedEvent[] = [];
    while (seen.length < count) {
      const step = await this.#events.next();
      if (step.done) assert.fail(`the subscription ended after ${seen.length} of ${count} events`);
      seen.push(step.value);
    }
    return seen;
  }

  /** Resolves once the iteration has ended; an event already on its way may still come. */
  async ended(): Promise<void> {
    while (!(await this.#events.next()).done);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

// ---- the contract --------------------------------------------------------------------------------

export function describeEventStoreContract(
  name: string,
  { describe, it }: TestApi,
  harness: StoreHarness,
): void {
  const timeoutMs = harness.timeoutMs ?? 20_000;

  const test = (says: string, body: (store: EventStore) => Promise<void>) =>
    it(
      says,
      async () => {
        const store = await harness.open();
        try {
          await body(store);
        } finally {
          await store.close();
        }
      },
      timeoutMs,
    );

  describe(`${name} keeps the contract of an event store`, () => {
    describe('appending at the expected revision', () => {
      test('to a new stream with no-stream writes from revision 0', async (store) => {
        const stream = newStream();
        const answer = await append(store, stream, 'no-stream', numbered(3));
        assert.deepEqual(answer, { revision: 2n, idempotent: false });
        assert.deepEqual(await revisions(store, stream, {}), [0, 1, 2]);
      });

      test('after the last event writes the next revisions', async (store) => {
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(2));
        assert.deepEqual(await append(store, stream, 1n, numbered(2, 2)), {
          revision: 3n,
          idempotent: false,
        });
        assert.deepEqual(await append(store, stream, 3n, numbered(1, 4)), {
          revision: 4n,
          idempotent: false,
        });
        const data = (await read(store, stream)).map((one) => one.data);
        assert.deepEqual(data, [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
      });

      test('does not look at ids: one id may stand in a stream twice', async (store) => {
        const stream = newStream();
        const [first] = numbered(1) as [NewEvent];
        await append(store, stream, 'no-stream', [first]);
        assert.deepEqual(await append(store, stream, 0n, [first]), {
          revision: 1n,
          idempotent: false,
        });
        assert.deepEqual(await ids(store, stream), [first.id, first.id]);
      });

      test('one id may stand twice in one batch, which can be repeated', async (store) => {
        const stream = newStream();
        const twice = event();
        const batch = [twice, twice];
        assert.equal((await append(store, stream, 'no-stream', batch)).idempotent, false);
        assert.equal((await append(store, stream, 'no-stream', batch)).idempotent, true);
        assert.deepEqual(await ids(store, stream), [twice.id, twice.id]);
      });

      test('the same id may stand in two streams', async (store) => {
        const [a, b] = [newStream(), newStream()];
        const shared = numbered(2);
        await append(store, a, 'no-stream', shared);
        assert.equal((await append(store, b, 'no-stream', shared)).idempotent, false);
        assert.deepEqual(await ids(store, a), await ids(store, b));
      });
    });

    describe('appending again what was appended before', () => {
      test('succeeds with no-stream, writes nothing', async (store) => {
        const stream = newStream();
        const batch = numbered(3);
        await append(store, stream, 'no-stream', batch);
        assert.deepEqual(await append(store, stream, 'no-stream', batch), {
          revision: 2n,
          idempotent: true,
        });
        assert.deepEqual(
          await ids(store, stream),
          batch.map((one) => one.id),
        );
      });

      test('succeeds at a revision, writes nothing', async (store) => {
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(2));
        const batch = numbered(2, 2);
        await append(store, stream, 1n, batch);
        assert.deepEqual(await append(store, stream, 1n, batch), {
          revision: 3n,
          idempotent: true,
        });
        assert.equal((await ids(store, stream)).length, 4);
      });

      test('reports the original revision however much came later', async (store) => {
        const stream = newStream();
        const first = numbered(2);
        const second = numbered(2, 2);
        await append(store, stream, 'no-stream', first);
        await append(store, stream, 1n, second);
        for (let i = 0; i < 40; i++) await append(store, stream, BigInt(3 + i), numbered(1));
        assert.deepEqual(await append(store, stream, 'no-stream', first), {
          revision: 1n,
          idempotent: true,
        });
        assert.deepEqual(await append(store, stream, 1n, second), {
          revision: 3n,
          idempotent: true,
        });
        assert.equal((await ids(store, stream)).length, 44);
      });

      test('goes by ids and places, not by how the events were batched', async (store) => {
        const stream = newStream();
        const all = numbered(6);
        await append(store, stream, 'no-stream', all.slice(0, 2));
        await append(store, stream, 1n, all.slice(2, 6));
        const one = await append(store, stream, 'no-stream', all);
        assert.deepEqual(one, { revision: 5n, idempotent: true });
        const part = await append(store, stream, 2n, all.slice(3, 5));
        assert.deepEqual(part, { revision: 4n, idempotent: true });
      });

      test('goes by ids, not by data: what was written first stays', async (store) => {
        const stream = newStream();
        const id = randomUUID();
        await append(store, stream, 'no-stream', [event({ shares: '100' }, id)]);
        const again = await append(store, stream, 'no-stream', [event({ shares: '999' }, id)]);
        assert.equal(again.idempotent, true);
        const [kept] = await read(store, stream);
        assert.deepEqual(kept?.data, { shares: '100' });
      });
    });

    describe('appending behind the last revision is refused', () => {
      test('with no-stream, when the first id differs', async (store) => {
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(2));
        await isWrongRevision(store, stream, 'no-stream', numbered(1), 1n);
      });

      test('at a revision, when the first id differs', async (store) => {
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(3));
        await isWrongRevision(store, stream, 0n, numbered(1), 2n);
      });

      test('when the first id matches and a later one differs', async (store) => {
        const stream = newStream();
        const all = numbered(4);
        await append(store, stream, 'no-stream', all);
        const [a, b, c] = all as [NewEvent, NewEvent, NewEvent];
        await isWrongRevision(store, stream, 'no-stream', [a, event()], 3n);
        await isWrongRevision(store, stream, 0n, [b, c, event()], 3n);
      });

      test('when the ids match and run past the end', async (store) => {
        const stream = newStream();
        const all = numbered(3);
        await append(store, stream, 'no-stream', all);
        await isWrongRevision(store, stream, 'no-stream', [...all, event()], 2n);
        await isWrongRevision(store, stream, 1n, [all[2] as NewEvent, event()], 2n);
      });

      test('when the first id differs and a later one matches', async (store) => {
        const stream = newStream();
        const all = numbered(3);
        await append(store, stream, 'no-stream', all);
        await isWrongRevision(store, stream, 'no-stream', [event(), ...all.slice(1)], 2n);
      });

      test('when the same events stand there in another order', async (store) => {
        const stream = newStream();
        const all = numbered(3);
        await append(store, stream, 'no-stream', all);
        await isWrongRevision(store, stream, 'no-stream', [...all].reverse(), 2n);
      });

      test('when the events stand elsewhere in the stream', async (store) => {
        const stream = newStream();
        const all = numbered(4);
        await append(store, stream, 'no-stream', all);
        await isWrongRevision(store, stream, 0n, all.slice(2), 3n);
        await isWrongRevision(store, stream, 'no-stream', all.slice(1, 3), 3n);
      });
    });

    describe('appending ahead of the last revision is refused', () => {
      test('where there is no stream', async (store) => {
        await isWrongRevision(store, newStream(), 0n, numbered(1), 'no-stream');
      });

      test('by one and by far', async (store) => {
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(2));
        await isWrongRevision(store, stream, 2n, numbered(1), 1n);
        await isWrongRevision(store, stream, 2n ** 62n, numbered(1), 1n);
      });

      test('even where the ids are those at the end', async (store) => {
        const stream = newStream();
        const all = numbered(2);
        await append(store, stream, 'no-stream', all);
        await isWrongRevision(store, stream, 5n, all, 1n);
      });
    });

    describe('many appenders at once', () => {
      test('on one stream: one winner a revision, the others learn the actual', async (store) => {
        const stream = newStream();
        const rounds = 12;
        const appenders = 8;
        for (let round = 0; round < rounds; round++) {
          const expected: Expected = round === 0 ? 'no-stream' : BigInt(round - 1);
          const answers = await Promise.all(
            Array.from({ length: appenders }, (_, appender) =>
              attempt(store, stream, expected, [event({ round, appender })]),
            ),
          );
          const winners = answers.filter((answer) => answer._tag === 'Right');
          assert.equal(winners.length, 1, `round ${round}`);
          for (const answer of answers) {
            if (answer._tag === 'Right') continue;
            assert.equal(answer.left.code, 'WRONG_EXPECTED_REVISION');
            assert.equal('actual' in answer.left && answer.left.actual, BigInt(round));
          }
        }
        assert.equal((await ids(store, stream)).length, rounds);
      });

      test('each trying until it has won: nothing lost, nothing twice', async (store) => {
        const stream = newStream();
        const appenders = 6;
        const each = 10;
        const mine = Array.from({ length: appenders }, () => numbered(each));
        await Promise.all(
          mine.map(async (events) => {
            let expected: Expected = 'no-stream';
            for (const one of events) {
              for (;;) {
                const answer: Either<AppendError, Appended> = await attempt(
                  store,
                  stream,
                  expected,
                  [one],
                );
                if (answer._tag === 'Right') {
                  expected = answer.right.revision;
                  break;
                }
                if (answer.left.code !== 'WRONG_EXPECTED_REVISION') {
                  assert.fail(answer.left.message);
                }
                expected = answer.left.actual;
              }
            }
          }),
        );
        const kept = await ids(store, stream);
        assert.equal(kept.length, appenders * each);
        for (const events of mine) {
          const wanted = new Set(events.map((one) => one.id));
          assert.deepEqual(
            kept.filter((id) => wanted.has(id)),
            events.map((one) => one.id),
            "an appender's events are there in its order",
          );
        }
      });

      test('appending the very same batch: all succeed, one writes', async (store) => {
        const stream = newStream();
        const batch = numbered(3);
        const answers = await Promise.all(
          Array.from({ length: 10 }, () => append(store, stream, 'no-stream', batch)),
        );
        assert.equal(answers.filter((answer) => !answer.idempotent).length, 1);
        assert.ok(answers.every((answer) => answer.revision === 2n));
        assert.equal((await ids(store, stream)).length, 3);
      });

      test('an append that is refused does not disturb those beside it', async (store) => {
        const streams = Array.from({ length: 6 }, newStream);
        const answers = await Promise.all(
          streams.flatMap((stream) => [
            attempt(store, stream, 'no-stream', numbered(2)),
            attempt(store, newStream(), 7n, numbered(1)),
          ]),
        );
        assert.deepEqual(
          answers.map((answer) => answer._tag),
          streams.flatMap(() => ['Right', 'Left']),
        );
        for (const stream of streams) assert.equal((await ids(store, stream)).length, 2);
      });
    });

    const { openBeside } = harness;
    if (openBeside !== undefined)
      describe('appending what another process appends', () => {
        const pair = (
          says: string,
          body: (mine: EventStore, others: EventStore) => Promise<void>,
        ) =>
          test(says, async (mine) => {
            const others = await openBeside(mine);
            try {
              await body(mine, others);
            } finally {
              await others.close();
            }
          });
        const certainly = async (
          store: EventStore,
          stream: string,
          expected: Expected,
          events: ReadonlyArray<NewEvent>,
        ): Promise<Appended> => {
          const answer = await store.append(stream, expected, events, { certain: true })();
          if (answer._tag === 'Left') assert.fail(answer.left.message);
          return answer.right;
        };
        const sealed = (one: NewEvent, hash: string): NewEvent => ({ ...one, metadata: { hash } });

        pair('is answered with what stands, not with what was asked', async (mine, others) => {
          const stream = newStream();
          const [first, second, third] = numbered(3) as [NewEvent, NewEvent, NewEvent];
          const began = await certainly(mine, stream, 'no-stream', [sealed(first, 'm1')]);
          assert.deepEqual(began, { revision: 0n, idempotent: false });
          // Nothing of this store's own shows that another has gone on.
          await certainly(others, stream, 0n, [sealed(second, 'o2')]);
          await certainly(others, stream, 1n, [sealed(third, 'o3')]);
          assert.deepEqual(await certainly(mine, stream, 0n, [sealed(second, 'm2')]), {
            revision: 1n,
            idempotent: true,
          });
          assert.deepEqual(
            (await read(mine, stream)).map((one) => one.metadata),
            [{ hash: 'm1' }, { hash: 'o2' }, { hash: 'o3' }],
          );
        });

        pair('is another’s also where it was appended in other parts', async (mine, others) => {
          const stream = newStream();
          const all = numbered(4);
          await certainly(others, stream, 'no-stream', all.slice(0, 1));
          await certainly(others, stream, 0n, all.slice(1));
          const answer = await certainly(mine, stream, 'no-stream', all.slice(0, 3));
          assert.deepEqual(answer, { revision: 2n, idempotent: true });
        });

        pair(
          'is told to one of them that it wrote, were it the same to a byte',
          async (mine, others) => {
            const stream = newStream();
            for (let round = 0; round < 20; round++) {
              const expected: Expected = round === 0 ? 'no-stream' : BigInt(2 * round - 1);
              const batch = numbered(2, round);
              const answers = await Promise.all(
                [mine, others, mine, others].map((store) =>
                  certainly(store, stream, expected, batch),
                ),
              );
              const written = answers.filter((answer) => !answer.idempotent);
              assert.equal(written.length, 1, `round ${round}`);
            }
            assert.equal((await ids(mine, stream)).length, 40);
          },
        );
      });

    describe('a batch', () => {
      test('that is refused leaves nothing of itself, in the stream or the log', async (store) => {
        const start = await mark(store);
        const stream = newStream();
        const kept = numbered(2);
        await append(store, stream, 'no-stream', kept);
        await refusal(store, stream, 'no-stream', [kept[0] as NewEvent, ...numbered(20)]);
        await refusal(store, stream, 9n, numbered(20));
        await refusal(store, stream, 1n, [...numbered(3), event({}, 'not a UUID')]);
        const log = (await readLog(store, { after: start })).filter((e) => e.stream === stream);
        assert.deepEqual(
          log.map((one) => one.id),
          kept.map((one) => one.id),
        );
      });

      test('stands together in the log, and is never seen in part', async (store) => {
        const stream = newStream();
        const batches = 8;
        const size = 50;
        let done = false;
        const appending = (async () => {
          for (let i = 0; i < batches; i++) {
            const expected: Expected = i === 0 ? 'no-stream' : BigInt(i * size - 1);
            await append(store, stream, expected, numbered(size));
          }
          done = true;
        })();
        while (!done) {
          const seen = (await read(store, stream)).length;
          assert.equal(seen % size, 0, `${seen} events were seen of batches of ${size}`);
          await pause(0);
        }
        await appending;
      });
    });

    describe('reading a stream', () => {
      test('that does not exist gives nothing, either way', async (store) => {
        assert.deepEqual(await read(store, newStream()), []);
        assert.deepEqual(await read(store, newStream(), { direction: 'backwards' }), []);
      });

      test('gives its events in order with stream, revision, id and type', async (store) => {
        const stream = newStream();
        const all = numbered(5);
        await append(store, stream, 'no-stream', all);
        const seen = await read(store, stream);
        assert.deepEqual(
          seen.map(({ position: _position, ...rest }) => rest),
          all.map((one, i) => ({ ...one, stream, revision: BigInt(i) })),
        );
      });

      test('forwards: from a revision inclusive, up to a limit', async (store) => {
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(10));
        const forwards = (options: ReadStreamOptions) => revisions(store, stream, options);
        assert.deepEqual(await forwards({ from: 7n }), [7, 8, 9]);
        assert.deepEqual(await forwards({ from: 2n, limit: 3 }), [2, 3, 4]);
        assert.deepEqual(await forwards({ from: 9n, limit: 100 }), [9]);
        assert.deepEqual(await forwards({ from: 10n }), []);
        assert.deepEqual(await forwards({ limit: 0 }), []);
      });

      test('backwards: from the end or a revision inclusive, up to a limit', async (store) => {
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(5));
        const backwards = (options: ReadStreamOptions) =>
          revisions(store, stream, { ...options, direction: 'backwards' });
        assert.deepEqual(await backwards({}), [4, 3, 2, 1, 0]);
        assert.deepEqual(await backwards({ limit: 2 }), [4, 3]);
        assert.deepEqual(await backwards({ from: 2n }), [2, 1, 0]);
        assert.deepEqual(await backwards({ from: 3n, limit: 1 }), [3]);
        assert.deepEqual(await backwards({ from: 0n }), [0]);
        assert.deepEqual(await backwards({ from: 99n, limit: 2 }), [4, 3]);
      });

      test('in pages, resumed after the last revision, gives every event once', async (store) => {
        const stream = newStream();
        const all = numbered(23);
        await append(store, stream, 'no-stream', all);
        const seen: string[] = [];
        for (;;) {
          const page = await read(store, stream, { from: BigInt(seen.length), limit: 5 });
          if (page.length === 0) break;
          seen.push(...page.map((one) => one.id));
        }
        assert.deepEqual(
          seen,
          all.map((one) => one.id),
        );
      });

      test('of a few thousand events, either way', async (store) => {
        const stream = newStream();
        for (let i = 0; i < 3; i++) {
          await append(
            store,
            stream,
            i === 0 ? 'no-stream' : BigInt(i * 1_000 - 1),
            numbered(1_000),
          );
        }
        const forwards = await revisions(store, stream, {});
        assert.deepEqual(
          forwards,
          Array.from({ length: 3_000 }, (_, i) => i),
        );
        const backwards = await revisions(store, stream, { direction: 'backwards' });
        assert.deepEqual(backwards, forwards.reverse());
      });

      test('can be given up half way', async (store) => {
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(600));
        for await (const one of store.readStream(stream)) if (one.revision === 2n) break;
        for await (const one of store.readAll()) if (one.revision >= 0n) break;
        await append(store, stream, 599n, numbered(1));
        assert.equal((await ids(store, stream)).length, 601);
      });
    });

    describe('reading the log', () => {
      test('gives all streams in the order in which they were acknowledged', async (store) => {
        const start = await mark(store);
        const [a, b] = [newStream(), newStream()];
        await append(store, a, 'no-stream', numbered(2));
        await append(store, b, 'no-stream', numbered(1));
        await append(store, a, 1n, numbered(1));
        const log = await readLog(store, { after: start });
        assert.deepEqual(
          log.map((one) => [one.stream, one.revision]),
          [
            [a, 0n],
            [a, 1n],
            [b, 0n],
            [a, 2n],
          ],
        );
      });

      test('gives the same events as their streams, positions included', async (store) => {
        const start = await mark(store);
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(7));
        assert.deepEqual(await readLog(store, { after: start }), await read(store, stream));
      });

      test('after a position is exclusive; at the end there is nothing', async (store) => {
        const start = await mark(store);
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(4));
        const log = await readLog(store, { after: start });
        const third = log[2] as RecordedEvent;
        assert.deepEqual(await readLog(store, { after: third.position }), log.slice(3));
        assert.deepEqual(await readLog(store, { after: start, limit: 2 }), log.slice(0, 2));
        assert.deepEqual(await readLog(store, { after: start, limit: 0 }), []);
        const end = (log.at(-1) as RecordedEvent).position;
        assert.deepEqual(await readLog(store, { after: end }), []);
      });

      test('from the beginning includes everything before a position', async (store) => {
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(2));
        const log = (await readLog(store, {})).filter((one) => one.stream === stream);
        assert.deepEqual(log, await read(store, stream));
      });

      test('in pages of any size gives the same log', async (store) => {
        const start = await mark(store);
        const streams = Array.from({ length: 5 }, newStream);
        await Promise.all(
          streams.map((stream) => append(store, stream, 'no-stream', numbered(17))),
        );
        const whole = names(await readLog(store, { after: start }));
        assert.equal(whole.length, 5 * 17);
        for (const limit of [1, 7, 85, 1_000]) {
          assert.deepEqual(names(await readInPages(store, start, limit)), whole);
        }
      });

      test('while many append never misses an event that is filled in later', async (store) => {
        const start = await mark(store);
        const appenders = Array.from({ length: 8 }, newStream);
        let left = appenders.length;
        const appending = appenders.map(async (stream, appender) => {
          let expected: Expected = 'no-stream';
          for (let i = 0; i < 15; i++) {
            const size = 1 + ((appender + i) % 4);
            expected = (await append(store, stream, expected, numbered(size))).revision;
          }
          left -= 1;
        });
        const seen: RecordedEvent[] = [];
        for (let last = false; ; ) {
          const after = seen.at(-1)?.position ?? start;
          const page = await readLog(store, { after, limit: 10 });
          seen.push(...page);
          if (page.length === 0 && last) break;
          last = left === 0;
          await pause(0);
        }
        await Promise.all(appending);
        assert.deepEqual(names(seen), names(await readLog(store, { after: start })));
        for (const stream of appenders) {
          const own = seen.filter((one) => one.stream === stream);
          assert.deepEqual(
            own.map((one) => one.revision),
            own.map((_, i) => BigInt(i)),
          );
        }
      });
    });

    describe('a subscription', () => {
      const following = async (
        store: EventStore,
        after: Position,
        body: (follower: Follower) => Promise<void>,
      ) => {
        const subscription = store.subscribe({ after });
        try {
          await body(new Follower(subscription));
        } finally {
          await subscription.close();
        }
      };

      test('catches up with what is there, then follows what comes', async (store) => {
        const start = await mark(store);
        const stream = newStream();
        const all = numbered(9);
        await append(store, stream, 'no-stream', all.slice(0, 4));
        await following(store, start, async (follower) => {
          const past = await follower.next(4);
          const live = follower.next(5);
          await append(store, stream, 3n, all.slice(4, 6));
          await append(store, stream, 5n, all.slice(6));
          assert.deepEqual(
            [...past, ...(await live)].map((one) => one.id),
            all.map((one) => one.id),
          );
        });
      });

      test('begins after the position given, and without one at the beginning', async (store) => {
        const start = await mark(store);
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(5));
        const log = await readLog(store, { after: start });
        await following(store, (log[1] as RecordedEvent).position, async (follower) => {
          assert.deepEqual(await follower.next(3), log.slice(2));
        });
        const subscription = store.subscribe({});
        for await (const one of subscription) if (one.id === log[4]?.id) break;
        await subscription.close();
      });

      test('shows the order of the log, whoever appends', async (store) => {
        const start = await mark(store);
        const streams = Array.from({ length: 6 }, newStream);
        await following(store, start, async (follower) => {
          const seen = follower.next(6 * 10);
          await Promise.all(
            streams.map(async (stream) => {
              let expected: Expected = 'no-stream';
              for (let i = 0; i < 5; i++) {
                expected = (await append(store, stream, expected, numbered(2))).revision;
              }
            }),
          );
          assert.deepEqual(names(await seen), names(await readLog(store, { after: start })));
        });
      });

      test('passes from catching up to following without a gap or a repeat', async (store) => {
        const start = await mark(store);
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(400));
        await following(store, start, async (follower) => {
          const seen = follower.next(500);
          let expected = 399n;
          for (let i = 0; i < 20; i++) {
            expected = (await append(store, stream, expected, numbered(5))).revision;
          }
          assert.deepEqual(
            (await seen).map((one) => Number(one.revision)),
            Array.from({ length: 500 }, (_, i) => i),
          );
        });
      });

      test('is one of several, each with its own place', async (store) => {
        const start = await mark(store);
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(3));
        const log = await readLog(store, { after: start });
        await following(store, start, (first) =>
          following(store, (log[2] as RecordedEvent).position, async (second) => {
            const both = Promise.all([first.next(5), second.next(2)]);
            await append(store, stream, 2n, numbered(2));
            const [all, live] = await both;
            assert.deepEqual(names(all.slice(3)), names(live));
          }),
        );
      });

      test('ends when closed while it waits', async (store) => {
        const subscription = store.subscribe({ after: await mark(store) });
        const ended = new Follower(subscription).ended();
        await pause(30);
        await subscription.close();
        await ended;
      });

      test('ends when closed while it catches up, and again does no harm', async (store) => {
        const start = await mark(store);
        await append(store, newStream(), 'no-stream', numbered(1_000));
        const subscription = store.subscribe({ after: start });
        const follower = new Follower(subscription);
        await follower.next(3);
        await subscription.close();
        await subscription.close();
        await follower.ended();
      });

      test('that nobody iterates can be closed; others go on', async (store) => {
        const start = await mark(store);
        await store.subscribe({ after: start }).close();
        await following(store, start, async (follower) => {
          const live = follower.next(1);
          await append(store, newStream(), 'no-stream', numbered(1));
          assert.equal((await live).length, 1);
        });
      });

      test('ends when the store is closed', async (store) => {
        const ended = new Follower(store.subscribe({ after: await mark(store) })).ended();
        await pause(30);
        await store.close();
        await ended;
      });
    });

    describe('an event comes back exactly as it went in:', () => {
      const deep = (depth: number): Json => (depth === 0 ? 'end' : { in: [deep(depth - 1)] });
      const cases: ReadonlyArray<readonly [string, Json]> = [
        ['decimals as text', { shares: '3907660000000000000001.10', price: '0.3333', cik: '0001' }],
        ['numbers', [0, 1, -1, 0.1, 1e-7, 1e21, 2 ** 53 - 1, 5e-324, 1.7976931348623157e308]],
        ['unicode', ['naïve', '持株会', '👩🏽‍💼', '\u2028\u2029\ufeff', 'e\u0301', '\u00e9']],
        ['control characters and quotes', ['\u0000\u0001\t\r\n', '"\\/', '</script>', '%s %d']],
        ['half a surrogate pair', '\ud83d'],
        ['nested values', deep(25)],
        ['empty values', [{}, [], '', null, false, 0]],
        ['awkward keys', { '': 1, ' ': 2, 'a.b': 3, constructor: 4, toString: 5, '10': 6, '9': 7 }],
        ['text of 200,000 characters', 'Ω'.repeat(200_000)],
        ['text that looks like JSON', '{"not":"parsed"}'],
        ['null alone', null],
      ];
      for (const [what, value] of cases) {
        test(what, async (store) => {
          const start = await mark(store);
          const stream = newStream();
          const given: NewEvent = { ...event(value), metadata: value, type: 'Typ é/1' };
          await append(store, stream, 'no-stream', [given]);
          const [fromStream] = await read(store, stream);
          const [fromLog] = await readLog(store, { after: start });
          const { id, type, data, metadata } = fromStream as RecordedEvent;
          assert.deepEqual({ id, type, data, metadata }, given);
          assert.equal(JSON.stringify(data), JSON.stringify(value), 'order of keys included');
          assert.deepEqual(fromLog, fromStream);
        });
      }

      test('a key named __proto__', async (store) => {
        const stream = newStream();
        const given = JSON.parse('{"__proto__":{"polluted":true},"a":1}');
        await append(store, stream, 'no-stream', [event(given)]);
        const [kept] = await read(store, stream);
        assert.equal(JSON.stringify(kept?.data), JSON.stringify(given));
      });

      test('whatever the caller does to its own copy afterwards', async (store) => {
        const stream = newStream();
        const data = { shares: ['1'] };
        const appending = append(store, stream, 'no-stream', [event(data)]);
        data.shares.push('2');
        await appending;
        data.shares.push('3');
        const [kept] = await read(store, stream);
        ((kept as RecordedEvent).data as { shares: string[] }).shares.push('4');
        const [again] = await read(store, stream);
        assert.deepEqual(again?.data, { shares: ['1'] });
      });
    });

    describe('refuses', () => {
      const refuses = (what: string, code: StoreError['code'], events: () => NewEvent[]) =>
        test(`${what}: ${code}, nothing written`, async (store) => {
          const stream = newStream();
          const error = await refusal(store, stream, 'no-stream', events());
          assert.equal(error.code, code, error.message);
          assert.equal(error.blame, 'incorrect');
          assert.deepEqual(await read(store, stream), []);
        });
      const holding = (data: unknown): NewEvent => ({ ...event(), data: data as Json });
      const cycle: { self?: unknown } = {};
      cycle.self = cycle;

      refuses('an empty batch', 'INVALID_EVENT', () => []);
      refuses('an id that is no UUID', 'INVALID_EVENT', () => [event(), event({}, '12')]);
      refuses('a UUID in capitals', 'INVALID_EVENT', () => [
        event({}, '0B5F1C2E-0000-4000-8000-00000000ABCD'),
      ]);
      refuses('an empty type', 'INVALID_EVENT', () => [{ ...event(), type: '' }]);
      refuses('a type of the server', 'INVALID_EVENT', () => [{ ...event(), type: '$metadata' }]);
      for (const [what, value] of [
        ['NaN', Number.NaN],
        ['infinity', Number.POSITIVE_INFINITY],
        ['minus zero', -0],
        ['a bigint', 12n],
        ['undefined', undefined],
        ['undefined as a member', { a: undefined }],
        ['a hole in an array', new Array(2)],
        ['a function', () => 1],
        ['a symbol', Symbol('s')],
        ['a Date', new Date(0)],
        ['a Map', new Map()],
        ['a cycle', cycle],
      ] as const) {
        refuses(`${what} as data`, 'INVALID_EVENT', () => [event(), holding({ in: [value] })]);
        refuses(`${what} as metadata`, 'INVALID_EVENT', () => [
          { ...event(), metadata: { in: value } as unknown as Json },
        ]);
      }
      refuses('too many events', 'APPEND_TOO_LARGE', () => numbered(appendEventsMax + 1));
      refuses('too many bytes', 'APPEND_TOO_LARGE', () => [
        event('x'.repeat(appendBytesMax / 2)),
        event('x'.repeat(appendBytesMax / 2)),
      ]);
      refuses('too many bytes though few characters', 'APPEND_TOO_LARGE', () => [
        event('Ω'.repeat(appendBytesMax / 2)),
      ]);

      test('stream names that a store cannot keep apart or must not touch', async (store) => {
        for (const bad of ['', '$all', '$$x', 'a\u0000b', 'x'.repeat(streamNameLengthMax + 1)]) {
          const error = await refusal(store, bad, 'no-stream', numbered(1));
          assert.equal(error.code, 'INVALID_REQUEST', error.message);
        }
      });

      test('a negative revision, a limit or a position that means nothing', async (store) => {
        const stream = newStream();
        assert.equal((await refusal(store, stream, -1n, numbered(1))).code, 'INVALID_REQUEST');
        for (const work of [
          () => read(store, stream, { from: -1n }),
          () => read(store, stream, { limit: -1 }),
          () => read(store, stream, { limit: 1.5 }),
          () => readLog(store, { limit: Number.NaN }),
          () => readLog(store, { after: 'not a position' }),
          () => new Follower(store.subscribe({ after: 'not a position' })).next(1),
        ]) {
          const error = await failure(work);
          assert.equal(error.code, 'INVALID_REQUEST', error.message);
          assert.equal(error.blame, 'incorrect');
        }
      });
    });

    describe('takes', () => {
      test('a batch of as many events as allowed', async (store) => {
        const stream = newStream();
        const answer = await append(store, stream, 'no-stream', numbered(appendEventsMax));
        assert.equal(answer.revision, BigInt(appendEventsMax - 1));
        assert.equal((await read(store, stream)).length, appendEventsMax);
      });

      test('a batch of as many bytes as allowed, and not one more', async (store) => {
        const one: NewEvent = { ...event('x'), type: 'T', metadata: null };
        const around = JSON.stringify('').length + 'T'.length + 'null'.length;
        const stream = newStream();
        const full = { ...one, data: 'x'.repeat(appendBytesMax - around) };
        const over = { ...one, data: `${full.data}x` };
        const error = await refusal(store, stream, 'no-stream', [over]);
        assert.equal(error.code, 'APPEND_TOO_LARGE');
        await append(store, stream, 'no-stream', [full]);
        const [kept] = await read(store, stream);
        assert.equal(kept?.data, full.data);
      });

      test('the longest stream name', async (store) => {
        const stream = newStream().padEnd(streamNameLengthMax, 'x');
        await append(store, stream, 'no-stream', numbered(1));
        assert.equal((await ids(store, stream)).length, 1);
      });

      test('stream names that differ only in case, and keeps them apart', async (store) => {
        const stream = newStream();
        await append(store, `${stream}-a`, 'no-stream', numbered(1));
        await append(store, `${stream}-A`, 'no-stream', numbered(2));
        assert.equal((await ids(store, `${stream}-a`)).length, 1);
      });
    });

    describe('closed', () => {
      test('answers every call with STORE_CLOSED', async (store) => {
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(2));
        await store.close();
        const codes = [
          await refusal(store, stream, 1n, numbered(1)),
          await failure(() => read(store, stream)),
          await failure(() => readLog(store, {})),
          await failure(() => new Follower(store.subscribe({})).next(1)),
          await failure(async () => {
            for await (const problem of store.audit()) assert.fail(problem.message);
          }),
        ].map((error) => error.code);
        assert.deepEqual(codes, Array(5).fill('STORE_CLOSED'));
      });

      test('a second time does no harm', async (store) => {
        await store.close();
        await store.close();
      });

      test('settles the appends under way first', async (store) => {
        const streams = Array.from({ length: 20 }, newStream);
        const answers = streams.map((stream) => attempt(store, stream, 'no-stream', numbered(3)));
        await store.close();
        for (const answer of await Promise.all(answers)) assert.equal(answer._tag, 'Right');
      });
    });

    describe('asked for the ids of a stream, where it can tell them', () => {
      test('gives those of one type, in order, as it stands then', async (store) => {
        if (store.idsOf === undefined) return;
        const stream = newStream();
        assert.deepEqual(await store.idsOf(stream, 'HoldingReported'), []);
        const batch = numbered(6).map((one, i) => (i % 2 === 0 ? one : { ...one, type: 'Other' }));
        await append(store, stream, 'no-stream', batch);
        await append(store, newStream(), 'no-stream', numbered(2));
        const placed = batch.map(({ id, type }, i) => ({ id, type, revision: BigInt(i) }));
        for (const asked of ['HoldingReported', 'Other', 'None']) {
          const expected = placed.filter(({ type }) => type === asked);
          assert.deepEqual(
            await store.idsOf(stream, asked),
            expected.map(({ id, revision }) => ({ id, revision })),
          );
        }
        await append(store, stream, 5n, numbered(1));
        assert.equal((await store.idsOf(stream, 'HoldingReported')).length, 4);
      });

      test('refuses when closed', async (store) => {
        if (store.idsOf === undefined) return;
        const { idsOf } = store;
        await store.close();
        await assert.rejects(
          () => idsOf(newStream(), 'HoldingReported'),
          (thrown) => thrown instanceof StoreFailure && thrown.error.code === 'STORE_CLOSED',
        );
      });
    });

    describe('asked for one text of a stream, where it can tell it', () => {
      test('gives that of the events of one type that have it, in order', async (store) => {
        if (store.textsOf === undefined) return;
        const stream = newStream();
        assert.deepEqual(await store.textsOf(stream, 'HoldingReported', 'said'), []);
        const said = [{ said: 'a "b"' }, { said: 7 }, {}, { said: 'c', more: { said: 'd' } }];
        const batch = numbered(5).map((one, i) => ({ ...one, data: said[i] ?? null }));
        await append(store, stream, 'no-stream', batch);
        await append(store, stream, 4n, [{ ...numbered(1)[0], type: 'Other' } as NewEvent]);
        assert.deepEqual(await store.textsOf(stream, 'HoldingReported', 'said'), ['a "b"', 'c']);
        assert.deepEqual(await store.textsOf(stream, 'Other', 'said'), []);
      });

      test('refuses when closed', async (store) => {
        if (store.textsOf === undefined) return;
        const { textsOf } = store;
        await store.close();
        await assert.rejects(
          () => textsOf(newStream(), 'HoldingReported', 'said'),
          (thrown) => thrown instanceof StoreFailure && thrown.error.code === 'STORE_CLOSED',
        );
      });
    });

    describe('audited', () => {
      test('finds nothing wrong with what it wrote', async (store) => {
        const stream = newStream();
        await append(store, stream, 'no-stream', numbered(10));
        await refusal(store, stream, 3n, numbered(2));
        await append(store, stream, 9n, numbered(1));
        for await (const problem of store.audit()) assert.fail(problem.message);
      });
    });

    const { reopen, openForgetful } = harness;
    if (reopen !== undefined) describeReopening(test, reopen);
    if (openForgetful !== undefined) {
      describe('when an answer is lost', () => {
        it(
          'the same append again settles it, and nothing is written twice',
          async () => {
            const { store, loseNextAnswer } = await openForgetful();
            try {
              const stream = newStream();
              await append(store, stream, 'no-stream', numbered(1));
              const batch = numbered(3, 1);
              loseNextAnswer();
              const answer = await attempt(store, stream, 0n, batch);
              if (answer._tag === 'Left') {
                assert.equal(answer.left.code, 'STORE_UNAVAILABLE');
                assert.equal('outcome' in answer.left && answer.left.outcome, 'unknown');
              }
              assert.equal((await append(store, stream, 0n, batch)).revision, 3n);
              assert.equal((await ids(store, stream)).length, 4);
            } finally {
              await store.close();
            }
          },
          timeoutMs,
        );
      });
    }
  });

  function describeReopening(
    storeTest: typeof test,
    reopen: (store: EventStore) => Promise<EventStore>,
  ): void {
    describe('reopened', () => {
      storeTest('holds the same log, and the same positions resume it', async (store) => {
        const start = await mark(store);
        const streams = Array.from({ length: 4 }, newStream);
        await Promise.all(streams.map((s) => append(store, s, 'no-stream', numbered(5))));
        const before = await readLog(store, { after: start });
        const again = await reopen(store);
        try {
          assert.deepEqual(await readLog(again, { after: start }), before);
          const middle = before[9] as RecordedEvent;
          assert.deepEqual(await readLog(again, { after: middle.position }), before.slice(10));
        } finally {
          await again.close();
        }
      });

      storeTest('goes on where it was and knows what was appended before', async (store) => {
        const stream = newStream();
        const batch = numbered(3);
        await append(store, stream, 'no-stream', batch);
        const again = await reopen(store);
        try {
          assert.deepEqual(await append(again, stream, 'no-stream', batch), {
            revision: 2n,
            idempotent: true,
          });
          await isWrongRevision(again, stream, 0n, numbered(1), 2n);
          assert.equal((await append(again, stream, 2n, numbered(1))).revision, 3n);
          for await (const problem of again.audit()) assert.fail(problem.message);
        } finally {
          await again.close();
        }
      });
    });
  }
}
