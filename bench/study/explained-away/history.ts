/** One insider's filings, real or generated, and what the ledger makes of them without a store. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { foldInsider, type InsiderView } from '../../../projections/insider.js';
import { always, filingsOf } from '../../../projections/known/knowledge.js';
import { noRulings } from '../../../projections/known/rulings.js';
import { currentVersions, type EventType } from '../../../src/event/catalogue.js';
import { genesisHash } from '../../../src/event/chain.js';
import { recordingsOf } from '../../../src/event/from-filing.js';
import { type CompleteFiling, type InsiderId, insiderIdOf } from '../../../src/event/identity.js';
import { type DecodedEvent, decodeEvent } from '../../../src/event/upcast.js';
import { completeFiling } from '../../../src/filing/envelope.js';
import { parseManifest } from '../../../src/filing/manifest.js';
import { readFiling } from '../../../src/filing/read.js';
import { market } from '../../market/market.js';

export interface History {
  readonly insider: InsiderId;
  readonly filings: ReadonlyArray<CompleteFiling>;
}

// ---- folding ----

const metadataOf = (type: EventType) => ({
  schemaVersion: currentVersions[type],
  recordedAt: '2026-01-01T00:00:00Z',
  actor: 'study',
  source: null,
  previousHash: genesisHash,
  hash: genesisHash,
});

const recordings = (filing: CompleteFiling) => {
  const made = recordingsOf(filing);
  if (E.isLeft(made)) throw new Error(made.left.message);
  return made.right;
};

const decoded = new WeakMap<CompleteFiling, ReadonlyMap<InsiderId, ReadonlyArray<DecodedEvent>>>();

const eventsOf = (filing: CompleteFiling): ReadonlyMap<InsiderId, ReadonlyArray<DecodedEvent>> => {
  let known = decoded.get(filing);
  if (known === undefined) {
    known = new Map(
      recordings(filing).map(({ insider, events }) => [
        insider,
        events.map(({ id, type, data }): DecodedEvent => {
          const event = decodeEvent({ id, type, data, metadata: metadataOf(type) });
          if (E.isLeft(event)) throw new Error(event.left.message);
          return event.right;
        }),
      ]),
    );
    decoded.set(filing, known);
  }
  return known;
};

export const fold = ({ insider, filings }: History): InsiderView =>
  foldInsider(
    insider,
    filingsOf(filings.flatMap((f) => eventsOf(f).get(insider) ?? [])),
    noRulings,
    always,
  );

// ---- where histories come from ----

const isComplete = (filing: unknown): filing is CompleteFiling => {
  const { accession, filedOn, filedBasis } = filing as CompleteFiling;
  return accession !== null && filedOn !== null && filedBasis !== null;
};

/** Insiders with at least this many filings have something to be removed from. */
const filingsMin = 4;

/** A form of several owners stands in the history of the first: trials are of one fold each. */
const byInsider = (filings: ReadonlyArray<CompleteFiling>): ReadonlyArray<History> => {
  const histories = new Map<InsiderId, Map<string, CompleteFiling>>();
  for (const filing of filings) {
    const [owner] = filing.owners;
    if (owner === undefined) continue;
    const insider = insiderIdOf(owner, filing.issuer);
    const known = histories.get(insider) ?? new Map<string, CompleteFiling>();
    histories.set(insider, known.set(filing.accession, filing));
  }
  return [...histories]
    .map(([insider, own]) => ({ insider, filings: [...own.values()] }))
    .filter((h) => h.filings.length >= filingsMin);
};

/** Null where the folder is not there. */
export const realHistories = (folder: string): ReadonlyArray<History> | null => {
  const path = join(folder, 'manifest.csv');
  if (!existsSync(path)) return null;
  const manifest = parseManifest(readFileSync(path, 'utf8'));
  if (E.isLeft(manifest)) throw new Error(manifest.left.message);
  const filings = manifest.right.rows.flatMap((row): ReadonlyArray<CompleteFiling> => {
    const file = join(folder, row.path);
    if (!existsSync(file)) return [];
    const reading = readFiling(readFileSync(file));
    if (E.isLeft(reading)) return [];
    const { filing } = completeFiling(reading.right, row);
    return isComplete(filing) ? [filing] : [];
  });
  return byInsider(filings);
};

export const generatedHistories = (seed: number, filings: number): ReadonlyArray<History> =>
  byInsider(
    [...market({ seed, filings })].map(({ text }): CompleteFiling => {
      const reading = readFiling(Buffer.from(text));
      if (E.isLeft(reading)) throw new Error(reading.left.message);
      const { filing } = completeFiling(reading.right, null);
      if (!isComplete(filing)) throw new Error('a generated filing has no envelope');
      return filing;
    }),
  );
