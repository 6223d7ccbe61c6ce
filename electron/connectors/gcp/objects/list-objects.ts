import { type ListRequest, type ObjectPage, objectColumns } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import { type ObjectRecord, rowFields, rowOf } from './records.ts';

interface ListReply {
  items: ObjectRecord[];
  prefixes: string[];
  nextPageToken: string;
}

/** `list` of the store. Source: https://cloud.google.com/storage/docs/json_api/v1/objects/list */
export async function* listObjects(account: GcpAccount, request: ListRequest): AsyncGenerator<ObjectPage> {
  const { bucket, prefix, delimiter, startAfter, signal } = request;
  let pageToken: string | undefined;
  do {
    signal.throwIfAborted();
    const {
      items = [],
      prefixes = [],
      nextPageToken,
    } = await account.call<ListReply>({
      service: 'storage',
      path: `b/${encodeURIComponent(bucket)}/o`,
      query: {
        prefix: prefix || undefined,
        delimiter: delimiter ?? undefined,
        // Google begins with this key, the contract behind it.
        startOffset: startAfter || undefined,
        pageToken,
        maxResults: '1000',
        fields: `items(${rowFields}),prefixes,nextPageToken`,
      },
      operation: 'storage.objects.list',
      scope: bucket,
      signal,
    });
    const rows = items.map(rowOf).filter(({ key }) => key !== startAfter);
    yield { objects: objectColumns(rows), prefixes: prefixes.filter((one) => one !== startAfter), calls: 1 };
    pageToken = nextPageToken || undefined;
  } while (pageToken);
}
