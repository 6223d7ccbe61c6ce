import { failure } from '#shared/errors/app-error.ts';
import type { ObjectAddress, ObjectStat, ObjectStore } from '../capabilities/objects.ts';

/** One range of an object in memory: for previews and samples of a few megabytes, never for transfers. */
export async function readBytes(
  store: ObjectStore,
  request: ObjectAddress & { offset: number; length: number; ifMatch?: string },
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array; stat: ObjectStat }> {
  const bytes = new Uint8Array(request.length);
  let at = 0;
  const stat = await store.read({ ...request, signal }, (piece) => {
    if (at + piece.length > bytes.length) throw failure('provider_unavailable', 'The store sent more bytes than it was asked for.');
    bytes.set(piece, at);
    at += piece.length;
  });
  return { bytes: bytes.subarray(0, at), stat };
}
