import { AppFailure } from '#shared/errors/app-error.ts';
import type { ObjectRow } from '#shared/model/storage.ts';
import type { Classification } from '#shared/model/storage-insight.ts';
import type { ObjectStore } from '../../capabilities/objects.ts';
import { ruleOfName } from './classify/name-rules.ts';
import { scanContent } from './classify/scan-content.ts';
import { classificationTally } from './classify/tally.ts';
import { toldByTag, toldByType } from './classify/type-rules.ts';

/** Read of each object: what is at its begin tells most of what it is. */
const headBytes = 65_536;
const mostSkipped = 50;

export interface ContentSample {
  classifications: Classification[];
  read: { objects: number; bytes: number };
  /** Keys that were not read, with the reason. */
  skipped: string[];
}

/** Text of a sample; null when it is binary. */
function textOf(bytes: Uint8Array): string | null {
  return bytes.includes(0) ? null : new TextDecoder().decode(bytes);
}

async function headOf(store: ObjectStore, address: { bucket: string; key: string }, signal: AbortSignal): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  await store.read({ ...address, offset: 0, length: headBytes, signal }, (bytes) => void parts.push(new Uint8Array(bytes)));
  return Buffer.concat(parts);
}

type Tally = ReturnType<typeof classificationTally>;
type Sampled = ObjectRow & { bucket: string };

/** What the object's own type and tags say: no listing tells them. */
async function addFacts(tally: Tally, store: ObjectStore, { bucket, key, size }: Sampled, signal: AbortSignal): Promise<void> {
  const { properties, tags } = await store.head({ bucket, key }, signal);
  const byType = toldByType(properties.contentType ?? '');
  if (byType) tally.add(byType, { key, size, seen: properties.contentType ?? '' });
  const byTag = toldByTag(tags ?? {});
  if (byTag) tally.add(byTag, { key, size, seen: byTag.method });
}

/**
 * Asks for type and tags of the objects, reads the begin of each and looks for what must not lie open. One that cannot be
 * read is named, not passed over.
 */
export async function sampleObjects(store: ObjectStore, objects: readonly Sampled[], signal: AbortSignal): Promise<ContentSample> {
  const tally = classificationTally();
  const read = { objects: 0, bytes: 0 };
  const skipped: string[] = [];
  const skip = (key: string, reason: string) => {
    if (skipped.length < mostSkipped) skipped.push(`${key}: ${reason}`);
  };
  for (const object of objects) {
    const { bucket, key, size } = object;
    signal.throwIfAborted();
    try {
      await addFacts(tally, store, object, signal);
      if (size === 0 || ruleOfName(key)?.label === 'media') {
        skip(key, size === 0 ? 'it is empty' : 'pictures, films and sounds are not read');
        continue;
      }
      const bytes = await headOf(store, { bucket, key }, signal);
      read.objects += 1;
      read.bytes += bytes.length;
      const text = textOf(bytes);
      if (text === null) skip(key, 'it is not text');
      else
        for (const { rule, count, masked } of scanContent(text))
          tally.add({ ...rule, rule: rule.id, by: 'content' }, { key, size, seen: `${masked}, ${count} in all` });
    } catch (cause) {
      if (!(cause instanceof AppFailure)) throw cause;
      skip(key, cause.error.message);
    }
  }
  return { classifications: tally.list(), read, skipped };
}
