import { type AppError, appError, toAppError } from '#shared/errors/app-error.ts';
import type { ObjectRow } from '#shared/model/storage.ts';
import type { Endpoint, SourceStat } from '../transfers-api.ts';
import { mapAhead } from './in-parallel.ts';
import { listFolder, listNoting } from './listing.ts';
import type { Planning } from './planning.ts';
import type { Root } from './roots.ts';

/** An object that a plan is about. */
export interface Found {
  at: Endpoint & SourceStat;
  /** `''`: not known. */
  storageClass: string;
  /** An archived object was restored, or is being: what `head` said; null: nobody asked. */
  restore: 'archived' | 'restoring' | 'readable' | null;
  /** Below the target. */
  name: string;
  /** Why nothing can be done with it; null when something can. */
  lost: AppError | null;
}

type ObjectRoot = Extract<Root, { kind: 'object' }>;

/** So many of one folder are looked up by listing it instead of asking for each. */
const manyOfAFolder = 50;
const atOnce = 16;
/** Archived objects of one folder that are asked for one by one; the others count as not restored. */
const mostArchivedAsked = 1_000;

export function foundRow({ connectionId, bucket }: Pick<Endpoint, 'connectionId' | 'bucket'>, row: ObjectRow, name: string): Found {
  const { key, size, modified, storageClass, etag } = row;
  const at = { connectionId, bucket, key, versionId: null, size, modified, etag: etag ?? '' };
  return { at, storageClass, restore: null, name, lost: null };
}

function lostRoot({ connectionId, bucket, key, versionId, name }: ObjectRoot, lost: AppError): Found {
  const at = { connectionId, bucket, key, versionId, size: 0, modified: 0, etag: '' };
  return { at, storageClass: '', restore: null, name, lost };
}

async function ask(planning: Planning, root: ObjectRoot): Promise<Found> {
  const { connectionId, bucket, key, versionId, name } = root;
  try {
    const store = await planning.storeOf(connectionId);
    const detail = await store.head({ bucket, key, versionId }, planning.signal);
    const found = foundRow(root, detail, name);
    return { ...found, at: { ...found.at, versionId }, restore: detail.restore?.state ?? null };
  } catch (cause) {
    planning.signal.throwIfAborted();
    const lost = toAppError(cause);
    if (lost.code === 'internal') throw cause;
    return lostRoot(root, lost);
  }
}

const parentOf = ({ connectionId, bucket, key, versionId }: ObjectRoot): string =>
  JSON.stringify([connectionId, bucket, key.slice(0, key.lastIndexOf('/') + 1), versionId === null]);

/** Many objects of one folder: one listing of it. */
async function lookUpListed(planning: Planning, roots: readonly ObjectRoot[]): Promise<Map<Root, Found>> {
  const [{ connectionId, bucket, key }] = roots as [ObjectRoot];
  const wanted = new Map(roots.map((root) => [root.key, root]));
  const found = new Map<Root, Found>();
  for await (const row of listFolder(
    planning,
    { connectionId, bucket, prefix: key.slice(0, key.lastIndexOf('/') + 1) },
    { delimiter: '/' },
  )) {
    const root = wanted.get(row.key);
    if (root) found.set(root, foundRow(root, row, root.name));
    if (found.size === wanted.size) break;
  }
  for (const root of roots) if (!found.has(root)) found.set(root, lostRoot(root, appError('not_found', `There is no ${root.key}`)));
  return found;
}

async function listedOnes(planning: Planning, roots: readonly Root[]): Promise<Map<Root, Found>> {
  const found = new Map<Root, Found>();
  const singles = roots.filter((root): root is ObjectRoot => root.kind === 'object' && root.versionId === null);
  for (const same of Map.groupBy(singles, parentOf).values()) {
    if (same.length <= manyOfAFolder) continue;
    for (const [root, one] of await lookUpListed(planning, same)) found.set(root, one);
  }
  return found;
}

/** Rows of an archive class: whether they were restored only `head` knows. */
async function* folderObjects(planning: Planning, root: Extract<Root, { kind: 'folder' }>): AsyncGenerator<Found> {
  const { classes } = planning.features(root.connectionId);
  const archive = new Set(classes.filter((one) => one.archive).map(({ id }) => id));
  let asked = 0;
  const look = async (row: ObjectRow): Promise<Found> => {
    const found = foundRow(root, row, root.name + row.key.slice(root.prefix.length));
    if (!archive.has(row.storageClass) || asked >= mostArchivedAsked) return found;
    asked += 1;
    const { connectionId, bucket } = root;
    const answer = await ask(planning, { kind: 'object', connectionId, bucket, key: row.key, versionId: null, name: found.name });
    return { ...found, restore: answer.restore };
  };
  const rows = listNoting(planning, root);
  if (archive.size > 0) yield* mapAhead(rows, atOnce, look);
  else for await (const row of rows) yield foundRow(root, row, root.name + row.key.slice(root.prefix.length));
}

/** All objects of the roots, in their order; those of a folder in the byte order of their keys. */
export async function* findObjects(planning: Planning, roots: readonly Root[]): AsyncGenerator<Found> {
  const known = await listedOnes(planning, roots);
  const answers = mapAhead(roots, atOnce, async (root) =>
    root.kind === 'folder' ? null : (known.get(root) ?? (await ask(planning, root))),
  );
  let at = 0;
  for await (const answer of answers) {
    const root = roots[at]!;
    at += 1;
    if (answer) yield answer;
    else if (root.kind === 'folder') yield* folderObjects(planning, root);
  }
}
