import type { Lifecycle, NewObject, ObjectProperties } from '../../sdk.ts';

/** An object as somebody left it. `body` null: of the organisation's own bytes (`from`: those of that key). */
export interface Changed {
  key: string;
  size: number;
  modified: number;
  storageClass: string;
  properties: ObjectProperties;
  tags: Record<string, string>;
  etag?: string;
  /** Until when an archived one can be read, epoch ms UTC. */
  readableUntil?: number;
  /** Absent: as the bucket has it. */
  access?: 'private' | 'public';
  body: { bytes: Buffer } | { from: string };
}

/** One state of a key. `object` null: a delete marker. */
export interface State {
  versionId: string;
  /** Epoch ms, UTC. */
  modified: number;
  object: Changed | null;
}

/** An upload in parts that has not ended. */
interface Begun {
  object: NewObject;
  /** Epoch ms, UTC. */
  initiated: number;
  /** By number. */
  parts: Map<number, Buffer>;
}

/** What was changed in one bucket. */
export class BucketChanges {
  /** Of each key that was changed, the oldest first; none: everything of it is gone. */
  private readonly states = new Map<string, readonly State[]>();
  private made = 0;
  /** By id. */
  readonly uploads = new Map<string, Begun>();
  /** Ids of the organisation's own unfinished uploads that were removed. */
  readonly ended = new Set<string>();
  private order: string[] | null = null;
  lifecycle: Lifecycle = { rules: [], appliesTo: 'This bucket. Kept until the program ends.', raw: [] };

  /** The current state; null: deleted; undefined: never changed. */
  of(key: string): Changed | null | undefined {
    const states = this.states.get(key);
    return states && (states.at(-1)?.object ?? null);
  }

  statesOf(key: string): readonly State[] | undefined {
    return this.states.get(key);
  }

  set(key: string, states: readonly State[]): void {
    if (!this.states.has(key)) this.order = null;
    this.states.set(key, states);
  }

  nextVersionId(): string {
    this.made += 1;
    return `v${this.made}`;
  }

  /** Keys with a change, in byte order. */
  keys(): readonly string[] {
    this.order ??= [...this.states.keys()].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
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
