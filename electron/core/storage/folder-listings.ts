import { randomUUID } from 'node:crypto';
import { type AppError, toAppError } from '#shared/errors/app-error.ts';
import { columnBuffers } from '../capabilities/object-columns.ts';
import type { Clock, Logger } from '../ports.ts';
import type { EventHub } from '../services/event-hub.ts';
import type { Groups } from '../threads/thread-api.ts';
import { moved } from '../threads/thread-api.ts';
import type { IndexedFolder, ObjectIndexApi } from './index/index-api.ts';
import type { Stores } from './stores.ts';

/** A listing of one folder that is under way. */
export interface FolderListing {
  /** Resolves when the first rows are stored, or the listing has ended, in whatever way. */
  firstPage: Promise<void>;
  ended: Promise<void>;
}

/** Listings of folders from their providers into the index: at most one of each folder at a time. */
export interface FolderListings {
  /** The one under way, or a new one. */
  begin(folder: IndexedFolder): FolderListing;
  running(folder: IndexedFolder): FolderListing | undefined;
  /** How the last listing of a folder failed; null when it did not. */
  problem(folder: IndexedFolder): { error: AppError; at: number } | null;
  stop(): Promise<void>;
}

interface Parts {
  stores: Stores;
  index: () => Promise<Groups<ObjectIndexApi>>;
  clock: Clock;
  events: EventHub;
  logger: Logger;
}

const keyOf = ({ connectionId, bucket, prefix }: IndexedFolder) => JSON.stringify([connectionId, bucket, prefix]);
/** Ms between two notices of one listing: screens read again at each. */
const noticeEvery = 250;
/** Folders whose faults are remembered. */
const mostProblems = 1_000;

export function createFolderListings({ stores, index, clock, events, logger }: Parts): FolderListings {
  const running = new Map<string, FolderListing>();
  const problems = new Map<string, { error: AppError; at: number }>();
  const over = new AbortController();

  const failed = (folder: IndexedFolder, cause: unknown) => {
    if (over.signal.aborted) return;
    const id = randomUUID().slice(0, 8);
    const error = toAppError(cause, id);
    if (error.code === 'internal') logger.error('folder not listed', { id, cause });
    if (problems.size >= mostProblems) problems.delete(problems.keys().next().value!);
    problems.set(keyOf(folder), { error, at: clock.now() });
  };

  const read = async (folder: IndexedFolder, onPage: () => void) => {
    const api = await index();
    const run = randomUUID();
    await api.levels.begin({ ...folder, run, at: clock.now() });
    let noticed = Number.NEGATIVE_INFINITY;
    try {
      await stores.use(folder.connectionId, async (store) => {
        const request = { bucket: folder.bucket, prefix: folder.prefix, delimiter: '/' as const, signal: over.signal };
        for await (const { objects, prefixes } of store.list(request)) {
          await api.levels.page(moved({ run, objects, prefixes }, columnBuffers(objects)));
          onPage();
          if (clock.now() - noticed < noticeEvery) continue;
          noticed = clock.now();
          events.changed('objects');
        }
      });
      await api.levels.finish({ run });
      problems.delete(keyOf(folder));
    } catch (cause) {
      await api.levels.abort({ run });
      throw cause;
    }
  };

  const begin = (folder: IndexedFolder): FolderListing => {
    const key = keyOf(folder);
    const known = running.get(key);
    if (known) return known;
    const first = Promise.withResolvers<void>();
    const ended = read(folder, first.resolve)
      .catch((cause: unknown) => failed(folder, cause))
      .finally(() => {
        running.delete(key);
        first.resolve();
        events.changed('objects');
      });
    const listing = { firstPage: first.promise, ended };
    running.set(key, listing);
    return listing;
  };

  return {
    begin,
    running: (folder) => running.get(keyOf(folder)),
    problem: (folder) => problems.get(keyOf(folder)) ?? null,
    async stop() {
      over.abort(new DOMException('The console is closing', 'AbortError'));
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}
