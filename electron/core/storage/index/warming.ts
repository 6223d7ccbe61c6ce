import type { NameIndex } from './name-index.ts';

/**
 * Reads the filters of all blocks into memory, which every search asks first: from the disk they take some 200 ms of a first
 * one. A block at a time, so that whoever steps can stop between two.
 */
export function* warming(index: NameIndex): Generator<void, void> {
  for (const { id } of index.buckets.list()) {
    const rows = index.rows(id);
    for (const head of rows.heads) {
      // What changed meanwhile has other blocks; a search reads those it needs.
      index.follow();
      if (index.rows(id) !== rows) break;
      index.reader.filter(head);
      yield;
    }
  }
}
