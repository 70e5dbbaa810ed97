/**
 * An import that is cut off, by a store that fails now and then or by a kill, and asked again until
 * it is done, leaves each stream in the order of an undisturbed one: the digest is the same.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import { expect, it } from 'vitest';
import { ledgerOn } from '../../src/index.js';
import { verifyStore } from '../../src/ledger/verify.js';
import { memoryStore } from '../../src/store/memory.js';
import type { EventStore } from '../../src/store/port.js';
import { temporaryFolder } from '../store/folder.js';
import { expectRight } from '../store/opened.js';
import { randomFrom } from '../store/random.js';
import { tried } from '../times.js';
import { doe, form3, form4, holding, roe, trade } from './filing.js';

const folder = temporaryFolder();
const foe = { cik: '0000001003', name: 'FOE FRED', relationship: { director: true } };

type Random = () => number;

const one = <A>(random: Random, all: ReadonlyArray<A>): A =>
  all[Math.floor(random() * all.length)] as A;

/** Filings of few insiders, alone and together; some come again, with and without their number. */
const written = (random: Random, name: string): string => {
  const path = folder.file(name);
  mkdirSync(path);
  const owners = [[doe], [roe], [foe], [doe, roe], [foe, doe, roe]];
  const filings: Array<object> = [];
  for (let n = 1; n <= 24; n++) {
    const again = filings.length > 0 && random() < 0.3;
    const day = `2024-03-${String(n).padStart(2, '0')}`;
    const fresh =
      n % 4 === 0
        ? form3(n, day, [holding(1, String(1_000 + n))])
        : form4(n, day, day, [trade(1, day, 'S', 'D', '10', String(1_000 - n))]);
    const filing: object = again ? one(random, filings) : { ...fresh, owners: one(random, owners) };
    const nameless = random() < 0.3;
    const { accession, acceptedAt, ...rest } = filing as Record<string, unknown>;
    const told = nameless ? rest : { ...rest, accession, acceptedAt };
    if (!again) filings.push(filing);
    writeFileSync(`${path}/${String(n).padStart(2, '0')}.json`, JSON.stringify(told));
  }
  return path;
};

/** Answers after a while, fails now and then, and at some append nothing comes back any more. */
const disturbed = (inner: EventStore, random: Random, appendsMax: number) => {
  let appends = 0;
  let die: () => void = () => {};
  const killed = new Promise<void>((resolve) => {
    die = resolve;
  });
  const never = new Promise<never>(() => {});
  const turns = async (): Promise<void> => {
    for (let left = Math.floor(random() * 4); left > 0; left--) await setImmediate();
  };
  const store: EventStore = {
    ...inner,
    readStream: async function* (stream, options) {
      await turns();
      yield* inner.readStream(stream, options);
    },
    append: (stream, expected, events) => async () => {
      appends += 1;
      if (appends > appendsMax) {
        die();
        return never;
      }
      await turns();
      const chance = random();
      const outcome = chance < 0.06 ? 'not-written' : chance < 0.1 ? 'unknown' : null;
      const answer =
        outcome === 'not-written' ? null : await inner.append(stream, expected, events)();
      await turns();
      if (answer !== null && outcome === null) return answer;
      const message = 'the disk is full';
      return E.left({
        code: 'STORE_UNAVAILABLE',
        blame: 'unavailable',
        outcome: outcome ?? 'not-written',
        message,
      });
    },
  };
  return { store, killed };
};

const digestOf = async (store: EventStore): Promise<string> => {
  const { ok, digest, problems } = await verifyStore(store);
  expect(problems).toEqual([]);
  expect(ok).toBe(true);
  return digest;
};

it('has the digest of an undisturbed import', async () => {
  const { numRuns } = tried(60);
  const first = Number(process.env['SEED'] ?? 1);
  for (let seed = first; seed < first + numRuns; seed++) {
    const random = randomFrom(seed);
    const path = written(random, `files-${seed}`);
    const whole = memoryStore();
    await expectRight(ledgerOn(whole, 'memory:').import([path]));
    const expected = await digestOf(whole);
    const kept = memoryStore();
    for (;;) {
      const appendsMax = random() < 0.5 ? Number.POSITIVE_INFINITY : Math.floor(random() * 40);
      const { store, killed } = disturbed(kept, random, appendsMax);
      const imported = await Promise.race([ledgerOn(store, 'memory:').import([path])(), killed]);
      if (imported !== undefined && E.isRight(imported)) break;
    }
    expect({ seed, digest: await digestOf(kept) }).toEqual({ seed, digest: expected });
  }
}, 120_000);
