import type { ListRequest, ObjectPage, ObjectStore, UploadTarget } from '../../sdk.ts';
import { createCall, type FastS3Options } from './call.ts';
import { createRead } from './get.ts';
import { createList } from './list/list.ts';
import { createPart } from './put.ts';

/**
 * The calls of S3 that carry much: listing, reading, and sending parts. They replace the SDK's for `ObjectStore.list`,
 * `ObjectStore.read` and `UploadTarget.part` of one region: same arguments, same answers, same `AppFailure`s.
 *
 * `const fast = createFastS3({ credentials, region, endpoint, pathStyle, agent, connectionId, now })`
 */
export interface FastS3 {
  /** Pages in the order of keys. Without delimiter it reads ahead in up to 16 calls at a time. */
  list(request: ListRequest): AsyncIterable<ObjectPage>;
  read: ObjectStore['read'];
  part: UploadTarget['part'];
}

/** This machine: nobody reads along. */
const isLoopback = (hostname: string) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

export function createFastS3(options: FastS3Options): FastS3 {
  const call = createCall(options);
  const { protocol, hostname } = new URL(options.endpoint ?? 'https://s3');
  const signBody = protocol === 'http:' && !isLoopback(hostname);
  return { list: createList(call), read: createRead(call), part: createPart(call, signBody) };
}
