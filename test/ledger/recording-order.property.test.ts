/**
 * Filings asked for at once: whatever the store answers first, a stream holds them in the order in
 * which they were asked for, once each, in one unbroken chain. An import that is interrupted and
 * run again ends as one that was not only if this holds.
 */

import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { LedgerFailure } from '../../src/answer/error.js';
import { insiderId, insiderStream } from '../../src/event/catalogue.js';
import { genesisHash, hashOf } from '../../src/event/chain.js';
import type { Recording } from '../../src/event/from-filing.js';
import { eventIdOf, eventKindOf, type InsiderId } from '../../src/event/identity.js';
import { foundRecordable } from '../../src/event/recordable.js';
import { type Accession, accessionNumber } from '../../src/filing/model.js';
import { streamCache } from '../../src/journal/streams.js';
import type { PreparedFiling } from '../../src/ledger/record/prepare.js';
import { type Recorder, recorder } from '../../src/ledger/record/recorder.js';
import { memoryStore } from '../../src/store/memory.js';
import type { EventStore, RecordedEvent } from '../../src/store/port.js';
import { tried } from '../times.js';
import { written } from '../written.js';

/** They differ where they begin, as digests of contents do. */
const numbered = (n: number): Accession =>
  written(accessionNumber, `${String(n).padStart(2, '0')}00000000-24-000001`);

/** A filing of some insiders, with so many rows. */
interface Asked {
  readonly accession: Accession;
  readonly insiders: ReadonlyArray<InsiderId>;
  readonly rows: number;
}

const recordingOf = ({ accession, rows }: Asked, insider: InsiderId): Recording => {
  // They say nothing but their names: what is asked here is only their order.
  const named = (row: string, type: string) =>
    foundRecordable({
      id: eventIdOf(accession, insider, row, eventKindOf(type, 'document')),
      type,
      data: { accession, contentDigest: `of ${accession}`, row },
    });
  return {
    stream: insiderStream(insider),
    insider,
    accession,
    origin: 'document',
    contentDigest: `of ${accession}`,
    events: [
      named('', 'FilingRecorded'),
      ...Array.from({ length: rows }, (_, i) => named(`I.${i + 1}`, 'HoldingReported')),
    ],
  };
};

const prepared = (asked: Asked): PreparedFiling => ({
  accession: asked.accession,
  source: null,
  recordings: asked.insiders.map((insider) => recordingOf(asked, insider)),
});

const ann = written(insiderId, 'p-ann');
const insiders = [ann, written(insiderId, 'p-bob'), written(insiderId, 'p-cyd')];
const askedFilings: fc.Arbitrary<ReadonlyArray<Asked>> = fc
  .array(
    fc.record({
      insiders: fc.subarray(insiders, { minLength: 1 }),
      rows: fc.nat({ max: 3 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((filings) =>
    filings.map((filing, i) => ({
      ...filing,
      accession: numbered(i),
    })),
  );

/** Answers when the scheduler says so: reads and appends of one stream overtake each other. */
const scheduled = (inner: EventStore, scheduler: fc.Scheduler, tellsIds: boolean): EventStore => ({
  ...inner,
  ...(tellsIds
    ? {
        idsOf: async (stream: string, type: string) => {
          await scheduler.schedule(Promise.resolve(), `ids of ${stream}`);
          return (await all(inner.readStream(stream))).filter((e) => e.type === type);
        },
      }
    : {}),
  readStream: async function* (stream, options) {
    await scheduler.schedule(Promise.resolve(), `read ${stream}`);
    yield* inner.readStream(stream, options);
  },
  append: (stream, expected, events) => async () => {
    await scheduler.schedule(Promise.resolve(), `to ${stream}`);
    const answer = await inner.append(stream, expected, events)();
    await scheduler.schedule(Promise.resolve(), `answer of ${stream}`);
    return answer;
  },
});

const all = async (events: AsyncIterable<RecordedEvent>): Promise<Array<RecordedEvent>> => {
  const found: Array<RecordedEvent> = [];
  for await (const event of events) found.push(event);
  return found;
};

const recorderOn = (store: EventStore, actor: string): Recorder =>
  recorder(store, streamCache(store), () => new Date(), actor);

const expectInOrder = async (store: EventStore, asked: ReadonlyArray<Asked>): Promise<void> => {
  for (const insider of insiders) {
    const events = await all(store.readStream(insiderStream(insider)));
    const expected = asked
      .filter((filing) => filing.insiders.includes(insider))
      .flatMap((filing) => recordingOf(filing, insider).events.map(({ id }) => id));
    expect(events.map(({ id }) => id)).toEqual(expected);
    let previous = genesisHash;
    for (const event of events) {
      const metadata = event.metadata as Record<string, unknown>;
      expect(metadata['previousHash']).toBe(previous);
      previous = hashOf(previous, { ...event, metadata });
      expect(metadata['hash']).toBe(previous);
    }
  }
};

const settings = tried(60);

describe('filings asked for at once', () => {
  it('stand in the order in which they were asked for, also where some stood there before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        askedFilings,
        fc.nat(),
        fc.boolean(),
        async (scheduler, asked, cut, tellsIds) => {
          const store = memoryStore();
          const before = asked.slice(0, cut % asked.length);
          for (const filing of before)
            await recorderOn(store, 'before').recordPrepared(prepared(filing));
          const { recordPrepared } = recorderOn(scheduled(store, scheduler, tellsIds), 'now');
          const recorded = await scheduler.waitFor(
            Promise.all(asked.map((filing) => recordPrepared(prepared(filing)))),
          );
          expect(recorded.map(({ isNew }) => isNew)).toEqual(asked.map((f) => !before.includes(f)));
          await expectInOrder(store, asked);
        },
      ),
      settings,
    );
  });

  it('are written once where they are asked for twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), askedFilings, async (scheduler, asked) => {
        const store = memoryStore();
        const { recordPrepared } = recorderOn(scheduled(store, scheduler, true), 'now');
        const twice = asked.flatMap((filing) => [filing, filing]);
        const recorded = await scheduler.waitFor(
          Promise.all(twice.map((filing) => recordPrepared(prepared(filing)))),
        );
        expect(recorded.filter(({ isNew }) => isNew)).toHaveLength(asked.length);
        await expectInOrder(store, asked);
      }),
      settings,
    );
  });

  it('make one chain where two processes record them at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        askedFilings,
        fc.boolean(),
        async (scheduler, asked, tellsIds) => {
          const store = memoryStore();
          const both = ['one', 'other'].map((actor) =>
            recorderOn(scheduled(store, scheduler, tellsIds), actor),
          );
          const recorded = await scheduler.waitFor(
            Promise.all(
              both.flatMap(({ recordPrepared }) =>
                asked.map((filing) => recordPrepared(prepared(filing))),
              ),
            ),
          );
          expect(recorded.reduce((n, { events }) => n + events, 0)).toBe(
            asked.reduce((n, f) => n + f.insiders.length * (1 + f.rows), 0),
          );
          await expectInOrder(store, asked);
        },
      ),
      settings,
    );
  });
});

/** A store that refuses every append with an event of one filing. */
const refusing = (
  inner: EventStore,
  accession: string,
  code: 'INVALID_EVENT' | 'STORE_UNAVAILABLE',
): EventStore => ({
  ...inner,
  append: (stream, expected, events) => async () => {
    const isRefused = events.some(
      ({ data }) => Reflect.get(Object(data), 'accession') === accession,
    );
    if (!isRefused) return inner.append(stream, expected, events)();
    const message = 'refused';
    return E.left(
      code === 'INVALID_EVENT'
        ? { code, blame: 'incorrect', stream, message }
        : { code, blame: 'unavailable', outcome: 'not-written', message },
    );
  },
});

const outcomesOf = async (
  store: EventStore,
  asked: ReadonlyArray<Asked>,
): Promise<ReadonlyArray<string>> => {
  const { recordPrepared } = recorderOn(store, 'now');
  const settled = await Promise.allSettled(asked.map((filing) => recordPrepared(prepared(filing))));
  return settled.map((s) => {
    if (s.status === 'fulfilled') return 'recorded';
    return s.reason instanceof LedgerFailure ? s.reason.error.code : String(s.reason);
  });
};

describe('a filing that the store refuses', () => {
  const third = numbered(2);
  const asked = [0, 1, 2, 3].map((n) => ({
    accession: numbered(n),
    insiders: [ann],
    rows: 1,
  }));

  it('takes none of those with it that went together', async () => {
    const store = memoryStore();
    expect(await outcomesOf(refusing(store, third, 'INVALID_EVENT'), asked)).toEqual([
      'recorded',
      'recorded',
      'INVALID_EVENT',
      'recorded',
    ]);
    await expectInOrder(
      store,
      asked.filter(({ accession }) => accession !== third),
    );
  });

  it('is not overtaken by a later one where the store is at fault', async () => {
    const store = memoryStore();
    const outcomes = await outcomesOf(refusing(store, third, 'STORE_UNAVAILABLE'), asked);
    expect(outcomes.slice(2)).toEqual(['STORE_UNAVAILABLE', 'STORE_UNAVAILABLE']);
    await expectInOrder(
      store,
      asked.filter((_, i) => outcomes[i] === 'recorded'),
    );
  });
});
