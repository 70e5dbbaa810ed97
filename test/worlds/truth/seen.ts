/** A true world as the ledger sees it: recorded, joined where a person was identified, folded. */
import type { Holding, InsiderView } from '../../../projections/insider.js';
import { always, knownAtOf, type Vantage } from '../../../projections/known/knowledge.js';
import type { LedgerEvent } from '../../../src/event/catalogue.js';
import type { CompleteFiling } from '../../../src/event/identity.js';
import { isProvisional } from '../../../src/event/identity.js';
import { fold, type Recorded, record, ruled } from '../recording.js';
import { remembered } from '../ruled.js';
import { insider } from './paper.js';
import type { TrueWorld } from './world.js';

export const deliveries = (world: TrueWorld): ReadonlyArray<CompleteFiling> =>
  world.filed.flatMap((f) => f.readings);

/** Identities are joined once all filings have arrived. */
const identifiedFrom = 400;

/** The insider's stream, with that of the provisional identity that was the same person. */
export const recordedIn = (filings: ReadonlyArray<CompleteFiling>): Recorded => {
  const streams = record(filings).filter((r) => r.insider === insider || isProvisional(r.insider));
  const own = { insider, events: streams.flatMap((r) => r.events) };
  const identified = streams
    .filter((r) => isProvisional(r.insider))
    .map((r): LedgerEvent => {
      const who = { insider, provisional: r.insider, cik: insider, same: true };
      return { type: 'InsiderIdentified', data: { ...who, reason: 'test', actor: 'operator' } };
    });
  return ruled(own, identified, identifiedFrom);
};

/** Its stream, before anything was ruled. */
export const recordedOf = remembered((world: TrueWorld) => recordedIn(deliveries(world)));

export interface Seen {
  readonly view: InsiderView;
  /** Rank of the last filing known. */
  readonly knownRank: number;
  readonly positionOf: ReadonlyMap<string, Holding>;
}

const seenFrom = (world: TrueWorld, vantage: Vantage, knownRank: number): Seen => {
  const view = fold(recordedOf(world), vantage);
  const holdings = new Map(view.holdings.map((h) => [h.position, h]));
  return {
    view,
    knownRank,
    positionOf: new Map(
      view.lines.flatMap((line) =>
        line.versions.flatMap((v) => {
          const holding = v.position === null ? undefined : holdings.get(v.position);
          return holding === undefined ? [] : [[v.row.row, holding] as const];
        }),
      ),
    ),
  };
};

/** With all that is known. */
export const seen = remembered(
  (world: TrueWorld): Seen => seenFrom(world, always, world.filed.length - 1),
);

/** After each filing became known. */
export const seenByAndBy = remembered(
  (world: TrueWorld): ReadonlyArray<Seen> =>
    world.filed.map(({ filing }, rank) =>
      rank === world.filed.length - 1
        ? seen(world)
        : seenFrom(world, { knownBy: knownAtOf(filing), recordedBy: null }, rank),
    ),
);
