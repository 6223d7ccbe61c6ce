import { AppFailure, failure } from '#shared/errors/app-error.ts';
import type { CachedBucket, StorageFeatures, StorageVerb } from '#shared/model/storage.ts';
import type { ObjectStore } from '../../capabilities/objects.ts';
import type { Endpoint } from '../transfers-api.ts';
import { judgedBucket } from './environments.ts';
import type { PlannerParts } from './planner-parts.ts';

/** A plan while it is made. */
export interface Planning {
  parts: PlannerParts;
  signal: AbortSignal;
  /** Each store is opened once. Throws as `Stores.open`. */
  storeOf(connectionId: string | null): Promise<ObjectStore>;
  features: (connectionId: string | null) => StorageFeatures;
  /** The bucket as far as it is known; null: files of this machine. */
  bucketOf(side: Pick<Endpoint, 'connectionId' | 'bucket'>): Promise<CachedBucket | null>;
  /** Each text once, in order. */
  warn(text: string): void;
  warnings(): string[];
  /** Nothing brings back what this plan does. */
  destroys: boolean;
  /** How long until an archived object can be read. */
  wait: string | null;
  /** Lifecycle rules that begin to delete. */
  deletingRules: number;
  close(): void;
}

/** Whether a store keeps the time of what it is written from: folders do. */
export function keepsTimes({ scheme }: StorageFeatures): boolean {
  return scheme === 'file';
}

export function beginPlanning(parts: PlannerParts, signal: AbortSignal): Planning {
  const opened = new Map<string | null, ReturnType<PlannerParts['stores']['open']>>();
  const buckets = new Map<string, Promise<CachedBucket>>();
  const warnings = new Set<string>();
  const storeOf: Planning['storeOf'] = async (connectionId) => {
    let lent = opened.get(connectionId);
    if (!lent) opened.set(connectionId, (lent = parts.stores.open(connectionId)));
    return (await lent).store;
  };
  const bucketOf: Planning['bucketOf'] = async ({ connectionId, bucket }) => {
    if (connectionId === null) return null;
    const key = JSON.stringify([connectionId, bucket]);
    let found = buckets.get(key);
    if (!found) {
      const judge = judgedBucket({ parts, signal, store: () => storeOf(connectionId) }, { connectionId, bucket });
      buckets.set(key, (found = judge));
    }
    return found;
  };
  return {
    parts,
    signal,
    storeOf,
    features: (connectionId) => parts.stores.features(connectionId),
    bucketOf,
    warn: (text) => void warnings.add(text),
    warnings: () => [...warnings],
    destroys: false,
    wait: null,
    deletingRules: 0,
    close() {
      for (const lent of opened.values())
        void lent.then(
          (one) => one.release(),
          () => undefined,
        );
    },
  };
}

/** Whether a fault says that there is no such thing. */
export function isNotFound(cause: unknown): boolean {
  return cause instanceof AppFailure && cause.error.code === 'not_found';
}

/** Throws `unsupported` for what a store cannot do. */
export function requireVerb({ features }: Planning, connectionId: string | null, verbs: readonly StorageVerb[]): void {
  const { verbs: offered, scheme } = features(connectionId);
  if (verbs.some((verb) => offered.includes(verb))) return;
  throw failure('unsupported', `This storage (${scheme}) does not offer ${verbs.join(' or ').replaceAll('_', ' ')}`);
}

/** Path of a folder of a disk; null: it is none. A connection's folders say theirs among their details. */
export async function diskPath(
  planning: Planning,
  { connectionId, bucket }: Pick<Endpoint, 'connectionId' | 'bucket'>,
): Promise<string | null> {
  if (connectionId === null) return bucket;
  if (planning.features(connectionId).scheme !== 'file') return null;
  return (await planning.bucketOf({ connectionId, bucket }))?.details['Path'] ?? '/';
}

/** Whether a deletion leaves a mark that says when it was (S3), instead of the deleted object itself. */
export function keepsMarkers({ features }: Planning, connectionId: string | null): boolean {
  return ['s3', 'demo'].includes(features(connectionId).scheme);
}
