import { type ObjectColumns, textAt } from '../../../sdk.ts';
import type { PageReader } from './page-reader.ts';

/** Calls spent at most to find folders that divide a listing. */
const mostProbes = 3;
/** Fewer folders than this divide nothing. */
const fewestFolders = 4;
const pageRows = 1000;

/** The folder that two keys lie in both. */
function commonFolder(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return one.slice(0, one.slice(0, at).lastIndexOf('/') + 1);
}

interface FirstPage {
  first: string;
  last: string;
  /** Learns of each call. */
  count: (calls: number) => void;
}

/**
 * Folders of the level at which a listing forks, in order: looked for from its prefix down the folders of its first page,
 * one call for each level. Null where there is no such level, or the keys have no folders.
 */
export async function findFolders(reader: PageReader, prefix: string, { first, last, count }: FirstPage): Promise<string[] | null> {
  if (!first.includes('/', prefix.length)) return null;
  const deepest = commonFolder(first, last);
  let level = prefix;
  for (let probe = 0; probe < mostProbes; probe += 1) {
    count(1);
    const { prefixes } = await reader.folders(level);
    if (prefixes.length >= fewestFolders) return prefixes;
    const below = deepest.indexOf('/', level.length);
    if (below < 0) return null;
    level = deepest.slice(0, below + 1);
  }
  return null;
}

/** What the first pages say of how many keys a folder has. */
interface Density {
  keys: number;
  /** Parts of the keys of one whole folder behind its prefix, by place; empty: no folder was read wholly. */
  sample: (place: number) => string | null;
}

function densityOf(folders: readonly string[], pages: readonly ObjectColumns[]): Density {
  const rows = pages.reduce((sum, { count }) => sum + count, 0);
  const keyAt = (row: number): string => {
    let left = row;
    for (const page of pages) {
      if (left < page.count) return textAt(page.keys, left);
      left -= page.count;
    }
    return '';
  };
  const lastKey = keyAt(rows - 1);
  const open = folders.findIndex((folder) => lastKey.startsWith(folder));
  if (open <= 0) return { keys: rows, sample: () => null };
  // Where the folder that is still being read begins.
  let [low, high] = [0, rows - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyAt(middle).startsWith(folders[open]!)) high = middle;
    else low = middle + 1;
  }
  const first = folders[0]!;
  const sample = (place: number) => {
    const found = keyAt(place);
    return found.startsWith(first) ? found.slice(first.length) : null;
  };
  return { keys: Math.max(1, low / open), sample };
}

/** Pages of a range: a division costs half a call on average, so larger listings have larger ranges. */
function pagesOfRange(pages: number): number {
  return Math.min(16, Math.max(6, Math.round(Math.sqrt(pages) * 0.8)));
}

/**
 * Keys that divide a listing into ranges of about the same number of pages, from its folders and first pages. Where keys
 * are regular a range is a little shorter than its pages: its last one then reaches into the next range, which proves its
 * end without another call.
 */
export function divide(folders: readonly string[], pages: readonly ObjectColumns[]): string[] {
  const { keys, sample } = densityOf(folders, pages);
  const total = keys * folders.length;
  const length = pagesOfRange(total / pageRows) * pageRows - Math.round(pageRows * 0.11);
  const found: string[] = [];
  for (let position = length; position < total; position += length) {
    const folder = Math.floor(position / keys);
    const rest = sample(Math.floor(position - folder * keys));
    const boundary = folders[folder]! + (rest ?? '');
    if (boundary !== found.at(-1)) found.push(boundary);
  }
  return found;
}
