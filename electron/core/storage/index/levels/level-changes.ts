import type { ObjectRow } from '#shared/model/storage.ts';
import { keyBytes } from '../key-bytes.ts';
import type { Changes } from '../reads/reads.ts';
import { shownPages } from './level-entries.ts';
import type { LevelPage } from './level-page.ts';
import type { Level, LevelStore, PlacedPage } from './level-store.ts';

/** What changes in one folder. */
interface LevelChange {
  objects: Map<string, ObjectRow | null>;
  folders: Map<string, 'there' | 'gone'>;
}

const byBytes = (a: string, b: string) => Buffer.compare(keyBytes(a), keyBytes(b));

/** Folders that a key is in, from the bucket on: `a/b/c` is in ``, `a/` and `a/b/`. */
function parentsOf(key: string): string[] {
  const parents = [''];
  for (let at = key.indexOf('/'); at >= 0 && at < key.length; at = key.indexOf('/', at + 1)) parents.push(key.slice(0, at + 1));
  return parents;
}

/** Changes by folder. A folder is only known to be gone when `isEmpty` says so. */
function byFolder({ put, removed }: Changes, isEmpty: (prefix: string) => boolean): Map<string, LevelChange> {
  const changes = new Map<string, LevelChange>();
  const of = (prefix: string) => {
    const change = changes.get(prefix) ?? { objects: new Map(), folders: new Map() };
    changes.set(prefix, change);
    return change;
  };
  const note = (key: string, row: ObjectRow | null) => {
    const parents = parentsOf(key);
    const holder = parents.at(-1)!;
    if (key !== holder || (row?.size ?? 1) > 0) of(holder).objects.set(key, row);
    parents.slice(1).forEach((folder, i) => {
      if (row) of(parents[i]!).folders.set(folder, 'there');
      else if (isEmpty(folder)) of(parents[i]!).folders.set(folder, 'gone');
    });
  };
  for (const key of removed) note(key, null);
  for (const row of put) note(row.key, row);
  return changes;
}

/** The page in which an entry is or would be; behind all pages of a complete listing it is the last one. */
function pageFor(pages: readonly PlacedPage[], key: Uint8Array, complete: boolean): PlacedPage | null {
  return pages.find(({ last }) => Buffer.compare(last, key) >= 0) ?? (complete ? pages.at(-1) : null) ?? null;
}

function changed({ objects, prefixes }: LevelPage, change: LevelChange): LevelPage {
  const rows = objects.filter(({ key }) => !change.objects.has(key));
  for (const row of change.objects.values()) if (row) rows.push(row);
  const kept = prefixes.filter((prefix) => !change.folders.has(prefix));
  for (const [prefix, state] of change.folders) if (state === 'there') kept.push(prefix);
  return { objects: rows.sort((a, b) => byBytes(a.key, b.key)), prefixes: kept.sort(byBytes) };
}

function changeLevel(store: LevelStore, level: Level, change: LevelChange): void {
  const complete = level.asOf !== null && level.asOf === level.at;
  const pages = shownPages(store, level.id).map(({ page }) => page);
  const empty: LevelPage = { objects: [], prefixes: [] };
  if (pages.length === 0) {
    const page = changed(empty, change);
    if (complete && page.objects.length + page.prefixes.length > 0) store.add({ levelId: level.id, generation: 1, number: 0 }, page);
    return;
  }
  const parts = new Map<PlacedPage, LevelChange>();
  const partOf = (key: string) => {
    const page = pageFor(pages, keyBytes(key), complete);
    const part = page && (parts.get(page) ?? { objects: new Map(), folders: new Map() });
    if (part) parts.set(page, part);
    return part;
  };
  for (const [key, row] of change.objects) partOf(key)?.objects.set(key, row);
  for (const [prefix, state] of change.folders) partOf(prefix)?.folders.set(prefix, state);
  for (const [page, part] of parts) store.change(page, changed(store.page(page.id), part));
}

/** Brings the listings of a bucket's folders up to date with single changes. */
export function changeLevels(
  store: LevelStore,
  bucketId: number,
  { changes, isEmpty }: { changes: Changes; isEmpty: (prefix: string) => boolean },
): void {
  for (const [prefix, change] of byFolder(changes, isEmpty)) {
    const level = store.find(bucketId, prefix);
    if (level) changeLevel(store, level, change);
  }
}
