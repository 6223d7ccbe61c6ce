import { homedir } from 'node:os';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { type ConnectionSettings, failure } from '../sdk.ts';

/** A chosen folder and the name that it has as a bucket. */
export interface ChosenFolder {
  bucket: string;
  path: string;
}

function absolute(text: string): string {
  const path = text === '~' || text.startsWith('~/') ? join(homedir(), text.slice(1)) : text;
  if (isAbsolute(path)) return resolve(path);
  throw failure('invalid_input', `${text} is no absolute path.`, { hint: 'Enter the whole path, from the root of the disk.' });
}

/** Base names; of folders that share one, the later get a number: `data`, `data (2)`. */
function named(paths: readonly string[]): ChosenFolder[] {
  const taken = new Set<string>();
  return paths.map((path) => {
    // The root of a disk has no base name.
    const name = basename(path) || path;
    let bucket = name;
    for (let n = 2; taken.has(bucket); n += 1) bucket = `${name} (${n})`;
    taken.add(bucket);
    return { bucket, path };
  });
}

/** The folders of the form, one bucket each. Throws `invalid_input` without any. */
export function foldersOf({ folders }: ConnectionSettings): ChosenFolder[] {
  const texts = typeof folders === 'string' ? folders.split(/[\n,]/).map((text) => text.trim()) : [];
  const paths = [...new Set(texts.filter((text) => text !== '').map(absolute))];
  if (paths.length === 0) throw failure('invalid_input', 'No folder was named.', { hint: 'Enter the path of a folder.' });
  return named(paths);
}
