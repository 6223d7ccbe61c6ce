import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** How a disk compares names: two keys that are one name there cannot both be files. */
export interface FileSystemRules {
  caseSensitive: boolean;
  /** Composed and decomposed forms of a letter are one name. */
  normalises: boolean;
}

const swapCase = (text: string) =>
  Array.from(text, (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())).join('');

async function sameFolder(path: string, other: string): Promise<boolean> {
  const [one, two] = await Promise.all([stat(path), stat(other).catch(() => null)]);
  return two !== null && one.ino === two.ino && one.dev === two.dev;
}

/** Asks the disk, without writing: is the folder, or one above it, also found under its name in the other case? */
export async function detectFileSystem(folder: string, platform: NodeJS.Platform = process.platform): Promise<FileSystemRules> {
  const normalises = platform === 'darwin';
  for (let path = resolve(folder); dirname(path) !== path; path = dirname(path)) {
    const other = `${dirname(path)}/${swapCase(path.slice(dirname(path).length).replace(/^[/\\]/, ''))}`;
    const there = await stat(path).catch(() => null);
    if (!there || other === path) continue;
    return { caseSensitive: !(await sameFolder(path, other)), normalises };
  }
  return { caseSensitive: platform !== 'win32' && platform !== 'darwin', normalises };
}
