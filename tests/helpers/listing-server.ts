import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ListingOptions {
  /** Rows of a page. */
  pageRows?: number;
  /** Behaves like a store that does not know `start-after`: ignores it, or refuses it. */
  startAfter?: 'ignored' | 'refused';
  /** How keys are encoded where `encoding-type=url` is asked for: AWS writes a space as `+`. */
  plus?: boolean;
}

export interface ListingServer {
  url: string;
  /** Query of every call so far. */
  calls: URLSearchParams[];
  close(): Promise<void>;
}

export const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
export const sizeOf = (key: string): number => Buffer.from(key).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7);

function encoded(text: string, plus: boolean): string {
  const all = encodeURIComponent(text).replaceAll('%2F', '/');
  return plus ? all.replaceAll('%20', '+') : all;
}

function row(key: string, plus: boolean): string {
  const date = '2025-06-01T12:34:56.000Z';
  return `<Contents><Key>${encoded(key, plus)}</Key><LastModified>${date}</LastModified><ETag>&quot;${sizeOf(key).toString(16)}&quot;</ETag><Size>${sizeOf(key)}</Size><Owner><ID>o</ID></Owner><StorageClass>STANDARD</StorageClass></Contents>`;
}

interface Level {
  prefix: string;
  delimiter: string;
  after: string;
  most: number;
}

/** Place of the first key behind another. */
function placeBehind(keys: readonly string[], after: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byBytes(keys[middle]!, after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows and folders behind a place, as S3 rolls them up; one more than fits shows that there are more. */
function level(keys: readonly string[], { prefix, delimiter, after, most }: Level) {
  let folder = '';
  const rows: { name: string; folder: boolean }[] = [];
  for (let i = placeBehind(keys, after); i < keys.length && rows.length <= most; i += 1) {
    const key = keys[i]!;
    if (!key.startsWith(prefix) || (folder !== '' && key.startsWith(folder))) continue;
    const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    folder = cut < 0 ? '' : key.slice(0, cut + delimiter.length);
    if (cut < 0 || !after.startsWith(folder)) rows.push({ name: folder || key, folder: cut >= 0 });
  }
  return rows;
}

function answer(keys: readonly string[], query: URLSearchParams, options: ListingOptions): string {
  const plus = options.plus ?? true;
  const most = options.pageRows ?? 1000;
  const token = query.get('continuation-token');
  const begin = options.startAfter === 'ignored' ? '' : (query.get('start-after') ?? '');
  const after = token === null ? begin : Buffer.from(token, 'base64').toString('utf8');
  const rows = level(keys, { prefix: query.get('prefix') ?? '', delimiter: query.get('delimiter') ?? '', after, most });
  const page = rows.slice(0, most);
  const more = page.length < rows.length;
  const last = page.at(-1)?.name ?? '';
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix/>',
    more ? `<NextContinuationToken>${Buffer.from(last).toString('base64')}</NextContinuationToken>` : '',
    `<EncodingType>url</EncodingType><IsTruncated>${more}</IsTruncated>`,
    ...page.filter(({ folder }) => !folder).map(({ name }) => row(name, plus)),
    ...page.filter(({ folder }) => folder).map(({ name }) => `<CommonPrefixes><Prefix>${encoded(name, plus)}</Prefix></CommonPrefixes>`),
    '</ListBucketResult>',
  ].join('');
}

const refusal = '<Error><Code>NotImplemented</Code><Message>start-after</Message></Error>';

/** S3's ListObjectsV2 of a bucket with the given keys. Written from the Amazon S3 API Reference, "ListObjectsV2". */
export async function startListingServer(keys: readonly string[], options: ListingOptions = {}): Promise<ListingServer> {
  const ordered = [...keys].sort(byBytes);
  const calls: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams;
    calls.push(query);
    const refused = options.startAfter === 'refused' && query.has('start-after');
    response.writeHead(refused ? 400 : 200).end(refused ? refusal : answer(ordered, query, options));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
