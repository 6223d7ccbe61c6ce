import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isUnfinished } from '#core/local-files/part-name.ts';
import type { ZipSource } from './zip-archive.ts';

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function fileSource(path: string, name: string): Promise<ZipSource> {
  const { size, mtime } = await stat(path);
  // Not past the size that was announced: a file that grows meanwhile is cut there.
  const contents = size === 0 ? nothing : () => createReadStream(path, { end: size - 1 });
  return { name, size, modified: mtime, contents };
}

/** Files below a folder by their names in it, and folders that are empty. What is being written, and links, are left out. */
export async function folderSources(folder: string, prefix = ''): Promise<ZipSource[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !isUnfinished(name));
  if (entries.length === 0 && prefix !== '') return [{ name: prefix, size: 0, modified: (await stat(folder)).mtime, contents: nothing }];
  const sources: ZipSource[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sources.push(...(await folderSources(path, `${prefix}${entry.name}/`)));
    else if (entry.isFile()) sources.push(await fileSource(path, prefix + entry.name));
  }
  return sources;
}
