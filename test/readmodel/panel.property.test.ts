/**
 * In random worlds: a panel is the days one by one, each with its day, in every format byte for
 * byte, whoever answers it and however long its pages are.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { panel } from '../../src/cli/show/market.js';
import type { PagedPresentation } from '../../src/cli/show/presentation.js';
import { type DataFormat, type Shape, writtenPages } from '../../src/cli/show/written.js';
import type { Sheet } from '../../src/cli/text/csv.js';
import type { Ledger, PositionAnswer } from '../../src/index.js';
import type { PanelPage, PanelPosition } from '../../src/ledger/answers.js';
import { script } from '../worlds/script.js';
import { splitScript, splitWorldOf } from '../worlds/split-world.js';
import { type Kept, keptLedger, right } from './kept.js';
import { momentsOf, played } from './played.js';

const seed = Number(process.env['WORLDS_SEED'] ?? 20261128);
const times = Number(process.env['WORLDS_TIMES'] ?? 1);

interface Query {
  readonly days: ReadonlyArray<string>;
  readonly knownBy?: string;
  readonly includeClosed?: boolean;
  readonly allInsiders?: boolean;
  readonly adjusted?: boolean;
  readonly fromLog?: boolean;
}

const isTold = ({ quantity, reported }: PositionAnswer): boolean =>
  quantity !== null || reported !== null;

/** Each day asked by itself, put together by insider and day. */
const dayByDay = async (
  ledger: Ledger,
  { days, allInsiders = false, ...query }: Query,
): Promise<ReadonlyArray<PanelPosition>> => {
  const all: Array<PanelPosition> = [];
  for (const asOf of days) {
    const { positions } = await right(ledger.positions({ ...query, asOf, limit: 999 }));
    const toldOf = new Set(positions.filter(isTold).map((p) => p.insider.id));
    for (const { jointWith: _, ...position } of positions)
      if (allInsiders || toldOf.has(position.insider.id))
        all.push({ asOf: asOf as PanelPosition['asOf'], ...position });
  }
  return all
    .map((position, i) => ({ position, i }))
    .sort((a, b) => {
      const [one, other] = [a.position.insider.id, b.position.insider.id];
      return one < other ? -1 : one > other ? 1 : a.i - b.i;
    })
    .map(({ position }) => position);
};

/** The same page told item by item, nothing of one taken for another. */
const itemByItem: PagedPresentation<PanelPage, PanelPosition> = {
  items: (page) => page.positions,
  head: ({ positions: _, next: __, ...head }) => head,
  name: panel.name,
  cells: Object.fromEntries(
    Object.entries(panel.cells).map(([name, cell]) => [
      name,
      ({ asOf, ...told }: PanelPosition) => cell({ asOf, told }),
    ]),
  ),
  table: () => '',
  foot: () => '',
};

/** Columns in another order, some left out; or none. */
const shapes: ReadonlyArray<(sheet: Sheet) => Sheet> = [
  [0],
  [8, 0, 17],
  [17, 0],
  [8],
  [0, 8, 0],
].map((places) => ({ header, rows }: Sheet) => {
  const of = <A>(all: ReadonlyArray<A>): ReadonlyArray<A> => places.map((at) => all[at] as A);
  return { header: of(header), rows: rows.map(of) };
});
const asTheyAre = (sheet: Sheet): Sheet => sheet;

async function* pagesOf(ledger: Ledger, query: Query): AsyncGenerator<PanelPage> {
  let cursor: string | undefined;
  do {
    const page = await right(
      ledger.panel({ ...query, limit: 2, ...(cursor === undefined ? {} : { cursor }) }),
    );
    yield page;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

const bytesOf = async <I>(
  pages: AsyncIterable<PanelPage>,
  shown: PagedPresentation<PanelPage, I>,
  format: DataFormat,
  chosen: Shape['chosen'],
): Promise<string> => {
  const pieces: Array<Buffer> = [];
  const shape: Shape = { chosen, cleaned: asTheyAre, tell: () => {} };
  for await (const piece of writtenPages(pages, shown, format, shape))
    pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('latin1');
};

const holdsOf = async (kept: Kept, query: Query): Promise<void> => {
  const { ledger } = kept;
  const whole = await right(ledger.panel(query));
  expect(whole.positions).toEqual(await dayByDay(ledger, query));
  for (const [format, chosen] of [
    ['json', asTheyAre],
    ['ndjson', asTheyAre],
    ['csv', asTheyAre],
    ['parquet', asTheyAre],
    ...shapes.map((shape) => ['csv', shape] as const),
  ] as const)
    expect(await bytesOf(pagesOf(ledger, query), panel, format, chosen)).toBe(
      await bytesOf(pagesOf(ledger, query), itemByItem, format, chosen),
    );
};

it(
  `a panel is its days one by one (${6 * times} worlds, seed ${seed})`,
  () =>
    fc.assert(
      fc.asyncProperty(script, fc.nat(), async (one, dice) => {
        const { kept, world } = await played(one, dice);
        try {
          const moments = momentsOf(world);
          const days = [...new Set(moments.map(({ asOf }) => asOf))].sort();
          const knownBy = moments.flatMap((moment) =>
            'knownBy' in moment ? [moment.knownBy] : [],
          )[dice % Math.max(1, moments.length)];
          await holdsOf(kept, { days });
          await holdsOf(kept, { days, allInsiders: true, includeClosed: true });
          await holdsOf(kept, { days, fromLog: true, includeClosed: true });
          if (knownBy !== undefined) await holdsOf(kept, { days, knownBy });
        } finally {
          await kept.close();
        }
      }),
      { seed, numRuns: 6 * times },
    ),
  240_000 * times,
);

it(
  `with recorded splits too (${6 * times} worlds, seed ${seed})`,
  () =>
    fc.assert(
      fc.asyncProperty(splitScript, async (one) => {
        const world = splitWorldOf(one);
        const kept = keptLedger();
        try {
          for (const filing of world.filings) await right(kept.ledger.record(filing));
          for (const split of world.splits)
            await right(kept.ledger.split('ACME', split, { reason: 'told', by: 'j.doe' }));
          const days = [...new Set(world.days)].sort();
          for (const adjusted of [true, false])
            await holdsOf(kept, { days, adjusted, includeClosed: true });
        } finally {
          await kept.close();
        }
      }),
      { seed, numRuns: 6 * times },
    ),
  240_000 * times,
);
