/**
 * Rebuilding read models: one insider in its place, or everything into a new generation beside
 * the one that answers, taken up in one step when it is whole, caught up and checked.
 */
import { foldVersion } from '../../../projections/version.js';
import { fail, notFound } from '../../answer/error.js';
import { insiderStream } from '../../event/catalogue.js';
import { passingProjector } from '../../readmodel/build/projector.js';
import { foldInto, takeIn } from '../../readmodel/build/take-in.js';
import { unitDigest, wholeDigest } from '../../readmodel/digest.js';
import {
  currentGeneration,
  nextGeneration,
  removeGeneration,
  removeOlder,
  switchTo,
} from '../../readmodel/generation.js';
import {
  type Generation,
  openBuilding,
  openCurrent,
  type ReadModel,
} from '../../readmodel/model.js';
import { placeOf } from '../../store/place.js';
import type { EventStore, StreamList } from '../../store/port.js';
import { differenceOf, type KeptDifference, rebuildChunk } from './rebuild-chunk.js';
import { shareOut } from './rebuild-workers.js';

export interface RebuildProgress {
  readonly insiders: number;
  readonly of: number;
}

export interface RebuildOptions {
  /** 2 unless given; 0 or 1 folds in this thread. */
  readonly workers?: number;
  readonly onProgress?: (progress: RebuildProgress) => void;
  /** Also read everything back for the digest of all rows. */
  readonly digest?: boolean;
  /** Stops after what is under way; the next rebuild goes on from there. */
  readonly signal?: AbortSignal;
}

export interface RebuildAnswer {
  readonly generation: number;
  readonly foldVersion: string;
  /** Insiders folded now; those of an interrupted rebuild are not folded again. */
  readonly insiders: number;
  readonly resumed: number;
  readonly quarantined: ReadonlyArray<{ readonly insider: string; readonly reason: string }>;
  /** False where it was interrupted: what answered before still does. */
  readonly finished: boolean;
  /** Of all rows kept, over all insiders; null where it was not asked for. */
  readonly digest: string | null;
  readonly seconds: number;
}

export interface RebuildVerifyAnswer {
  readonly ok: boolean;
  readonly generation: number;
  readonly insiders: number;
  readonly differences: ReadonlyArray<KeptDifference>;
  readonly seconds: number;
}

export interface RebuildInsiderAnswer {
  readonly insider: string;
  /** Whether something else was kept of it before. */
  readonly changed: boolean;
  readonly milliseconds: number;
}

const workersDefault = 2;
/** Insiders folded a second time before a generation is taken up. */
const sampleMax = 50;

export const versionText = `${foldVersion}`;

/** A worker opens the log for itself: where it cannot, this thread does all. */
const workersFor = (url: string, options: RebuildOptions): number =>
  placeOf(url).canBeOpenedBeside ? (options.workers ?? workersDefault) : 0;

const prefix = insiderStream('');

const streamList = async (store: EventStore): Promise<StreamList> => {
  if (store.streams !== undefined) return store.streams();
  const names = new Set<string>();
  let end: string | null = null;
  for await (const event of store.readAll()) {
    names.add(event.stream);
    end = event.position;
  }
  return { end, names };
};

const insidersIn = async ({ names }: StreamList): Promise<ReadonlyArray<string>> => {
  const insiders: Array<string> = [];
  for await (const name of names)
    if (name.startsWith(prefix)) insiders.push(name.slice(prefix.length));
  return insiders.sort();
};

/** The digest of everything a generation keeps. */
export const generationDigest = (generation: Generation): string => {
  function* digests(): Generator<readonly [string, string]> {
    for (const insider of generation.units.insiders()) {
      const unit = generation.units.read(insider);
      if (unit !== null) yield [insider, unitDigest(unit)];
    }
  }
  return generation.frozen(() => wholeDigest(digests()));
};

/** Stops whoever would answer from a generation that is damaged or does not say what the log says. */
const check = async (generation: Generation, store: EventStore): Promise<void> => {
  const damage = generation.damage();
  const insiders = generation.units.insiders();
  const step = Math.max(1, Math.floor(insiders.length / sampleMax));
  const sample = insiders.filter((_, i) => i % step === 0).slice(0, sampleMax);
  const projecting = passingProjector(store);
  const differences: Array<KeptDifference> = [];
  for (const insider of sample) {
    const difference = await differenceOf(generation, projecting, insider);
    if (difference !== null) differences.push(difference);
  }
  // What differs may have been appended to since: then the follower folds it again.
  const [first] = differences;
  if (damage === null && (first === undefined || (await caughtUp(generation, store)) > 0)) return;
  fail({
    code: 'STORE_FAULT',
    blame: 'fault',
    message: `the new generation ${generation.number} is not what the log says (${damage ?? `${first?.insider}: kept ${first?.kept}, folded ${first?.folded}`}); what answered before still does. Run rebuild again.`,
  });
};

/** Takes in everything the log has; how many events that was. */
export const caughtUp = async (generation: Generation, store: EventStore): Promise<number> => {
  const projecting = passingProjector(store);
  let events = 0;
  for (;;) {
    const taken = await takeIn(generation, store, projecting);
    events += taken.events;
    if (taken.events === 0) return events;
  }
};

/** The generation under construction: one that an interrupted rebuild left, or a new one. */
const buildingIn = (folder: string, end: string | null): Generation => {
  const meta = { foldVersion: versionText, checkpoint: end };
  const found = openBuilding(folder, nextGeneration(folder), meta);
  if (found.foldVersion === versionText) return found;
  // Left by another version of the folds.
  found.close();
  removeGeneration(folder, found.number);
  return openBuilding(folder, found.number + 1, meta);
};

export const rebuildAll = async (
  model: ReadModel,
  store: EventStore,
  url: string,
  options: RebuildOptions = {},
): Promise<RebuildAnswer> => {
  const started = performance.now();
  const { folder } = model;
  const list = await streamList(store);
  const all = await insidersIn(list);
  const building = buildingIn(folder, list.end);
  try {
    const done = new Set(building.units.insiders());
    for (const { insider } of building.questions.quarantined()) done.add(insider);
    const left = done.size === 0 ? all : all.filter((insider) => !done.has(insider));
    let insiders = 0;
    const projecting = passingProjector(store);
    const task = { url, folder, number: building.number, foldVersion: versionText };
    await shareOut(left, {
      workers: workersFor(url, options),
      task: { ...task, mode: 'build' },
      signal: options.signal,
      here: (chunk) => rebuildChunk(building, projecting, chunk, 'build'),
      done: (chunk) => {
        insiders += chunk.insiders;
        options.onProgress?.({ insiders: done.size + insiders, of: all.length });
      },
    });
    const finished = options.signal?.aborted !== true;
    if (finished) {
      await building.asOnlyWriter(async (own) => own.index());
      await caughtUp(building, store);
      await building.asOnlyWriter(async (own) => own.complete());
      await check(building, store);
      if ((currentGeneration(folder) ?? 0) < building.number) switchTo(folder, building.number);
      removeOlder(folder);
    }
    return {
      generation: building.number,
      foldVersion: versionText,
      insiders,
      resumed: done.size,
      quarantined: building.questions.quarantined(),
      finished,
      digest: finished && options.digest === true ? generationDigest(building) : null,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    building.close();
  }
};

const noReadModel = (): never => fail(notFound('there is no read model yet; rebuild makes one'));

/** Folds everything afresh and compares it with what is kept; changes nothing. */
export const verifyKept = async (
  model: ReadModel,
  store: EventStore,
  url: string,
  options: RebuildOptions = {},
): Promise<RebuildVerifyAnswer> => {
  const started = performance.now();
  const generation = openCurrent(model.folder) ?? noReadModel();
  try {
    await caughtUp(generation, store);
    const logged = await insidersIn(await streamList(store));
    const all = [...new Set([...logged, ...generation.units.insiders()])].sort();
    const projecting = passingProjector(store);
    const suspects: Array<KeptDifference> = [];
    let insiders = 0;
    const { folder } = model;
    await shareOut(all, {
      workers: workersFor(url, options),
      task: { url, folder, number: generation.number, foldVersion: versionText, mode: 'verify' },
      signal: options.signal,
      here: (chunk) => rebuildChunk(generation, projecting, chunk, 'verify'),
      done: (chunk) => {
        insiders += chunk.insiders;
        suspects.push(...chunk.differences);
        options.onProgress?.({ insiders, of: all.length });
      },
    });
    // The log may have grown under way: look again with nobody else writing.
    await caughtUp(generation, store);
    const differences: Array<KeptDifference> = [];
    for (const { insider } of suspects) {
      const still = await differenceOf(generation, projecting, insider);
      if (still !== null) differences.push(still);
    }
    return {
      ok: differences.length === 0,
      generation: generation.number,
      insiders,
      differences: differences.sort((a, b) => (a.insider < b.insider ? -1 : 1)),
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    generation.close();
  }
};

/** Folds one insider again, in its place. */
export const rebuildInsider = async (
  model: ReadModel,
  store: EventStore,
  insider: string,
): Promise<RebuildInsiderAnswer> => {
  const started = performance.now();
  const generation = model.current() ?? noReadModel();
  const digestNow = (): string | null => {
    const unit = generation.units.read(insider);
    return unit === null ? null : unitDigest(unit);
  };
  const before = digestNow();
  const projecting = passingProjector(store);
  await generation.asOnlyWriter((own) => foldInto(own, projecting, insider));
  return {
    insider,
    changed: digestNow() !== before,
    milliseconds: performance.now() - started,
  };
};
