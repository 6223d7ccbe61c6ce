import type { TextRows } from '../../../capabilities/object-columns.ts';
import type { BlockHead } from './block-head.ts';
import type { BlockColumns } from './block-rows.ts';
import type { BlockStore } from './block-store.ts';
import { foldRows } from './fold.ts';

/** Blocks by their heads, with what was read of them kept in memory within a limit. */
export interface BlockReader {
  names(head: BlockHead): TextRows;
  /** In lower case, for searches. */
  folded(head: BlockHead): TextRows;
  columns(head: BlockHead): BlockColumns;
  filter(head: BlockHead): Uint8Array;
  /** Forgets blocks that are no more. */
  forget(heads: readonly BlockHead[]): void;
  /** Forgets everything. */
  clear(): void;
}

/**
 * Columns and filters of five million names take 125 MB, more than may be kept. Once full, nothing more is: whoever looks at
 * all blocks in turn would only push out what he comes back to.
 */
const residentBytes = 100e6;
/** Names of some thirty blocks: a folder, its neighbours, what a person scrolls through. */
const namesBytes = 6e6;

function resident<T>(limit: { left: number }, load: (head: BlockHead) => T, bytesOf: (value: T) => number) {
  const kept = new Map<number, T>();
  return {
    get(head: BlockHead): T {
      const known = kept.get(head.id);
      if (known) return known;
      const value = load(head);
      if (limit.left >= bytesOf(value)) {
        limit.left -= bytesOf(value);
        kept.set(head.id, value);
      }
      return value;
    },
    forget(head: BlockHead): void {
      const value = kept.get(head.id);
      if (value && kept.delete(head.id)) limit.left += bytesOf(value);
    },
    clear: () => kept.clear(),
  };
}

function recent(load: (head: BlockHead) => TextRows) {
  const kept = new Map<number, TextRows>();
  let bytes = 0;
  return {
    get(head: BlockHead): TextRows {
      const known = kept.get(head.id);
      const rows = known ?? load(head);
      if (known) kept.delete(head.id);
      else bytes += rows.bytes.length;
      kept.set(head.id, rows);
      for (const [id, oldest] of kept) {
        if (bytes <= namesBytes || id === head.id) break;
        kept.delete(id);
        bytes -= oldest.bytes.length;
      }
      return rows;
    },
    clear() {
      kept.clear();
      bytes = 0;
    },
  };
}

export function createBlockReader(store: BlockStore): BlockReader {
  const limit = { left: residentBytes };
  const columns = resident(
    limit,
    (head) => store.columns(head),
    ({ buffer }) => buffer.length,
  );
  const filters = resident(
    limit,
    (head) => store.filter(head),
    (filter) => filter.length,
  );
  const names = recent((head) => store.names(head));
  return {
    names: (head) => names.get(head),
    folded: (head) => foldRows(names.get(head)),
    columns: (head) => columns.get(head),
    filter: (head) => filters.get(head),
    forget(heads) {
      // Names leave by age: a number is never given to another block while they are there.
      for (const head of heads) {
        columns.forget(head);
        filters.forget(head);
      }
    },
    clear() {
      limit.left = residentBytes;
      columns.clear();
      filters.clear();
      names.clear();
    },
  };
}
