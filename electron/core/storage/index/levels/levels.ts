import { failure } from '#shared/errors/app-error.ts';
import { objectRows } from '../../../capabilities/object-columns.ts';
import type { IndexedFolder, ObjectIndexApi } from '../index-api.ts';
import type { NameIndex } from '../name-index.ts';
import type { Level, LevelStore } from './level-store.ts';

interface Listing {
  folder: IndexedFolder;
  level: Level;
  at: number;
  generation: number;
  pages: number;
}

interface Levels {
  begin: ObjectIndexApi['levels']['begin'];
  page: ObjectIndexApi['levels']['page'];
  finish: ObjectIndexApi['levels']['finish'];
  abort: ObjectIndexApi['levels']['abort'];
  asOf: ObjectIndexApi['levels']['asOf'];
  /** The buckets are about to be forgotten. */
  drop(options: { connectionId: string; bucket?: string }): void;
}

/** Listings of single folders under way. */
export function createLevels({ buckets }: NameIndex, store: LevelStore): Levels {
  const listings = new Map<string, Listing>();
  const get = (run: string) => {
    const listing = listings.get(run);
    if (!listing) throw failure('not_found', `The listing ${run} is not under way.`, { hint: 'List the folder again.' });
    return listing;
  };
  const levelOf = (folder: IndexedFolder) => {
    const bucketId = buckets.find(folder);
    return bucketId === null ? null : store.find(bucketId, folder.prefix);
  };
  return {
    begin({ run, at, ...folder }) {
      const level = store.put(buckets.put(folder), folder.prefix);
      listings.set(run, { folder, level, at, generation: store.newestGeneration(level.id) + 1, pages: 0 });
    },
    page({ run, objects, prefixes }) {
      const listing = get(run);
      if (objects.count + prefixes.length === 0) return;
      const { level, at, generation, pages } = listing;
      // A folder's own name as an object only keeps it visible: the listing need not show it, unless there is something in it.
      const rows = [...objectRows(objects)].filter(({ key, size }) => key !== level.prefix || size > 0);
      store.add({ levelId: level.id, generation, number: pages }, { objects: rows, prefixes });
      if (pages === 0) store.setTimes(level.id, { at, asOf: level.asOf });
      listing.pages += 1;
    },
    finish({ run }) {
      const { level, at, generation } = get(run);
      store.removeBefore(level.id, generation);
      store.setTimes(level.id, { at, asOf: at });
      store.touch(level.id);
      store.evict();
      listings.delete(run);
    },
    abort: ({ run }) => void listings.delete(run),
    drop({ connectionId, bucket }) {
      for (const [run, { folder }] of listings) {
        if (folder.connectionId === connectionId && (bucket ?? folder.bucket) === folder.bucket) listings.delete(run);
      }
    },
    asOf: (folder) => levelOf(folder)?.asOf ?? null,
  };
}
