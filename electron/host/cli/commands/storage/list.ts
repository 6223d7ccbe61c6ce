import { objectColumns, objectRows } from '#core/capabilities/object-columns.ts';
import type { ObjectPage } from '#core/capabilities/objects.ts';
import type { AppError } from '#shared/errors/app-error.ts';
import { type CliIo, exits, type Outcome } from '../../io.ts';
import { watchJobs } from '../../jobs.ts';
import type { OpenedCore } from '../../open-core.ts';
import { footer, sentences, table, time } from '../../table.ts';
import { parsePlace } from './address.ts';
import { jsonLines } from './json-lines.ts';
import { listedPages } from './listed-pages.ts';

export interface ListOptions {
  place: string;
  recursive?: boolean;
  jsonl?: boolean;
  json?: boolean;
  limit?: number;
}

/** Buckets of one connection, read now where the provider answers. */
async function buckets(
  io: CliIo,
  { core, client }: OpenedCore,
  { connectionId, jsonl = false }: { connectionId: string; jsonl?: boolean | undefined },
): Promise<Outcome> {
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
  const exit = problems.length > 0 ? exits.partial : exits.done;
  if (jsonl) {
    for (const { error } of problems) await io.err(`! ${sentences(error)}\n`);
    return { json: undefined, text: rows.map((row) => `${JSON.stringify(row)}\n`).join(''), exit };
  }
  return { json: { ...result, buckets: rows, problems }, text: text + footer({ ...result, problems }), exit };
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

/** The first objects of a page. */
function firstOf(page: ObjectPage, most: number): ObjectPage {
  return page.objects.count <= most ? page : { ...page, objects: objectColumns([...objectRows(page.objects)].slice(0, most)) };
}

/** One line for each object as it arrives: a listing of any length in little memory. */
async function stream(io: CliIo, pages: AsyncIterable<ObjectPage>, limit: number): Promise<Outcome> {
  let warned = 0;
  let left = limit;
  for await (const page of pages) {
    const { objects, prefixes, warnings = [] } = firstOf(page, left);
    for (const warning of warnings) {
      warned += 1;
      await io.err(`! ${sentences(warning)}\n`);
    }
    if (prefixes.length > 0) await io.out(prefixes.map((key) => `${JSON.stringify({ key, folder: true })}\n`).join(''));
    if (objects.count > 0) await io.out(jsonLines(objects));
    left -= objects.count;
    if (left === 0) break;
  }
  return { json: undefined, text: '', exit: warned > 0 ? exits.partial : exits.done };
}

/** Lists buckets, a folder, everything below it, or one object, from the provider itself. */
export async function list(io: CliIo, opened: OpenedCore, options: ListOptions): Promise<Outcome> {
  const { jsonl, limit = Number.POSITIVE_INFINITY } = options;
  const place = await parsePlace(io, opened, options.place);
  if (place.kind === 'bucket' && place.bucket === '') return buckets(io, opened, { connectionId: place.connectionId, jsonl });
  const pages = listedPages(opened, place, { recursive: options.recursive === true, signal: io.signal });
  if (jsonl) return stream(io, pages, limit);
  const { rows, warnings, objects, bytes } = await collect(pages, limit);
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
