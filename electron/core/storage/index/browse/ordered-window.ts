type Compare = (a: number, b: number) => number;

/** Puts `item` where it belongs in the heap, whose first item is the last in order. */
function sink(heap: Uint32Array, size: number, compare: Compare): void {
  const item = heap[0]!;
  let at = 0;
  for (;;) {
    let child = at * 2 + 1;
    if (child >= size) break;
    if (child + 1 < size && compare(heap[child + 1]!, heap[child]!) > 0) child += 1;
    if (compare(heap[child]!, item) <= 0) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = item;
}

/** The first `most` items in order, without sorting the others: one pass with a heap of that size. */
function firstOf(items: Uint32Array, most: number, compare: Compare): Uint32Array {
  // Sorted backwards, the array is a heap with the last in order on top.
  const heap = items.slice(0, most).sort((a, b) => compare(b, a));
  for (let i = most; i < items.length; i += 1) {
    if (compare(items[i]!, heap[0]!) >= 0) continue;
    heap[0] = items[i]!;
    sink(heap, most, compare);
  }
  return heap.sort(compare);
}

/** Items `offset` to before `offset + limit` in the order of `compare`, which must order every two items. */
export function orderedWindow(items: Uint32Array, { offset, limit }: { offset: number; limit: number }, compare: Compare): Uint32Array {
  const most = offset + limit;
  const sorted = most * 8 < items.length ? firstOf(items, most, compare) : items.slice().sort(compare);
  return sorted.subarray(offset, most);
}
