/** Where the log ends, on every store: the last event that reading all of it gives. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/index.js';
import { ledgerOn } from '../../src/ledger/open.js';
import { anchorOf } from '../../src/readmodel/anchor.js';
import { openStore } from '../../src/store/open.js';
import type { EventStore, RecordedEvent } from '../../src/store/port.js';
import { temporaryFolder } from '../cli/command.js';
import { EsdbDouble } from '../esdb-double/server.js';
import { right } from '../readmodel/kept.js';
import { form3, holding } from './filing.js';

const lastOf = async (store: EventStore): Promise<RecordedEvent | null> => {
  let last: RecordedEvent | null = null;
  for await (const event of store.readAll()) last = event;
  return last;
};

const opened = async (url: string): Promise<EventStore> => {
  const store = await openStore(url, {})();
  if (E.isLeft(store)) throw new Error(store.left.message);
  return store.right;
};

const filing = (n: number): object => form3(n, '2024-01-10', [holding(1, '6000')]);

const endsAtItsLastEvent = async (url: string): Promise<void> => {
  const store = await opened(url);
  const folder = join(temporaryFolder(), 'read-model');
  const ledger: Ledger = ledgerOn(store, url, { readModel: folder });
  expect(await right(ledger.logEnd())).toEqual({ last: null });
  const isAtEnd = async (): Promise<void> => {
    const last = await lastOf(store);
    expect(await right(ledger.logEnd())).toEqual({ last: last && anchorOf(last) });
  };
  await right(ledger.record(filing(1)));
  await isAtEnd();
  await right(ledger.record(filing(2)));
  await isAtEnd();
  await isAtEnd();
  // One that has read nothing finds it by what its read model has taken in, and beyond.
  await right(ledger.rebuild({ workers: 0 }));
  await right(ledger.record(filing(3)));
  const fresh = ledgerOn(store, url, { readModel: folder });
  const last = await lastOf(store);
  expect(await right(fresh.logEnd())).toEqual({ last: last && anchorOf(last) });
  await ledger.close();
};

describe('the end of the log', () => {
  it('is its last event, in memory', () => endsAtItsLastEvent('memory:'));

  it('is its last event, in a file', () =>
    endsAtItsLastEvent(`sqlite:${join(temporaryFolder(), 'l.db')}`));

  it('is its last event, on EventStoreDB', async () => {
    const node = await EsdbDouble.start();
    await endsAtItsLastEvent(node.url);
    await node.stop();
  });

  it('is another where a back-up has gone on otherwise, at the same position', async () => {
    const folder = temporaryFolder();
    const [here, there] = [join(folder, 'here.db'), join(folder, 'there.db')];
    const first = ledgerOn(await opened(`sqlite:${here}`), `sqlite:${here}`);
    await right(first.record(filing(1)));
    await first.close();
    copyFileSync(here, there);
    const ends = [];
    for (const [n, file] of [here, there].entries()) {
      const ledger = ledgerOn(await opened(`sqlite:${file}`), `sqlite:${file}`);
      await right(ledger.record(filing(2 + n)));
      ends.push((await right(ledger.logEnd())).last);
      await ledger.close();
    }
    expect(ends[0]?.position).toBe(ends[1]?.position);
    expect(ends[0]).not.toEqual(ends[1]);
  });

  it('is found anew where what was seen of it is not in the log any more', async () => {
    const store = await opened('memory:');
    const other = await opened('memory:');
    let current = store;
    const swapped = new Proxy(store, { get: (_, name) => Reflect.get(current, name) });
    const ledger = ledgerOn(swapped, 'memory:');
    const elsewhere = ledgerOn(other, 'memory:');
    await right(ledger.record(filing(1)));
    await right(ledger.record(filing(2)));
    await right(elsewhere.record(filing(3)));
    await right(ledger.logEnd());
    current = other;
    const last = await lastOf(other);
    expect(await right(ledger.logEnd())).toEqual({ last: last && anchorOf(last) });
    await ledger.close();
  });
});
