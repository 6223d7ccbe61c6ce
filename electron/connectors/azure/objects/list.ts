import type { ContainerClient, ContainerListBlobFlatSegmentResponse, ContainerListBlobHierarchySegmentResponse } from '@azure/storage-blob';
import { type ListRequest, type ObjectPage, type ObjectRow, objectColumns } from '../../sdk.ts';
import { type BlobAccess, operations } from './blob-access.ts';
import { rowOf } from './rows.ts';

type Segment = ContainerListBlobFlatSegmentResponse | ContainerListBlobHierarchySegmentResponse;

/** Most that a page can have. Source: "List Blobs". */
const pageSize = 5000;

function segments(client: ContainerClient, { prefix, delimiter, signal }: ListRequest): AsyncIterator<Segment> {
  const options = { prefix, abortSignal: signal };
  const settings = { maxPageSize: pageSize };
  return delimiter
    ? client.listBlobsByHierarchy(delimiter, options).byPage(settings)[Symbol.asyncIterator]()
    : client.listBlobsFlat(options).byPage(settings)[Symbol.asyncIterator]();
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Azure's order is that of the names' characters, which is not that of their bytes beyond the first plane: put right within a page. */
function inByteOrder<T>(items: T[], nameOf: (item: T) => string): T[] {
  const isSorted = items.every((item, at) => at === 0 || byBytes(nameOf(items[at - 1]!), nameOf(item)) <= 0);
  return isSorted ? items : items.toSorted((a, b) => byBytes(nameOf(a), nameOf(b)));
}

function pageOf(segment: Segment, startAfter: string | undefined): ObjectPage {
  const isBehind = (name: string) => startAfter === undefined || byBytes(name, startAfter) > 0;
  const rows: ObjectRow[] = inByteOrder(segment.segment.blobItems.filter(({ name }) => isBehind(name)).map(rowOf), ({ key }) => key);
  const folders = 'blobPrefixes' in segment.segment ? (segment.segment.blobPrefixes ?? []) : [];
  const prefixes = folders.map(({ name }) => name).filter(isBehind);
  return { objects: objectColumns(rows), prefixes: inByteOrder(prefixes, (name) => name), calls: 1 };
}

/** Names below a prefix. Blob lists from the beginning only: what comes before `startAfter` is read and left out. */
export async function* listBlobs(access: BlobAccess, request: ListRequest): AsyncGenerator<ObjectPage> {
  const { bucket, signal, startAfter } = request;
  const { client } = await access.container(bucket, signal);
  const pages = segments(client, request);
  for (;;) {
    const step = await access.call(operations.list, bucket, () => pages.next());
    if (step.done) return;
    yield pageOf(step.value, startAfter);
  }
}
