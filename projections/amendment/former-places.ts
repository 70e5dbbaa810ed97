/**
 * Where rows stood before identities were joined. A decision or a join names positions by the ids
 * that they had then, so each identity's filings are also resolved alone, as they would be had
 * nobody said who is who; only for insiders of whom somebody did.
 */
import type { InsiderId, PositionId, RowId } from '../../src/event/identity.js';
import { provisionalsOf } from '../known/identities.js';
import type { KnownFiling } from '../known/knowledge.js';
import { type Rulings, withoutIdentities } from '../known/rulings.js';
import type { LineBook } from './line-book.js';

/** Rows placed on their own. */
export interface Placing {
  readonly resolution: { readonly book: Pick<LineBook, 'changed'> };
  take(filing: KnownFiling): void;
}

export interface FormerPlaces {
  /** Other ids of the insider, oldest rulings first. */
  readonly insiders: ReadonlyArray<InsiderId>;
  /** Takes a filing as filed, before it is taken under the real identities. */
  take(filing: KnownFiling): void;
  /** Ids of the positions in which a row stood. */
  idsOf(row: RowId): ReadonlyArray<PositionId>;
}

/** @param alone resolves an identity's filings by rulings that join nothing. */
export const formerPlaces = (
  insider: InsiderId,
  rulings: Rulings,
  alone: (insider: InsiderId, rulings: Rulings) => Placing,
): FormerPlaces | null => {
  const { insiders, issuers } = rulings.identities;
  const others = provisionalsOf(insiders, insider);
  if (others.length === 0 && issuers.size === 0) return null;
  const identities = others.length === 0 ? [] : [insider, ...others];
  const ways = issuers.size === 0 ? (['as-said'] as const) : (['apart', 'as-said'] as const);
  const selves = ways.flatMap((way) => {
    const own = withoutIdentities(rulings, way);
    return identities.map((identity) => ({
      resolver: alone(identity, own),
      has: (filing: KnownFiling) => filing.insiders.includes(identity),
    }));
  });
  if (issuers.size > 0)
    selves.push({
      resolver: alone(insider, withoutIdentities(rulings, 'apart')),
      has: () => true,
    });
  const ids = new Map<string, Set<PositionId>>();
  return {
    insiders: others,
    take: (filing) => {
      for (const { has, resolver } of selves) {
        if (!has(filing)) continue;
        resolver.take(filing);
        for (const { versions } of resolver.resolution.book.changed())
          for (const { row, position } of versions) {
            if (position === null) continue;
            const known = ids.get(row.row);
            if (known === undefined) ids.set(row.row, new Set([position.id]));
            else known.add(position.id);
          }
      }
    },
    idsOf: (row) => [...(ids.get(row) ?? [])],
  };
};
