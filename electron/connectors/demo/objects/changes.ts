import type { Lifecycle, NewObject, ObjectProperties } from '../../sdk.ts';

/** An object as somebody left it. `body` null: of the organisation's own bytes (`from`: those of that key). */
export interface Changed {
  key: string;
  size: number;
  modified: number;
  storageClass: string;
  properties: ObjectProperties;
  tags: Record<string, string>;
  body: { bytes: Buffer } | { from: string };
}

/** An upload in parts that has not ended. */
interface Begun {
  object: NewObject;
  /** Epoch ms, UTC. */
  initiated: number;
  /** By number. */
  parts: Map<number, Buffer>;
}

/** What was changed in one bucket. Null: deleted. */
export class BucketChanges {
  private readonly changed = new Map<string, Changed | null>();
  /** By id. */
  readonly uploads = new Map<string, Begun>();
  /** Ids of the organisation's own unfinished uploads that were removed. */
  readonly ended = new Set<string>();
  private order: string[] | null = null;
  lifecycle: Lifecycle = { rules: [], appliesTo: 'This bucket. Kept until the program ends.', raw: [] };

  of(key: string): Changed | null | undefined {
    return this.changed.get(key);
  }

  set(key: string, object: Changed | null): void {
    this.changed.set(key, object);
    this.order = null;
  }

  /** Keys with a change, in byte order. */
  keys(): readonly string[] {
    this.order ??= [...this.changed.keys()].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return this.order;
  }
}

/** By connection, seed and bucket, for the life of the process: a session lives for one listing or one transfer. */
const buckets = new Map<string, BucketChanges>();

export function changesOf(connectionId: string, seed: number, bucket: string): BucketChanges {
  const key = JSON.stringify([connectionId, seed, bucket]);
  const known = buckets.get(key) ?? new BucketChanges();
  buckets.set(key, known);
  return known;
}
