import { appError, failure } from '#shared/errors/app-error.ts';
import type { ObjectRow } from '#shared/model/storage.ts';
import type { StorageRequest } from '#shared/model/transfer.ts';
import type { SizeTime } from './conflict.ts';
import { type Copying, copyItem, namesAt, type Placed } from './copy-item.ts';
import type { Draft } from './draft.ts';
import { findObjects } from './found.ts';
import { mapAhead } from './in-parallel.ts';
import { listTarget, statOf } from './listing.ts';
import { mergeSorted } from './merge-sorted.ts';
import { refuseOverlap } from './overlap.ts';
import type { Planning } from './planning.ts';
import { type Root, rootsOf } from './roots.ts';
import { type Target, targetOf } from './target.ts';

type CopyRequest = Extract<StorageRequest, { verb: 'copy' | 'move' }>;

/** So many objects are looked up at the target one by one; more by listing it beside the source. */
const lookedUpSingly = 64;
const atOnce = 16;

function refuseUnknownClass({ target, storageClass }: CopyRequest, planning: Planning): void {
  if (storageClass === undefined || target.kind === 'file') return;
  const { classes } = planning.features(target.connectionId);
  if (classes.some(({ id }) => id === storageClass)) return;
  throw failure('invalid_input', `The target has no storage class ${storageClass}`, {
    hint: classes.length > 0 ? `It has ${classes.map(({ id }) => id).join(', ')}.` : 'It has no storage classes.',
  });
}

/** Two folders of one name would be mixed at the target. */
function refuseTwins(roots: readonly Root[]): void {
  const twin = roots.find((root, at) => root.name === roots[at - 1]?.name && [root, roots[at - 1]!].some(({ kind }) => kind === 'folder'));
  if (twin) throw failure('invalid_input', `Two of the sources are named ${twin.name}`, { hint: 'Copy them one after the other.' });
}

async function* placedObjects(planning: Planning, roots: readonly Root[], target: Target): AsyncGenerator<Placed> {
  let last: string | null = null;
  for await (const found of findObjects(planning, roots)) {
    const key = target.key ?? target.prefix + found.name;
    const twin =
      key === last ? appError('conflict', `Another source goes to ${key} as well`, { hint: 'Copy one of them elsewhere.' }) : null;
    yield { found: twin ? { ...found, lost: found.lost ?? twin } : found, key };
    last = key;
  }
}

const pageRows = 1000;

/** What was read already and what follows, in pages. */
async function* replay<T>(first: readonly T[], rest: AsyncIterator<T>): AsyncGenerator<T[]> {
  let page = [...first];
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    page.push(next.value);
    if (page.length < pageRows) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

type WithThere = Placed & { there: SizeTime | null };

/** Pairs each object with what stands at its place. */
async function* withTargets(planning: Planning, copying: Copying, placed: AsyncIterable<Placed>): AsyncGenerator<WithThere> {
  const { target, names } = copying;
  const iterator = placed[Symbol.asyncIterator]();
  const first: Placed[] = [];
  while (first.length <= lookedUpSingly) {
    const { done, value } = await iterator.next();
    if (done) {
      yield* mapAhead(first, atOnce, async (one) => ({
        ...one,
        there: one.found.lost ? null : await statOf(planning, { ...target, key: one.key }),
      }));
      return;
    }
    first.push(value);
  }
  const pairs = mergeSorted<Placed, ObjectRow>({
    left: replay(first, iterator),
    right: listTarget(planning, target),
    leftKey: ({ key }) => key,
    rightKey: ({ key }) => key,
  });
  for await (const page of pairs) {
    for (const { left, right } of page) {
      if (left) yield { ...left, there: right };
      else names?.there(right.key);
    }
  }
}

/** The storage request's copies and moves. Keys at the target: see `rootsOf` and `targetOf`. */
export async function* planCopies(planning: Planning, request: CopyRequest): AsyncGenerator<Draft> {
  refuseUnknownClass(request, planning);
  const roots = await rootsOf(request.source);
  const target = await targetOf(request.target, roots);
  refuseTwins(roots);
  for (const root of roots)
    if (root.kind === 'folder') await refuseOverlap(planning, root, { ...target, prefix: target.prefix + root.name });
  const names = await namesAt(planning, target);
  const { verb: does, conflict, properties, storageClass } = request;
  const copying: Copying = { does, target, conflict, properties, storageClass, names };
  for await (const one of withTargets(planning, copying, placedObjects(planning, roots, target)))
    yield await copyItem(planning, copying, one);
}
