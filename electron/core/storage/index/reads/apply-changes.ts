import type { ObjectRow } from '#shared/model/storage.ts';
import { objectColumns } from '../../../capabilities/object-columns.ts';
import { createBlockBuilder } from '../blocks/block-builder.ts';
import type { BlockHead } from '../blocks/block-head.ts';
import type { SortedRows } from '../blocks/sorted-rows.ts';
import { coveredAt } from '../bucket-table.ts';
import { keyBytes } from '../key-bytes.ts';
import type { NameIndex } from '../name-index.ts';
import type { Changes } from './reads.ts';

/** What a key is now; null: gone. */
interface Change {
  key: Uint8Array;
  row: ObjectRow | null;
}

/** Changes in key order, the last of each key, of folders that were read. */
function wanted({ put, removed }: Changes, isCovered: (key: string) => boolean): Change[] {
  const byKey = new Map<string, ObjectRow | null>();
  for (const key of removed) byKey.set(key, null);
  for (const row of put) byKey.set(row.key, row);
  return [...byKey]
    .filter(([key]) => isCovered(key))
    .map(([key, row]) => ({ key: keyBytes(key), row }))
    .sort((a, b) => Buffer.compare(a.key, b.key));
}

/** Changes by the block that they belong into; null: the bucket has no block. */
function byBlock(heads: readonly BlockHead[], changes: readonly Change[]): Map<BlockHead | null, Change[]> {
  let block = 0;
  return Map.groupBy(changes, ({ key }) => {
    while (block < heads.length - 1 && Buffer.compare(heads[block]!.last, key) < 0) block += 1;
    return heads[block] ?? null;
  });
}

function merged(rows: SortedRows, head: BlockHead | null, changes: readonly Change[]): ObjectRow[] {
  const old = head ? Array.from({ length: head.count }, (_, row) => rows.rowOf(head, row)) : [];
  const changed = new Set(changes.map(({ key }) => Buffer.from(key).toString('latin1')));
  const kept = old.map((row) => ({ key: keyBytes(row.key), row })).filter(({ key }) => !changed.has(Buffer.from(key).toString('latin1')));
  const all = [...kept, ...changes].sort((a, b) => Buffer.compare(a.key, b.key));
  return all.flatMap(({ row }) => (row ? [row] : []));
}

/** Brings the names of a bucket up to date with single changes. Folders that were never read stay unread. */
export function applyChanges(index: NameIndex, bucketId: number, changes: Changes): void {
  const covers = index.buckets.covers(bucketId);
  const list = wanted(changes, (key) => coveredAt(covers, key) !== null);
  if (list.length === 0) return;
  const rows = index.rows(bucketId);
  for (const [head, group] of byBlock(rows.heads, list)) {
    const objects = objectColumns(merged(rows, head, group));
    if (head) {
      index.blocks.remove([head]);
      index.reader.forget([head]);
    }
    const builder = createBlockBuilder(index.codes);
    for (const block of builder.add(objects)) index.blocks.insert({ bucketId, readId: 0 }, block);
    const rest = builder.rest();
    if (rest) index.blocks.insert({ bucketId, readId: 0 }, rest);
  }
  index.changed(bucketId);
}
