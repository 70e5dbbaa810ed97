/** What waits with a cost, the lowest first; of equal ones by an order of the items: a heap. */
export interface LowestFirst<A> {
  put(cost: bigint, item: A): void;
  take(): { readonly cost: bigint; readonly item: A } | null;
}

export const lowestFirst = <A>(order: (a: A, b: A) => number): LowestFirst<A> => {
  interface Waiting {
    readonly cost: bigint;
    readonly item: A;
  }
  const heap: Array<Waiting> = [];
  const isBefore = (a: Waiting, b: Waiting): boolean =>
    a.cost < b.cost || (a.cost === b.cost && order(a.item, b.item) < 0);
  const swap = (i: number, j: number): void => {
    [heap[i], heap[j]] = [heap[j] as Waiting, heap[i] as Waiting];
  };
  return {
    put: (cost, item) => {
      heap.push({ cost, item });
      for (let i = heap.length - 1; i > 0; ) {
        const up = (i - 1) >> 1;
        if (!isBefore(heap[i] as Waiting, heap[up] as Waiting)) return;
        swap(i, up);
        i = up;
      }
    },
    take: () => {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return null;
      if (heap.length === 0) return first;
      heap[0] = last;
      for (let i = 0; ; ) {
        let least = i;
        for (const child of [2 * i + 1, 2 * i + 2])
          if (child < heap.length && isBefore(heap[child] as Waiting, heap[least] as Waiting))
            least = child;
        if (least === i) return first;
        swap(i, least);
        i = least;
      }
    },
  };
};
