import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { createAccount } from '#connectors/aws/account.ts';
import { createClients } from '#connectors/aws/clients.ts';
import { createS3, type S3 } from '#connectors/aws/objects/s3.ts';
import { readSettings } from '#connectors/aws/settings.ts';
import { type NewObject, type ObjectRow, type ObjectStore, objectRows } from '#connectors/sdk.ts';
import { createHttp } from '#core/net/http-port.ts';
import { fakeClock } from '#tests/helpers/fake-clock.ts';
import type { Moto } from '#tests/helpers/moto.ts';
import { silentLogger } from '#tests/helpers/vaults.ts';

export const never = new AbortController().signal;

/** The SDK's own client, to build an estate and to look at it without the connector. */
export function s3Client(moto: Moto): S3Client {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'S' };
  return new S3Client({ endpoint: moto.url, region: 'us-east-1', credentials, forcePathStyle: true });
}

/** Buckets `main` and, with versions, `kept`. */
export async function makeBuckets(client: S3Client): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket: 'main' }));
  await client.send(new CreateBucketCommand({ Bucket: 'kept' }));
  await client.send(new PutBucketVersioningCommand({ Bucket: 'kept', VersioningConfiguration: { Status: 'Enabled' } }));
}

export function newObject(key: string, size: number, more: Partial<NewObject> = {}): NewObject {
  return { bucket: 'main', key, size, properties: {}, checksum: null, ...more };
}

export function put(store: ObjectStore, key: string, { text, ...more }: { text: string } & Partial<NewObject>) {
  const body = Buffer.from(text);
  return store.upload.put(newObject(key, body.length, more), body, null, never);
}

export async function listed(
  store: ObjectStore,
  prefix: string,
  { delimiter = null, bucket = 'main' }: { delimiter?: '/' | null; bucket?: string } = {},
) {
  const found = { objects: [] as ObjectRow[], prefixes: [] as string[], calls: 0 };
  for await (const page of store.list({ bucket, prefix, delimiter, signal: never })) {
    found.objects.push(...objectRows(page.objects));
    found.prefixes.push(...page.prefixes);
    found.calls += page.calls;
  }
  return found;
}

interface Wanted {
  bucket?: string;
  offset?: number;
  length?: number;
  ifMatch?: string;
  versionId?: string;
}

export async function read(store: ObjectStore, key: string, wanted: Wanted = {}) {
  const chunks: Buffer[] = [];
  const stat = await store.read({ bucket: 'main', key, signal: never, ...wanted }, (bytes) => void chunks.push(Buffer.from(bytes)));
  return { bytes: Buffer.concat(chunks), text: Buffer.concat(chunks).toString(), stat };
}

/** S3 as the parts of the connector see it, for what the store does only with objects of many gigabytes. */
export async function s3Of(moto: Moto): Promise<S3> {
  const context = {
    connectionId: 'c1',
    settings: { endpoint: moto.url, accessKeyId: 'x' },
    secret: async () => 'S',
    signal: never,
    log: silentLogger,
    clock: fakeClock(Date.UTC(2026, 10, 15, 12)),
    http: createHttp(),
  };
  const settings = readSettings(context.settings);
  return createS3(createAccount(context, settings, await createClients(context, settings)));
}

/** All rows of a listing in pages. */
export async function collect<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const rows: T[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}
