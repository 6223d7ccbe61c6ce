import { type AppError, appError } from '#shared/errors/app-error.ts';
import type { ObjectProperties, StorageFeatures } from '#shared/model/storage.ts';
import type { ConflictRule } from '#shared/model/transfer.ts';
import { decide, nameBeside, type SizeTime } from './conflict.ts';
import type { Draft } from './draft.ts';
import type { Found } from './found.ts';
import type { Folder } from './listing.ts';
import { statOf } from './listing.ts';
import { createLocalNames, type LocalNames } from './local-names.ts';
import { diskPath, keepsTimes, type Planning } from './planning.ts';
import type { Target } from './target.ts';

/** What all copies of a plan share. */
export interface Copying {
  does: 'copy' | 'move';
  target: Target;
  conflict: ConflictRule;
  properties?: ObjectProperties | undefined;
  storageClass?: string | undefined;
  /** Null: the target is no folder of a disk. */
  names: LocalNames | null;
}

/** An object with its place at the target. */
export interface Placed {
  found: Found;
  key: string;
}

/** Names that stand beside each other at a target; null where it is no disk. */
export async function namesAt(planning: Planning, folder: Folder): Promise<LocalNames | null> {
  const path = await diskPath(planning, folder);
  return path === null ? null : createLocalNames(await planning.parts.fileSystem(path));
}

export function isArchived({ storageClass, restore }: Found, features: StorageFeatures): boolean {
  return restore !== 'readable' && (features.classes.find(({ id }) => id === storageClass)?.archive ?? false);
}

function archivedProblem(found: Found): AppError {
  const restoring = found.restore === 'restoring';
  return appError('conflict', `${found.at.key} is archived (${found.storageClass})${restoring ? ' and being restored' : ''}`, {
    hint: restoring ? 'Wait until it can be read, then copy it.' : 'Restore it first; then it can be copied.',
  });
}

function tooLong(key: string, { maxKeyBytes, bucketWord }: StorageFeatures): AppError | null {
  const bytes = Buffer.byteLength(key);
  if (bytes <= maxKeyBytes) return null;
  return appError('invalid_input', `The key has ${bytes} bytes; this ${bucketWord.toLowerCase()} takes ${maxKeyBytes}`, {
    hint: 'Copy it under a shorter name or into a folder nearer to the top.',
  });
}

function tooLarge({ size }: SizeTime, { maxObjectBytes }: StorageFeatures): AppError | null {
  if (size <= maxObjectBytes) return null;
  return appError('invalid_input', `It has ${size} bytes; the target takes objects of at most ${maxObjectBytes}`, {
    hint: 'Divide it, or choose another target.',
  });
}

function ontoItself({ at }: Found, target: Target, key: string, changes: boolean): AppError | null {
  const same = at.connectionId === target.connectionId && at.bucket === target.bucket && at.key === key && at.versionId === null;
  return same && !changes ? appError('invalid_input', 'It would be copied onto itself', { hint: 'Choose another target.' }) : null;
}

function localProblem({ parts }: Planning, { names }: Copying, key: string): AppError | null {
  return names && (parts.nameProblem(key) ?? names.add(key));
}

/** Why an object cannot go to its place at all, whatever is there. */
function problemOf(planning: Planning, copying: Copying, { found, key }: Placed): AppError | null {
  if (found.lost) return found.lost;
  const there = planning.features(copying.target.connectionId);
  const changes = copying.properties !== undefined || copying.storageClass !== undefined;
  return (
    (isArchived(found, planning.features(found.at.connectionId)) ? archivedProblem(found) : null) ??
    tooLarge(found.at, there) ??
    tooLong(key, there) ??
    ontoItself(found, copying.target, key, changes && copying.does === 'copy') ??
    localProblem(planning, copying, key)
  );
}

async function freeName(planning: Planning, copying: Copying, key: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const beside = nameBeside(key, number);
    if (!(await statOf(planning, { ...copying.target, key: beside }))) return beside;
  }
}

function draftOf(copying: Copying, { found, key }: Placed): Draft {
  const { does, target, properties, storageClass } = copying;
  return {
    does,
    from: found.at,
    to: { connectionId: target.connectionId, bucket: target.bucket, key, versionId: null },
    size: found.at.size,
    skip: null,
    refusal: null,
    replaces: null,
    input: { ...(properties && { properties }), ...(storageClass !== undefined && { storageClass }) },
  };
}

const refused = (draft: Draft, refusal: AppError): Draft => ({ ...draft, refusal });

async function against(planning: Planning, copying: Copying, placed: Placed, there: SizeTime): Promise<Draft> {
  const draft = draftOf(copying, placed);
  const keeps = keepsTimes(planning.features(copying.target.connectionId));
  const decision = decide(copying.conflict, { source: placed.found.at, target: there, keepsTimes: keeps });
  switch (decision.do) {
    case 'skip':
      return { ...draft, skip: decision.why };
    case 'refuse':
      return refused(draft, decision.error);
    case 'write':
      return { ...draft, replaces: { size: there.size, modified: there.modified } };
    default: {
      const key = await freeName(planning, copying, placed.key);
      const problem = tooLong(key, planning.features(copying.target.connectionId)) ?? localProblem(planning, copying, key);
      const renamed = draftOf(copying, { ...placed, key });
      return problem ? refused(renamed, problem) : { ...renamed, input: { ...renamed.input, ifAbsent: true } };
    }
  }
}

/** What a copy of one object would do. `there`: what stands at its place. */
export async function copyItem(planning: Planning, copying: Copying, placed: Placed & { there: SizeTime | null }): Promise<Draft> {
  const draft = draftOf(copying, placed);
  if (copying.names && placed.key.endsWith('/')) return { ...draft, skip: 'a folder marker: folders are made with their files' };
  const problem = problemOf(planning, copying, placed);
  if (problem) return refused(draft, problem);
  if (placed.there) return against(planning, copying, placed, placed.there);
  return copying.conflict === 'overwrite' ? draft : { ...draft, input: { ...draft.input, ifAbsent: true } };
}
