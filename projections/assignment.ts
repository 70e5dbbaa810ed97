/**
 * The cheapest way to pair two sets, each member at most once (Kuhn and Munkres, in the form with
 * potentials; cubic in the smaller set). What may not be paired costs `Infinity`.
 */
export const cheapestPairs = (
  costs: ReadonlyArray<ReadonlyArray<number>>,
  unpaired: number,
): ReadonlyArray<readonly [number, number]> => {
  const rows = costs.length;
  const columns = costs[0]?.length ?? 0;
  if (rows === 0 || columns === 0) return [];
  // Each row gets a column of its own that stands for "left unpaired".
  const width = columns + rows;
  const costAt = (i: number, j: number): number => {
    const cost = j < columns ? (costs[i]?.[j] ?? Number.POSITIVE_INFINITY) : unpaired;
    return Number.isFinite(cost) ? cost : 1e9;
  };
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(width + 1);
  const rowOf = new Int32Array(width + 1);
  const way = new Int32Array(width + 1);
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row;
    let column = 0;
    const slack = new Float64Array(width + 1).fill(Number.POSITIVE_INFINITY);
    const used = new Uint8Array(width + 1);
    do {
      used[column] = 1;
      const at = rowOf[column] ?? 0;
      let delta = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let j = 1; j <= width; j++) {
        if (used[j] === 1) continue;
        const reduced = costAt(at - 1, j - 1) - (rowPotential[at] ?? 0) - (columnPotential[j] ?? 0);
        if (reduced < (slack[j] ?? 0)) {
          slack[j] = reduced;
          way[j] = column;
        }
        if ((slack[j] ?? 0) < delta) {
          delta = slack[j] ?? 0;
          next = j;
        }
      }
      for (let j = 0; j <= width; j++) {
        if (used[j] === 1) {
          const owner = rowOf[j] ?? 0;
          rowPotential[owner] = (rowPotential[owner] ?? 0) + delta;
          columnPotential[j] = (columnPotential[j] ?? 0) - delta;
        } else slack[j] = (slack[j] ?? 0) - delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      const previous = way[column] ?? 0;
      rowOf[column] = rowOf[previous] ?? 0;
      column = previous;
    }
  }
  const pairs: Array<readonly [number, number]> = [];
  for (let j = 1; j <= columns; j++) {
    const row = rowOf[j] ?? 0;
    if (row > 0 && costAt(row - 1, j - 1) < 1e9) pairs.push([row - 1, j - 1]);
  }
  return pairs.sort((a, b) => a[0] - b[0]);
};
