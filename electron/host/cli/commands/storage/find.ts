import type { FindResult, FoundObject } from '#shared/model/storage.ts';
import { type CliIo, exits, type Outcome } from '../../io.ts';
import { watchJobs } from '../../jobs.ts';
import type { OpenedCore } from '../../open-core.ts';
import { table, time } from '../../table.ts';

export interface FindOptions {
  query: string;
  offline?: boolean;
  limit: number;
  offset: number;
}

/** Reads the names of buckets that were never read: a search that leaves them out would seem to find nothing. */
async function readUnread(io: CliIo, { core, client }: OpenedCore): Promise<void> {
  const { buckets } = await client.storage.buckets({});
  const unread = buckets.filter(({ index }) => index === null || index.asOf === null);
  const watch = watchJobs(core, io);
  try {
    for (const { connectionId, bucket } of unread) await watch.ended([await client.storage.index({ connectionId, bucket })]);
  } finally {
    watch.close();
  }
}

function textOf({ rows, total, more, bytes, searched, asOf, terms }: FindResult, address: (row: FoundObject) => string): string {
  const cells = rows.map((row) => [row.size, time(row.modified), row.storageClass, address(row)]);
  const age = asOf === null ? 'no names were read yet' : `names as of ${time(asOf)}`;
  const found = `${more ? 'at least ' : ''}${total} found, ${bytes} bytes; ${searched.objects} names in ${searched.buckets} buckets searched, ${age}`;
  return `${table(['BYTES', 'MODIFIED', 'CLASS', 'OBJECT'], cells)}\n${terms.join(' · ')}\n${found}\n`;
}

/** Searches the index of names over all connections. */
export async function find(io: CliIo, opened: OpenedCore, { query, offline, limit, offset }: FindOptions): Promise<Outcome> {
  if (!offline) await readUnread(io, opened);
  const result = await opened.client.storage.find({ query, limit, offset });
  const names = new Map((await opened.client.connections.list({})).map(({ id, name }) => [id, name]));
  const address = ({ connectionId, bucket, key }: FoundObject) => `${names.get(connectionId) ?? connectionId}:${bucket}/${key}`;
  const json = { ...result, rows: result.rows.map((row) => ({ ...row, address: address(row) })) };
  return { json, text: textOf(result, address), exit: exits.done };
}

/** Reads all names of a bucket or folder into the index. */
export async function readNames(
  io: CliIo,
  opened: OpenedCore,
  folder: { connectionId: string; bucket: string; prefix: string },
): Promise<Outcome> {
  const watch = watchJobs(opened.core, io);
  try {
    const [job] = await watch.ended([await opened.client.storage.index(folder)]);
    const exit = job!.state === 'succeeded' ? exits.done : job!.state === 'partial' ? exits.partial : exits.failed;
    return { json: { job }, text: `${job!.title}: ${job!.state}, ${job!.rows} objects\n`, exit };
  } finally {
    watch.close();
  }
}
