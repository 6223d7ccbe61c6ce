import {
  type Bucket,
  failure,
  type ObjectAddress,
  type ObjectDetail,
  type ObjectStat,
  type ObjectStore,
  type Page,
  type ReadOptions,
} from '../../sdk.ts';
import type { DemoBucket } from '../buckets.ts';
import { afterPage, beforePage, beforeRead, type ReadPoint } from '../failures.ts';
import { accountOf, accountScopes, type OpenDemo, readSignal } from '../open-demo.ts';
import { countsOf, type DemoObject, objectIn, openBucket, withBytes } from './estate.ts';
import { bucketFacts } from './facts.ts';
import { listObjects, listVersions } from './list.ts';
import { pendingUploads } from './pending-uploads.ts';
import { newest } from './sections.ts';
import { addState, changeState, removeState, restoreState, statesOf } from './states.ts';
import { uploadTarget } from './upload.ts';

const maxAgeMs = 10 * 60_000;
/** Buckets of a page: few, so that a read that fails under way has something to show. */
const pageSize = 2;

function bucketRow(bucket: DemoBucket, accountName: string, objects: number): Bucket {
  const { name, provider, account, region, bytes, publicAccess, encrypted, versioned, tags } = bucket;
  return {
    bucket: name,
    provider,
    account,
    accountName,
    region,
    created: Date.UTC(2024, 9, 1),
    tags,
    versioning: versioned ? 'enabled' : 'off',
    encrypted,
    encryption: encrypted ? 'Key of the provider' : '',
    publicAccess: publicAccess ? 'public' : 'private',
    defaultClass: 'STANDARD',
    bytes,
    objects,
    measuredAt: newest,
    details: {},
  };
}

async function* readBuckets(demo: OpenDemo, options: ReadOptions): AsyncGenerator<Page<Bucket[]>> {
  const account = accountOf(options.scope);
  const point: ReadPoint = { account, operation: 'demo:ListBuckets', signal: readSignal(demo, options.signal) };
  beforeRead(demo, point);
  await beforePage(demo, point);
  const buckets = demo.organisation.buckets();
  const counts = countsOf(buckets);
  const mine = buckets.filter((bucket) => bucket.account === account.id);
  for (let from = Number(options.cursor ?? 0); from < mine.length; from += pageSize) {
    if (from > 0) await beforePage(demo, point);
    const next = from + pageSize;
    const items = mine.slice(from, next).map((bucket) => bucketRow(bucket, account.name, counts.get(bucket)!));
    yield { items, cursor: next < mine.length ? String(next) : null, progress: Math.min(1, next / mine.length) };
    afterPage(demo, point);
  }
  afterPage(demo, point);
}

interface Existing extends DemoObject {
  /** Null: the bucket keeps no versions. */
  versionId: string | null;
}

/** The current state, or the one that is named. Throws `not_found`. */
function existing(demo: OpenDemo, { bucket, key, versionId = null }: ObjectAddress): Existing {
  const open = openBucket(demo, bucket);
  const states = statesOf(open, key);
  const state = versionId === null ? states.at(-1) : states.find((one) => one.versionId === versionId);
  if (state?.object) return { ...withBytes(open, state.object), versionId: open.bucket.versioned ? state.versionId : null };
  const what = versionId === null ? 'object' : `version ${versionId} of`;
  throw failure('not_found', `There is no ${what} ${bucket}/${key} in the demo organisation.`);
}

const statOf = ({ size, modified, etag, versionId }: Existing): ObjectStat => ({ size, modified, etag, versionId, checksums: [] });

type Change = Partial<Pick<DemoObject, 'storageClass' | 'properties' | 'tags' | 'readableUntil' | 'access'>>;

function change(demo: OpenDemo, address: ObjectAddress, changed: Change): void {
  const { versionId } = existing(demo, address);
  const open = openBucket(demo, address.bucket);
  const current = statesOf(open, address.key).at(-1)!.versionId;
  changeState(open, address.key, { versionId: address.versionId ?? versionId ?? current, changed });
}

/** Null: it is in no archive. */
function restoreOf({ storageClass, readableUntil = 0 }: DemoObject, now: number): ObjectDetail['restore'] {
  if (storageClass !== 'DEEP_ARCHIVE') return null;
  return readableUntil > now ? { state: 'readable', until: readableUntil } : { state: 'archived', until: null };
}

const chunkBytes = 256 * 1024;

const readObject =
  (demo: OpenDemo): ObjectStore['read'] =>
  async (request, receive) => {
    const { offset = 0, length, ifMatch, signal } = request;
    const object = existing(demo, request);
    const name = `${request.bucket}/${request.key}`;
    if (ifMatch && ifMatch !== object.etag)
      throw failure('conflict', `${name} was changed in the meantime.`, { hint: 'Refresh and look again.' });
    if (restoreOf(object, demo.clock.now())?.state === 'archived')
      throw failure('conflict', `${name} is archived and cannot be read.`, { hint: 'Restore it first: the demo does so at once.' });
    const end = Math.min(object.size, length === undefined ? object.size : offset + length);
    for (let at = offset; at < end; at += chunkBytes) {
      signal.throwIfAborted();
      await receive(object.read(at, Math.min(end, at + chunkBytes)));
    }
    return statOf(object);
  };

const copyObject =
  (demo: OpenDemo): NonNullable<ObjectStore['copy']> =>
  async (copy) => {
    const { from, to, properties, storageClass, ifAbsent } = copy;
    const object = existing(demo, from);
    const open = openBucket(demo, to.bucket);
    if (ifAbsent && objectIn(open, to.key)) throw failure('conflict', `${to.bucket}/${to.key} exists already.`);
    if (object.size > 64 * 1024 ** 2)
      throw failure('unsupported', `${from.key} is too large to be copied in the demo organisation.`, {
        hint: 'It keeps 64 MiB at most, in memory.',
      });
    const made = { size: object.size, modified: demo.clock.now(), tags: object.tags, storageClass: storageClass ?? object.storageClass };
    const body = { bytes: object.read(0, object.size) };
    addState(open, to.key, {
      modified: made.modified,
      object: { ...made, key: to.key, properties: properties ?? object.properties, body },
    });
    copy.onProgress?.(object.size);
    return statOf(existing(demo, to));
  };

/** Storage of the organisation. What is changed is kept in memory and forgotten when the program ends. */
export function objectStore(demo: OpenDemo): ObjectStore {
  return {
    buckets: { maxAgeMs, scopes: accountScopes, read: (options) => readBuckets(demo, options) },
    list: (request) => listObjects(openBucket(demo, request.bucket), request),
    async head(address) {
      const { read: _, readableUntil: _until, access, ...object } = existing(demo, address);
      const { publicAccess, encrypted } = openBucket(demo, address.bucket).bucket;
      return {
        ...object,
        checksums: [],
        encryption: encrypted ? 'Key of the provider' : '',
        restore: restoreOf(existing(demo, address), demo.clock.now()),
        access: access ?? (publicAccess ? 'public' : 'private'),
        grants: [],
        address: `demo://${address.bucket}/${address.key}`,
        problems: [],
      };
    },
    stat: async (address) => statOf(existing(demo, address)),
    read: readObject(demo),
    upload: uploadTarget(demo),
    async remove(bucket, objects) {
      const open = openBucket(demo, bucket);
      for (const { key, versionId } of objects) {
        if (versionId) removeState(open, key, versionId);
        else if (objectIn(open, key)) addState(open, key, { object: null, modified: demo.clock.now() });
      }
      return objects.map(() => null);
    },
    removeBatch: 1000,
    async createFolder(bucket, prefix, signal) {
      const key = prefix.endsWith('/') ? prefix : `${prefix}/`;
      await uploadTarget(demo).put({ bucket, key, size: 0, properties: {}, checksum: null }, Buffer.alloc(0), null, signal);
    },
    copy: copyObject(demo),
    versions: ({ bucket, ...request }) => listVersions(openBucket(demo, bucket), request),
    restoreVersion: async ({ bucket, key, versionId }) =>
      restoreState(openBucket(demo, bucket), key, { versionId, modified: demo.clock.now() }),
    ...pendingUploads(demo),
    setProperties: async (address, properties) =>
      change(demo, address, { properties: { ...existing(demo, address).properties, ...properties } }),
    setTags: async (address, tags) => change(demo, address, { tags }),
    setStorageClass: async (address, storageClass) => change(demo, address, { storageClass }),
    restore: async (address, { days }) => change(demo, address, { readableUntil: demo.clock.now() + days * 86_400_000 }),
    setAccess: async (address, access) => change(demo, address, { access }),
    lifecycle: {
      get: async (bucket) => openBucket(demo, bucket).changes.lifecycle,
      async put(bucket, rules, before) {
        const { changes } = openBucket(demo, bucket);
        if (JSON.stringify(changes.lifecycle.raw) !== JSON.stringify(before.raw))
          throw failure('conflict', `The rules of ${bucket} were changed in the meantime.`);
        changes.lifecycle = { ...changes.lifecycle, rules: [...rules], raw: rules };
        return changes.lifecycle;
      },
      check(rules) {
        const double = rules.find(({ id }, at) => rules.findIndex((other) => other.id === id) < at);
        if (double) throw failure('invalid_input', `Rule ${double.id}: there are two of this name.`, { hint: 'Rename one.' });
      },
    },
    bucketFacts: async (bucket) => bucketFacts(openBucket(demo, bucket).bucket),
  };
}
