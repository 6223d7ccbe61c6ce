import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { failure } from '#shared/errors/app-error.ts';
import type { ObjectRef } from '#shared/model/storage.ts';
import type { TransferSource } from '#shared/model/transfer.ts';
import { compareKeys } from './key-order.ts';
import type { Folder } from './listing.ts';

/**
 * One thing that the person named. `name`: what it is called at a target: the last part of a key; of a folder its name with
 * `/`, or `''` when its contents go directly into the target.
 */
export type Root =
  | { kind: 'object'; connectionId: string | null; bucket: string; key: string; versionId: string | null; name: string }
  | ({ kind: 'folder'; name: string } & Folder);

/** A folder's prefix ends with `/`: `log` never means `logs-2024/` too. */
export function folderPrefix(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}

/** Last part of a key; a folder marker keeps its `/`. */
export function lastName(key: string): string {
  return key.slice(key.lastIndexOf('/', key.length - 2) + 1);
}

/** `named`: what it is called instead of its own name. */
export async function fileRoot(path: string, named?: string): Promise<Root> {
  const full = resolve(path);
  const found = await stat(full).catch(() => null);
  if (!found) throw failure('not_found', `There is no file or folder ${path}`);
  const own = basename(full);
  const name = named ?? own;
  if (found.isDirectory()) return { kind: 'folder', connectionId: null, bucket: full, prefix: '', name: `${name}/` };
  if (!found.isFile()) throw failure('invalid_input', `${path} is neither a file nor a folder`);
  return { kind: 'object', connectionId: null, bucket: dirname(full), key: own, versionId: null, name };
}

function objectRoot({ connectionId, bucket, key, versionId }: ObjectRef): Root {
  return { kind: 'object', connectionId, bucket, key, versionId: versionId ?? null, name: lastName(key) };
}

/**
 * Everything that a source names, in the order of the names that it has at a target. A single folder gives its contents, unless it was given a name.
 * Files are named by paths: the service has put them in place of tokens.
 */
export async function rootsOf(source: TransferSource): Promise<Root[]> {
  const folders = source.prefixes.map(({ connectionId, bucket, prefix }): Root => {
    const whole = folderPrefix(prefix);
    return { kind: 'folder', connectionId, bucket, prefix: whole, name: whole === '' ? `${lastName(bucket)}/` : lastName(whole) };
  });
  const { paths, names = {} } = source.files;
  const files = await Promise.all(paths.map((path) => fileRoot(path, names[path])));
  const all = [...source.objects.map(objectRoot), ...folders, ...files];
  const [only] = all;
  if (!only) throw failure('invalid_input', 'Nothing was named to work on', { hint: 'Name objects, folders or files.' });
  if (all.length === 1 && only.kind === 'folder' && Object.keys(names).length === 0) return [{ ...only, name: '' }];
  return all.toSorted((a, b) => compareKeys(a.name, b.name));
}

/** Without objects and folders that lie in another of the folders: nothing is done twice. */
export function withoutCovered(roots: readonly Root[]): Root[] {
  const folders = roots.filter((root) => root.kind === 'folder');
  return roots.filter((root) => {
    const place = root.kind === 'folder' ? root.prefix : root.key;
    const same = folders.filter((folder) => folder.connectionId === root.connectionId && folder.bucket === root.bucket);
    if (root.kind === 'object' && root.versionId !== null) return true;
    return !same.some((folder) => folder !== root && place.startsWith(folder.prefix) && place !== folder.prefix);
  });
}
