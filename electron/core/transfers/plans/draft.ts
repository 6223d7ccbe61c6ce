import type { Endpoint, WorkItem } from '../transfers-api.ts';
import type { Found } from './found.ts';

/** An item before it has its place in the plan. */
export interface Draft extends Omit<WorkItem, 'index'> {
  /** Class of an object that is moved, restored or removed: what it costs depends on it. */
  storageClass?: string;
  /** Comes behind all others: what a sync deletes is deleted when the copies are done. */
  last?: boolean;
}

/** Something done to an object where it is. */
export function changeDraft(does: WorkItem['does'], { at, storageClass, lost }: Found, input: WorkItem['input'] = {}): Draft {
  return { does, from: at, to: null, size: 0, skip: null, refusal: lost, replaces: null, input, storageClass };
}

/** Something done to a bucket or to a key that need not be there. */
export function bucketDraft(does: WorkItem['does'], { connectionId, bucket, key }: Omit<Endpoint, 'versionId'>): Draft {
  const from = { connectionId, bucket, key, versionId: null, size: 0, modified: 0, etag: '' };
  return { does, from, to: null, size: 0, skip: null, refusal: null, replaces: null, input: {} };
}
