import { isUtf8 } from 'node:buffer';
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { OpenFolder } from './open-folder.ts';
import { isUnfinished } from './part-name.ts';

/** One name in a folder. */
export interface Entry {
  /** Bytes of the name, one per character, with `/` behind a folder: ordinary comparison puts them in the order of keys. */
  order: string;
  /** The name; null when its bytes are not UTF-8. */
  name: string | null;
  kind: 'file' | 'folder' | 'link' | 'special';
}

/** Bytes of UTF-8, one per character. */
export function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function kindOf(entry: Dirent): Entry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'special';
}

function entryOf(found: Dirent): Entry {
  const bytes = Buffer.from(found.name, 'latin1');
  const kind = kindOf(found);
  return { order: kind === 'folder' ? `${found.name}/` : found.name, name: isUtf8(bytes) ? bytes.toString() : null, kind };
}

/** Names of a folder in the byte order of keys: `a-b` before what is in the folder `a`, that before `a.txt`. */
export async function entriesOf(folder: OpenFolder): Promise<Entry[]> {
  const found = await readdir(folder.at('.'), { withFileTypes: true, encoding: 'latin1' });
  const entries = found.filter(({ name }) => !isUnfinished(name)).map(entryOf);
  return entries.sort((a, b) => (a.order < b.order ? -1 : 1));
}
