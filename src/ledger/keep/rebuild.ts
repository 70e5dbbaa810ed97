/**
 * Rebuilding read models: one insider in its place, or everything into a new generation beside
 * the one that answers, taken up in one step when it is whole, caught up and checked.
 */
import { foldVersion } from '../../../projections/version.js';
import { fail, notFound } from '../../answer/error.js';
import { insiderOfStream } from '../../event/catalogue.js';
import type { InsiderId } from '../../event/identity.js';
import { type Anchor, anchorOf, isIn } from '../../readmodel/anchor.js';
import { passingProjector } from '../../readmodel/build/projector.js';
import { foldInto, OtherLog, refuseOtherLog, takeIn } from '../../readmodel/build/take-in.js';
import { Damaged, damageIn, hindranceIn } from '../../readmodel/damage.js';
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
import { problemIn } from './kept-status.js';
import { differenceOf, type KeptDifference, rebuildChunk } from './rebuild-chunk.js';
import { type Crew, crewOf } from './rebuild-workers.js';

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
  readonly quarantined: ReadonlyArray<{ readonly insider: InsiderId; readonly reason: string }>;
  /** False where it was interrupted: what answered before still does. */
  readonly finished: boolean;
  /** Of all rows kept, over all insiders; null where it was not asked for. */
  readonly digest: string | null;
  readonly seconds: number;
}

export interface RebuildVerifyAnswer {
  readonly ok: boolean;
  /** Why what is kept is not what was written, or not of this log; null where nothing says so. */
  readonly problem: string | null;
  readonly generation: number;
  readonly insiders: number;
  readonly differences: ReadonlyArray<KeptDifference>;
  readonly seconds: number;
}

export interface RebuildInsiderAnswer {
  readonly insider: InsiderId;
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

/** The log's streams, and the last event before they were listed. */
const streamList = async (
  store: EventStore,
): Promise<Pick<StreamList, 'names'> & { readonly last: Anchor | null }> => {
  if (store.streams !== undefined && store.count !== undefined) {
    const { last } = await store.count();
    return { names: (await store.streams()).names, last: last && anchorOf(last) };
  }
  const names = new Set<string>();
  let last: Anchor | null = null;
  for await (const event of store.readAll()) {
    names.add(event.stream);
    last = anchorOf(event);
  }
  return { last, names };
};

const insidersIn = async ({
  names,
}: Pick<StreamList, 'names'>): Promise<ReadonlyArray<InsiderId>> => {
  const insiders: Array<InsiderId> = [];
  for await (const name of names) {
    const insider = insiderOfStream(name);
    if (insider !== null) insiders.push(insider);
  }
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
const check = async (generation: Generation, store: EventStore, crew: Crew): Promise<void> => {
  const damage = generation.damage('file');
  const insiders = generation.units.insiders();
  const step = Math.max(1, Math.floor(insiders.length / sampleMax));
  const sample = insiders.filter((_, i) => i % step === 0).slice(0, sampleMax);
  const projecting = passingProjector(store);
  const differences: Array<KeptDifference> = [];
  await crew.share(sample, {
    mode: 'verify',
    here: (chunk) => rebuildChunk(generation, projecting, chunk, 'verify'),
    done: (chunk) => differences.push(...chunk.differences),
  });
  // What differs may have been appended to since: then the follower folds it again.
  const [first] = differences;
  if (damage === null && (first === undefined || (await caughtUp(generation, store)) > 0)) return;
  fail({
    ...(damage === null
      ? ({ code: 'STORE_FAULT', blame: 'fault' } as const)
      : ({ code: 'READ_MODEL_UNUSABLE', blame: 'unavailable' } as const)),
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
const buildingIn = async (
  folder: string,
  last: Anchor | null,
  store: EventStore,
): Promise<Generation> => {
  const meta = { foldVersion: versionText, anchor: last };
  const number = nextGeneration(folder);
  const found = leftOver(() => openBuilding(folder, number, meta));
  if (found !== null && found.foldVersion === versionText) {
    const anchor = found.anchor();
    if (anchor === null || (await isIn(anchor, store))) return found;
  }
  // Left damaged, by another version of the folds, or from another log.
  found?.close();
  removeGeneration(folder, number);
  return openBuilding(folder, number + 1, meta);
};

/** What an interrupted rebuild left; null where it cannot be built upon. */
const leftOver = (open: () => Generation): Generation | null => {
  try {
    const found = open();
    const damage = found.damage('file');
    if (damage === null) return found;
    found.close();
    return null;
  } catch (thrown) {
    if (damageIn(thrown) === null) throw thrown;
    return null;
  }
};

/** Where the surroundings do not let it be made that is said, and what to do. */
export const whereItCan = async <A>(folder: string, work: () => Promise<A>): Promise<A> => {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof OtherLog)
      return fail({
        code: 'READ_MODEL_UNUSABLE',
        blame: 'incorrect',
        message: `the read model in ${folder} was made from another log, or from this one before it was restored: ${thrown.message}. Nothing was changed; rebuild without --insider makes it anew`,
      });
    const damage = damageIn(thrown);
    const hindrance = hindranceIn(thrown);
    if (damage === null && hindrance === null) throw thrown;
    return fail({
      code: 'READ_MODEL_UNUSABLE',
      blame: 'unavailable',
      message:
        damage === null
          ? `the read model in ${folder} cannot be written (${hindrance}); the log is whole, and what answered before still does. See to it and run it again: what is folded stays folded`
          : `the read model in ${folder} turned out damaged under way (${damage}); the log is whole. Run rebuild again: it makes another`,
    });
  }
};

export const rebuildAll = (
  model: ReadModel,
  store: EventStore,
  url: string,
  options: RebuildOptions = {},
): Promise<RebuildAnswer> => whereItCan(model.folder, () => rebuilt(model, store, url, options));

const rebuilt = async (
  model: ReadModel,
  store: EventStore,
  url: string,
  options: RebuildOptions,
): Promise<RebuildAnswer> => {
  const started = performance.now();
  const { folder } = model;
  const list = await streamList(store);
  const all = await insidersIn(list);
  const building = await buildingIn(folder, list.last, store);
  const task = { url, folder, number: building.number, foldVersion: versionText };
  const crew = crewOf(workersFor(url, options), task);
  try {
    const done = new Set(building.units.insiders());
    for (const { insider } of building.questions.quarantined()) done.add(insider);
    const left = done.size === 0 ? all : all.filter((insider) => !done.has(insider));
    let insiders = 0;
    const projecting = passingProjector(store);
    await crew.share(left, {
      mode: 'build',
      signal: options.signal,
      here: (chunk) => rebuildChunk(building, projecting, chunk, 'build'),
      done: (chunk) => {
        insiders += chunk.insiders;
        options.onProgress?.({ insiders: done.size + insiders, of: all.length });
      },
    });
    const finished = options.signal?.aborted !== true;
    if (finished) {
      await building.asOnlyWriter(async (own) => own.settle());
      await caughtUp(building, store);
      await building.asOnlyWriter(async (own) => own.complete());
      await check(building, store, crew);
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
    await crew.end();
    building.close();
  }
};

const noReadModel = (): never => fail(notFound('there is no read model yet; rebuild makes one'));

/** Folds everything afresh and compares it with what is kept; changes nothing. */
export const verifyKept = (
  model: ReadModel,
  store: EventStore,
  url: string,
  options: RebuildOptions = {},
): Promise<RebuildVerifyAnswer> =>
  whereItCan(model.folder, () => compared(model, store, url, options));

/** What the work is told of a read model that is to blame; anything else that is thrown goes on. */
const blamed = async (work: () => Promise<unknown>): Promise<string | null> => {
  try {
    await work();
    return null;
  } catch (thrown) {
    const problem = problemIn(thrown);
    if (problem === null || hindranceIn(thrown) !== null) throw thrown;
    return problem.words;
  }
};

const compared = async (
  model: ReadModel,
  store: EventStore,
  url: string,
  options: RebuildOptions,
): Promise<RebuildVerifyAnswer> => {
  const started = performance.now();
  const { folder } = model;
  const number = currentGeneration(folder) ?? noReadModel();
  const told = (
    problem: string | null,
    insiders: number,
    differences: ReadonlyArray<KeptDifference>,
  ): RebuildVerifyAnswer => ({
    ok: problem === null && differences.length === 0,
    problem,
    generation: number,
    insiders,
    differences,
    seconds: (performance.now() - started) / 1000,
  });
  let opened: Generation | null = null;
  const unopened = await blamed(async () => {
    opened = openCurrent(folder);
  });
  if (unopened !== null) return told(unopened, 0, []);
  const generation: Generation = opened ?? noReadModel();
  try {
    const otherLog = await blamed(() => refuseOtherLog(generation.anchor(), store));
    if (otherLog !== null) return told(otherLog, 0, []);
    const damage = generation.damage('all');
    const behind = await blamed(() => caughtUp(generation, store));
    const problem = damage === null ? behind : `damaged: ${damage}`;
    const logged = await insidersIn(await streamList(store));
    const all = [...new Set([...logged, ...generation.units.insidersUnsealed()])].sort();
    const projecting = passingProjector(store);
    const suspects: Array<KeptDifference> = [];
    let insiders = 0;
    const task = { url, folder, number, foldVersion: versionText };
    const crew = crewOf(problem === null ? workersFor(url, options) : 0, task);
    const work = crew.share(all, {
      mode: 'verify',
      signal: options.signal,
      here: (chunk) => rebuildChunk(generation, projecting, chunk, 'verify'),
      done: (chunk) => {
        insiders += chunk.insiders;
        suspects.push(...chunk.differences);
        options.onProgress?.({ insiders, of: all.length });
      },
    });
    await work.finally(() => crew.end());
    // The log may have grown under way: look again with nobody else writing.
    if (problem === null) await caughtUp(generation, store);
    const differences: Array<KeptDifference> = [];
    for (const { insider } of suspects) {
      const still = await differenceOf(generation, projecting, insider);
      if (still !== null) differences.push(still);
    }
    return told(
      problem,
      insiders,
      differences.sort((a, b) => (a.insider < b.insider ? -1 : 1)),
    );
  } finally {
    generation.close();
  }
};

/** Folds one insider again, in its place. */
export const rebuildInsider = (
  model: ReadModel,
  store: EventStore,
  insider: InsiderId,
): Promise<RebuildInsiderAnswer> =>
  whereItCan(model.folder, () => rebuiltInsider(model, store, insider));

const rebuiltInsider = async (
  model: ReadModel,
  store: EventStore,
  insider: InsiderId,
): Promise<RebuildInsiderAnswer> => {
  const started = performance.now();
  const generation = model.current() ?? noReadModel();
  const digestNow = (): string | null => {
    try {
      const unit = generation.units.readUnsealed(insider);
      return unit === null ? null : unitDigest(unit);
    } catch (thrown) {
      // What cannot be read is mended as well.
      if (thrown instanceof Damaged) return null;
      throw thrown;
    }
  };
  const before = digestNow();
  const projecting = passingProjector(store);
  await generation.asOnlyWriter(async (own) => {
    // What this log says must not be written beside what another said.
    await refuseOtherLog(own.anchor(), store);
    await foldInto(own, projecting, insider, 'mend');
  });
  return {
    insider,
    changed: digestNow() !== before,
    milliseconds: performance.now() - started,
  };
};
