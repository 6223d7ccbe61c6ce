import type { AskedRequest } from '../../transfers/plan/use-storage-plan.ts';
import { onlyObject, type Picked, sourceOf } from '../browse/picked.ts';
import { lastName, type Place } from '../places.ts';

type Copy = Extract<AskedRequest, { verb: 'copy' | 'move' }>;

/**
 * Request that copies what is picked into a folder. A single folder as source gives its contents, so its name is added to
 * the target: people expect the folder itself to arrive.
 */
export function copyRequest(verb: 'copy' | 'move', picked: Picked, target: Place): Copy {
  const single = picked.objects.length === 0 && picked.prefixes.length === 1 && !picked.whole;
  const prefix = single ? target.prefix + lastName(picked.prefixes[0]!) : target.prefix;
  return { verb, source: sourceOf(picked), target: { kind: 'bucket', connectionId: target.connectionId, bucket: target.bucket, prefix } };
}

/** Request that gives one object or folder another name in its own folder. */
export function renameRequest(picked: Picked, name: string): Copy {
  const { connectionId, bucket } = picked.place;
  const source = sourceOf(picked);
  const object = onlyObject(picked);
  if (object) {
    const prefix = object.key.slice(0, object.key.length - lastName(object.key).length);
    return { verb: 'move', source, target: { kind: 'bucket', connectionId, bucket, prefix, key: prefix + name } };
  }
  const old = picked.prefixes[0] ?? '';
  const parent = old.slice(0, old.length - lastName(old).length);
  return { verb: 'move', source, target: { kind: 'bucket', connectionId, bucket, prefix: `${parent}${name.replace(/\/+$/, '')}/` } };
}
