import type { BrowseQuery, BrowseResult, BucketIndex, BucketKey, FindQuery, FindResult, ObjectRow } from '#shared/model/storage.ts';
import type { UsageSummary } from '#shared/model/storage-insight.ts';
import type { ObjectColumns } from '../../capabilities/object-columns.ts';

/** A bucket, or the folder of it that a read is about. */
export interface IndexedFolder extends BucketKey {
  /** `''`: the whole bucket. */
  prefix: string;
}

/**
 * The thread that keeps the names of all objects: `objects.db` beside the cache, encrypted with its key, rebuilt when
 * damaged. Times are epoch ms, UTC. Every mutation is one transaction.
 */
export interface ObjectIndexApi {
  store: {
    /** `folder` is made when missing; a damaged or newer file is set aside and `recovery` says so. */
    open(options: { folder: string; key: string }): { recovery: string | null };
    /** Deletes what is kept of a connection, or of one of its buckets. */
    forget(options: { connectionId: string; bucket?: string }): { removed: number };
    close(): void;
  };
  read: {
    /** Begins a read of everything below a folder; what is shown stays until `finish`. A read of the same folder that was not finished is dropped. */
    begin(options: IndexedFolder & { run: string; at: number }): void;
    /** Pages come in key order. Buffers are moved. */
    page(options: { run: string; objects: ObjectColumns }): void;
    /** Makes the read what is shown, and notes a growth point for a whole bucket. */
    finish(options: { run: string }): BucketIndex;
    abort(options: { run: string }): void;
  };
  /** One folder as a listing with delimiter showed it: newer than the index of names, and there without it. */
  levels: {
    begin(options: IndexedFolder & { run: string; at: number }): void;
    /** Visible at once. */
    page(options: { run: string; objects: ObjectColumns; prefixes: string[] }): void;
    /** Drops what the listing did not see any more. */
    finish(options: { run: string }): void;
    /** The listing ended early: what it saw stays, marked incomplete. */
    abort(options: { run: string }): void;
    /** Start of the last complete listing; null when there was none. */
    asOf(options: IndexedFolder): number | null;
  };
  query: {
    /** From the newer of listing and index. `source`: `none` when neither knows the folder. */
    browse(query: BrowseQuery): Omit<BrowseResult, 'asOf' | 'stale' | 'problems' | 'listing' | 'cached'> & {
      asOf: number | null;
      complete: boolean;
      source: 'listing' | 'index' | 'none';
    };
    /** `invalid_input` names the term that is not understood. `now`: for relative dates. */
    find(options: { query: FindQuery; now: number }): FindResult;
    /** Growth from complete reads only. */
    usage(options: IndexedFolder & { now: number }): UsageSummary;
    buckets(): (BucketKey & BucketIndex)[];
    /** Keys that divide the folder into about so many equal parts; fewer when it is small, none when it is unknown. */
    splits(options: IndexedFolder & { parts: number }): string[];
    /** Some rows in key order, behind `after`; null cursor: that was all. For whoever looks at every object. */
    rows(options: IndexedFolder & { after: string | null; limit: number }): { objects: ObjectColumns; cursor: string | null };
  };
  changes: {
    /** Follows what this console did itself, without waiting for the next read. Buckets that were never read stay unread. */
    apply(options: BucketKey & { put: ObjectRow[]; removed: string[] }): void;
  };
}
