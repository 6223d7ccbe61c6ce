import { failure } from '#shared/errors/app-error.ts';
import type { BucketIndex } from '#shared/model/storage.ts';
import type { ObjectColumns } from '../../../capabilities/object-columns.ts';
import { isProcessSince } from '../../../platform/other-process.ts';
import { createBlockBuilder, sliceRows } from '../blocks/block-builder.ts';
import { keyOf } from '../blocks/block-rows.ts';
import type { IndexedFolder, ObjectIndexApi } from '../index-api.ts';
import type { NameIndex } from '../name-index.ts';
import { bucketIndex } from './bucket-index.ts';

interface Read {
  id: number;
  bucketId: number;
  folder: IndexedFolder;
  at: number;
  builder: ReturnType<typeof createBlockBuilder>;
  /** Last key so far. */
  last: Uint8Array;
  /** Changes made since it began, to be made again on what it saw. */
  changes: Changes[];
}

export type Changes = Parameters<ObjectIndexApi['changes']['apply']>[0];

export interface Reads extends Omit<ObjectIndexApi['read'], 'finish'> {
  /** `redo`: makes changes again that may have come too late for the read to see. */
  finish(options: { run: string }, redo: (changes: Changes) => void): BucketIndex;
  /** A change was made while reads may be under way. */
  note(bucketId: number, changes: Changes): void;
  /** The buckets are about to be forgotten. */
  drop(options: { connectionId: string; bucket?: string }): void;
  /** Drops reads of processes that are gone. */
  dropDead(): void;
  /** Id of a read of the bucket that is under way. */
  running(bucketId: number): number | null;
}

function outOfOrder(run: string) {
  return failure('internal', `The listing did not come in the order of its keys (read ${run}).`, {
    hint: 'The names that were read before stay. Read the bucket again; report it if it happens again.',
  });
}

/** Last key of a page whose keys ascend, from the one before it on. */
function lastOf({ count, keys }: ObjectColumns, before: Uint8Array, run: string): Uint8Array {
  let last = before;
  for (let row = 0; row < count; row += 1) {
    const key = keyOf(keys, row);
    if (Buffer.compare(key, last) <= 0) throw outOfOrder(run);
    last = key;
  }
  return new Uint8Array(last);
}

function prepare({ db }: NameIndex) {
  return {
    insert: db.prepare('INSERT INTO reads (run, bucket_id, prefix, at, pid, since) VALUES (@run, @bucketId, @prefix, @at, @pid, @since)'),
    same: db.prepare('SELECT id, run, pid, since FROM reads WHERE bucket_id = ? AND prefix = ?'),
    all: db.prepare('SELECT id, run, pid, since FROM reads'),
    running: db.prepare('SELECT id FROM reads WHERE bucket_id = ? ORDER BY id DESC').pluck(),
    remove: db.prepare('DELETE FROM reads WHERE id = ?'),
  };
}

type ReadRow = Record<'id' | 'pid' | 'since', number> & { run: string };

/** Takes the read's blocks in the place of what was shown of its folder. */
function replace(index: NameIndex, { id, bucketId, folder }: Read): void {
  const rows = index.rows(bucketId);
  const { from, to } = rows.range(folder.prefix);
  const replaced = [...rows.stretches(from, to)];
  const place = { bucketId, readId: 0 };
  for (const stretch of replaced) {
    const { head } = stretch;
    if (stretch.from === 0 && stretch.to === head.count) continue;
    const all = { keys: index.reader.names(head), columns: index.reader.columns(head) };
    if (stretch.from > 0) index.blocks.insert(place, sliceRows(all, 0, stretch.from));
    if (stretch.to < head.count) index.blocks.insert(place, sliceRows(all, stretch.to, head.count));
  }
  const heads = replaced.map(({ head }) => head);
  index.blocks.remove(heads);
  index.reader.forget(heads);
  index.blocks.adopt(id);
}

export function createReads(index: NameIndex): Reads {
  const sql = prepare(index);
  const reads = new Map<string, Read>();
  const remove = ({ id, run }: Pick<ReadRow, 'id' | 'run'>) => {
    reads.delete(run);
    index.blocks.removeRead(id);
    sql.remove.run(id);
  };
  const get = (run: string) => {
    const read = reads.get(run);
    if (!read) throw failure('not_found', `The read ${run} is not under way.`, { hint: 'Begin to read the bucket again.' });
    return read;
  };
  const store = ({ id, bucketId }: Read, rows: Parameters<typeof index.blocks.insert>[1]) =>
    void index.blocks.insert({ bucketId, readId: id }, rows);
  return {
    begin({ run, at, ...folder }) {
      const bucketId = index.buckets.put(folder);
      for (const row of sql.same.all(bucketId, folder.prefix) as ReadRow[]) if (!isProcessSince(row.pid, row.since)) remove(row);
      const since = Date.now();
      const id = Number(sql.insert.run({ run, bucketId, prefix: folder.prefix, at, pid: process.pid, since }).lastInsertRowid);
      reads.set(run, { id, bucketId, folder, at, builder: createBlockBuilder(index.codes), last: new Uint8Array(0), changes: [] });
    },
    page({ run, objects }) {
      const read = get(run);
      read.last = lastOf(objects, read.last, run);
      for (const rows of read.builder.add(objects)) store(read, rows);
    },
    finish({ run }, redo) {
      const read = get(run);
      const rest = read.builder.rest();
      if (rest) store(read, rest);
      replace(index, read);
      index.buckets.cover(read.bucketId, { prefix: read.folder.prefix, at: read.at });
      sql.remove.run(read.id);
      index.changed(read.bucketId);
      const rows = index.rows(read.bucketId);
      if (read.folder.prefix === '') index.buckets.grown(read.bucketId, { at: read.at, ...rows.sums(0, rows.total) });
      reads.delete(run);
      read.changes.forEach(redo);
      return bucketIndex(index, read.bucketId, null);
    },
    abort({ run }) {
      const read = reads.get(run);
      if (read) remove({ id: read.id, run });
    },
    note(bucketId, changes) {
      for (const read of reads.values()) if (read.bucketId === bucketId) read.changes.push(changes);
    },
    drop({ connectionId, bucket }) {
      for (const [run, { folder }] of reads) {
        if (folder.connectionId === connectionId && (bucket ?? folder.bucket) === folder.bucket) reads.delete(run);
      }
    },
    dropDead() {
      for (const row of sql.all.all() as ReadRow[]) if (!isProcessSince(row.pid, row.since)) remove(row);
    },
    running: (bucketId) => (sql.running.get(bucketId) as number | undefined) ?? null,
  };
}
