import { createHash } from 'node:crypto';
import { type AppError, appError } from '#shared/errors/app-error.ts';
import type { FileSystemRules } from './file-system-rules.ts';

/** Watches the keys that become files of one folder, in their byte order. */
export interface LocalNames {
  /** Why this key cannot be a file beside those before it; null when it can. */
  add(key: string): AppError | null;
  /** A file that stands there already. */
  there(key: string): void;
}

const hint = 'Copy one of them under another name.';

function collides(key: string, why: string): AppError {
  return appError('invalid_input', `${JSON.stringify(key)} cannot stand beside what is there or goes there: ${why}`, { hint });
}

/** 48 bits of a name as a number: a million of them are a set of numbers, not of texts. */
function fingerprint(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6);
}

/** Files and folders of a disk that takes several spellings for one name. */
function createFolded({ caseSensitive, normalises }: FileSystemRules) {
  const files = new Set<number>();
  const folders = new Set<number>();
  const fold = (text: string) => {
    const form = normalises || !caseSensitive ? text.normalize('NFC') : text;
    return fingerprint(caseSensitive ? form : form.toLowerCase());
  };
  const above = (key: string) => {
    const parts = key.split('/');
    return parts.slice(1).map((_, at) => fold(parts.slice(0, at + 1).join('/')));
  };
  const keep = (key: string) => {
    files.add(fold(key));
    for (const folder of above(key)) folders.add(folder);
  };
  const problem = (key: string): string | null => {
    if (files.has(fold(key))) return 'this disk takes both names for one';
    return folders.has(fold(key)) || above(key).some((folder) => files.has(folder)) ? 'one is a file where the other needs a folder' : null;
  };
  return { keep, problem };
}

/** Finds keys of which one is a file where another needs a folder (`a` and `a/b`), and those that a disk takes for one name. */
export function createLocalNames(rules: FileSystemRules): LocalNames {
  const folded = rules.caseSensitive && !rules.normalises ? null : createFolded(rules);
  // In byte order everything that begins with a key follows it without a gap: only those that the last key begins with matter.
  const open: string[] = [];
  const push = (key: string) => {
    while (open.length > 0 && !key.startsWith(open.at(-1)!)) open.pop();
    return open.some((file) => key.startsWith(`${file}/`));
  };
  return {
    add(key) {
      if (push(key)) return collides(key, 'one is a file where the other needs a folder');
      const problem = folded?.problem(key) ?? null;
      if (problem) return collides(key, problem);
      folded?.keep(key);
      if (open.at(-1) !== key) open.push(key);
      return null;
    },
    there(key) {
      push(key);
      if (open.at(-1) !== key) open.push(key);
    },
  };
}
