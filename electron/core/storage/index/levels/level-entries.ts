import { keyBytes } from '../key-bytes.ts';
import type { LevelPage } from './level-page.ts';
import type { LevelStore, PlacedPage } from './level-store.ts';

/**
 * Pages that are shown, in key order, each with the entry behind which it counts: an older generation only tells what the
 * newer ones have not reached.
 */
export function shownPages(store: LevelStore, levelId: number): { page: PlacedPage; behind: Uint8Array | null }[] {
  const shown: { page: PlacedPage; behind: Uint8Array | null }[] = [];
  let covered: Uint8Array | null = null;
  const byGeneration = Map.groupBy(store.pages(levelId), ({ generation }) => generation);
  for (const pages of byGeneration.values()) {
    const behind: Uint8Array | null = covered;
    for (const page of pages) {
      if (behind && Buffer.compare(page.last, behind) <= 0) continue;
      shown.push({ page, behind });
      covered = page.last;
    }
  }
  return shown;
}

const isBehind = (key: string, edge: Uint8Array | null) => edge === null || Buffer.compare(keyBytes(key), edge) > 0;

/** Part of a page behind an entry. */
function partBehind({ objects, prefixes }: LevelPage, edge: Uint8Array | null): LevelPage {
  if (edge === null) return { objects, prefixes };
  return { objects: objects.filter(({ key }) => isBehind(key, edge)), prefixes: prefixes.filter((prefix) => isBehind(prefix, edge)) };
}

/** Everything that the listing of a folder shows, and how far the newest one has come; `reached` null: nowhere. */
export function levelEntries(store: LevelStore, levelId: number): LevelPage & { reached: Uint8Array | null } {
  const objects: LevelPage['objects'] = [];
  const prefixes: string[] = [];
  let reached: Uint8Array | null = null;
  for (const { page, behind } of shownPages(store, levelId)) {
    const part = partBehind(store.page(page.id), behind);
    for (const object of part.objects) objects.push(object);
    for (const prefix of part.prefixes) prefixes.push(prefix);
    reached = page.last;
  }
  return { objects, prefixes, reached };
}
