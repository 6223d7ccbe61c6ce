import { AppFailure } from '#shared/errors/app-error.ts';
import type { ObjectRow } from '#shared/model/storage.ts';
import { objectRows } from '../../capabilities/object-columns.ts';
import type { ObjectStat, ObjectStore } from '../../capabilities/objects.ts';
import { mapAhead } from '../plans/in-parallel.ts';
import { compareKeys } from '../plans/key-order.ts';

/** What stands under a key now; null: nothing. */
export type Now = Pick<ObjectRow | ObjectStat, 'size' | 'modified' | 'etag'> | null;

/** Keys of one bucket that are looked at. */
export interface Look {
  store: ObjectStore;
  bucket: string;
  keys: readonly string[];
  signal: AbortSignal;
}

/** Up to so many are asked for one by one. */
const fewKeys = 16;
const atOnce = 16;
/** A listing that shows this many times as many objects as are wanted goes through others' names: the rest is asked for. */
const wasteAtMost = 10;

async function askEach({ store, bucket, keys, signal }: Look): Promise<[string, Now][]> {
  const ask = async (key: string): Promise<[string, Now]> => {
    try {
      return [key, await store.stat({ bucket, key }, signal)];
    } catch (cause) {
      if (cause instanceof AppFailure && cause.error.code === 'not_found') return [key, null];
      throw cause;
    }
  };
  const answers: [string, Now][] = [];
  for await (const answer of mapAhead(keys, atOnce, ask)) answers.push(answer);
  return answers;
}

function commonStart(first: string, last: string): string {
  let length = 0;
  while (length < first.length && first[length] === last[length]) length += 1;
  // Half a character is no text.
  const cut = /[\ud800-\udbff]$/.test(first.slice(0, length)) ? length - 1 : length;
  return first.slice(0, cut);
}

/** One walk over the part of the listing that holds the keys; those behind where it gave up are missing in the result. */
async function walk({ store, bucket, keys, signal }: Look, found: Map<string, Now>): Promise<string[]> {
  const sorted = [...keys].sort(compareKeys);
  const wanted = new Set(keys);
  const last = sorted.at(-1)!;
  const mostSeen = keys.length * wasteAtMost;
  let seen = 0;
  for await (const page of store.list({ bucket, prefix: commonStart(sorted[0]!, last), delimiter: null, signal })) {
    for (const row of objectRows(page.objects)) {
      seen += 1;
      if (compareKeys(row.key, last) > 0) return [];
      if (wanted.has(row.key)) found.set(row.key, row);
      if (row.key === last) return [];
      if (seen > mostSeen) return sorted.filter((key) => compareKeys(key, row.key) > 0);
    }
  }
  return [];
}

/** What stands under some keys of one bucket now: by one walk over the listing where there are many, else one by one. */
export async function lookAgain(look: Look): Promise<Map<string, Now>> {
  const found = new Map<string, Now>(look.keys.map((key) => [key, null]));
  const left = look.keys.length > fewKeys ? await walk(look, found) : look.keys;
  for (const [key, now] of await askEach({ ...look, keys: left })) found.set(key, now);
  return found;
}
