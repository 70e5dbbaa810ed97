/**
 * The cheapest way to pair two sets, each member at most once (Kuhn and Munkres, in the form with
 * potentials; cubic in the smaller set). What may not be paired costs `Infinity`.
 */

/** Above the cost of any pair: such a pair is never made. */
const forbidden = 1e9;

/** Rows and columns count from 1; column 0 stands for the row that is being placed. */
interface Matching {
  readonly width: number;
  readonly rowPotential: Float64Array;
  readonly columnPotential: Float64Array;
  /** The row placed in each column; 0 where it is free. */
  readonly rowOf: Int32Array;
  readonly cost: (row: number, column: number) => number;
}

interface Search {
  readonly slack: Float64Array;
  readonly used: Uint8Array;
  /** The column from which each was reached. */
  readonly cameFrom: Int32Array;
}

/** Reaches from a used column to the free one that costs least more. */
const nearestColumn = (m: Matching, { slack, used, cameFrom }: Search, column: number): number => {
  const row = m.rowOf[column] ?? 0;
  let least = Number.POSITIVE_INFINITY;
  let nearest = 0;
  for (let j = 1; j <= m.width; j++) {
    if (used[j] === 1) continue;
    const reduced = m.cost(row, j) - (m.rowPotential[row] ?? 0) - (m.columnPotential[j] ?? 0);
    if (reduced < (slack[j] ?? 0)) {
      slack[j] = reduced;
      cameFrom[j] = column;
    }
    if ((slack[j] ?? 0) < least) {
      least = slack[j] ?? 0;
      nearest = j;
    }
  }
  return nearest;
};

/** Makes that column cost nothing more to reach. */
const shiftPotentials = (m: Matching, { slack, used }: Search, by: number): void => {
  for (let j = 0; j <= m.width; j++) {
    if (used[j] === 1) {
      const owner = m.rowOf[j] ?? 0;
      m.rowPotential[owner] = (m.rowPotential[owner] ?? 0) + by;
      m.columnPotential[j] = (m.columnPotential[j] ?? 0) - by;
    } else slack[j] = (slack[j] ?? 0) - by;
  }
};

/** Places one more row, moving others along the cheapest way. */
const placeRow = (m: Matching, row: number): void => {
  const search: Search = {
    slack: new Float64Array(m.width + 1).fill(Number.POSITIVE_INFINITY),
    used: new Uint8Array(m.width + 1),
    cameFrom: new Int32Array(m.width + 1),
  };
  m.rowOf[0] = row;
  let column = 0;
  do {
    search.used[column] = 1;
    const next = nearestColumn(m, search, column);
    shiftPotentials(m, search, search.slack[next] ?? 0);
    column = next;
  } while (m.rowOf[column] !== 0);
  while (column !== 0) {
    const previous = search.cameFrom[column] ?? 0;
    m.rowOf[column] = m.rowOf[previous] ?? 0;
    column = previous;
  }
};

/** Pairs of indices, by row. `unpaired` is what it costs to leave a row alone. */
export const cheapestPairs = (
  costs: ReadonlyArray<ReadonlyArray<number>>,
  unpaired: number,
): ReadonlyArray<readonly [number, number]> => {
  const rows = costs.length;
  const columns = costs[0]?.length ?? 0;
  if (rows === 0 || columns === 0) return [];
  // Each row gets a column of its own that stands for "left unpaired".
  const width = columns + rows;
  const cost = (row: number, column: number): number =>
    column > columns ? unpaired : Math.min(costs[row - 1]?.[column - 1] ?? forbidden, forbidden);
  const m: Matching = {
    width,
    rowPotential: new Float64Array(rows + 1),
    columnPotential: new Float64Array(width + 1),
    rowOf: new Int32Array(width + 1),
    cost,
  };
  for (let row = 1; row <= rows; row++) placeRow(m, row);
  const pairs: Array<readonly [number, number]> = [];
  for (let column = 1; column <= columns; column++) {
    const row = m.rowOf[column] ?? 0;
    if (row > 0 && cost(row, column) < forbidden) pairs.push([row - 1, column - 1]);
  }
  return pairs.sort((a, b) => a[0] - b[0]);
};
