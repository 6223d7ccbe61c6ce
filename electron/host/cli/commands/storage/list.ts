import { objectRows } from '#core/capabilities/object-columns.ts';
import type { ObjectPage } from '#core/capabilities/objects.ts';
import type { AppError } from '#shared/errors/app-error.ts';
import { type CliIo, exits, type Outcome } from '../../io.ts';
import { watchJobs } from '../../jobs.ts';
import type { OpenedCore } from '../../open-core.ts';
import { footer, sentences, table, time } from '../../table.ts';
import { asPrefix, type BucketPlace, parsePlace } from './address.ts';
import { jsonLines } from './json-lines.ts';

export interface ListOptions {
  place: string;
  recursive?: boolean;
  jsonl?: boolean;
  json?: boolean;
  limit?: number;
}

/** Buckets of one connection, read now where the provider answers. */
async function buckets(io: CliIo, { core, client }: OpenedCore, connectionId: string): Promise<Outcome> {
  const watch = watchJobs(core, io);
  try {
    await watch.ended(await client.sync.run({ connectionId, dataSet: 'buckets' }));
  } finally {
    watch.close();
  }
  const result = await client.storage.buckets({});
  const rows = result.buckets.filter((one) => one.connectionId === connectionId);
  const problems = result.problems.filter((one) => one.connectionId === connectionId);
  const cells = rows.map(({ bucket, region, created, versioning, encryption, publicAccess, bytes, objects }) => [
    bucket,
    region,
    time(created),
    versioning,
    encryption,
    publicAccess,
    bytes,
    objects,
  ]);
  const text = table(['BUCKET', 'REGION', 'CREATED', 'VERSIONING', 'ENCRYPTION', 'ACCESS', 'BYTES', 'OBJECTS'], cells);
  return {
    json: { ...result, buckets: rows, problems },
    text: text + footer({ ...result, problems }),
    exit: problems.length > 0 ? exits.partial : exits.done,
  };
}

interface Entry {
  key: string;
  size: number | null;
  modified: string | null;
  storageClass: string;
  etag: string | null;
}

function* entries({ objects, prefixes }: ObjectPage): Generator<Entry> {
  for (const key of prefixes) yield { key, size: null, modified: null, storageClass: '', etag: null };
  for (const row of objectRows(objects)) yield { ...row, modified: new Date(row.modified).toISOString() };
}

/** Where a listing of a word begins: the object of that name, the folder, or everything that begins with it. */
function request({ bucket, key }: BucketPlace | { bucket: string; key: string }, recursive: boolean) {
  return { bucket, prefix: key === '' ? '' : asPrefix(key), delimiter: recursive ? null : ('/' as const) };
}

interface Listed {
  rows: Entry[];
  warnings: AppError[];
  objects: number;
  bytes: number;
}

async function collect(pages: AsyncIterable<ObjectPage>, limit: number): Promise<Listed> {
  const listed: Listed = { rows: [], warnings: [], objects: 0, bytes: 0 };
  for await (const page of pages) {
    listed.warnings.push(...(page.warnings ?? []));
    for (const entry of entries(page)) {
      if (listed.objects + (entry.size === null ? 0 : 1) > limit) return listed;
      listed.rows.push(entry);
      if (entry.size !== null) listed.objects += 1;
      listed.bytes += entry.size ?? 0;
    }
  }
  return listed;
}

/** One line for each object as it arrives: a listing of any length in little memory. */
async function stream(io: CliIo, pages: AsyncIterable<ObjectPage>): Promise<Outcome> {
  let warned = 0;
  for await (const page of pages) {
    for (const warning of page.warnings ?? []) {
      warned += 1;
      await io.err(`! ${sentences(warning)}\n`);
    }
    if (page.prefixes.length > 0) await io.out(page.prefixes.map((key) => `${JSON.stringify({ key, folder: true })}\n`).join(''));
    if (page.objects.count > 0) await io.out(jsonLines(page.objects));
  }
  return { json: null, text: '', exit: warned > 0 ? exits.partial : exits.done };
}

/** Lists buckets, a folder, or everything below it, from the provider itself. */
export async function list(io: CliIo, opened: OpenedCore, options: ListOptions): Promise<Outcome> {
  const place = await parsePlace(io, opened, options.place);
  if (place.kind === 'bucket' && place.bucket === '') return buckets(io, opened, place.connectionId);
  const at = place.kind === 'file' ? { connectionId: null, bucket: place.path, key: '' } : place;
  const pages = opened.core.listObjects({ connectionId: at.connectionId, ...request(at, options.recursive === true), signal: io.signal });
  if (options.jsonl) return stream(io, pages);
  const { rows, warnings, objects, bytes } = await collect(pages, options.limit ?? Number.POSITIVE_INFINITY);
  const cells = rows.map(({ key, size, modified, storageClass }) => [size, modified, storageClass, key]);
  const notes = warnings.map((warning) => `! ${sentences(warning)}\n`).join('');
  const text = `${table(['BYTES', 'MODIFIED', 'CLASS', 'KEY'], cells)}\n${objects} objects, ${bytes} bytes\n${notes}`;
  const json = {
    objects: rows.filter(({ size }) => size !== null),
    folders: rows.filter(({ size }) => size === null).map(({ key }) => key),
    count: objects,
    bytes,
    warnings,
  };
  return { json, text, exit: warnings.length > 0 ? exits.partial : exits.done };
}
