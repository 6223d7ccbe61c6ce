import { unwrap } from '#shared/errors/reply.ts';
import type { ObjectRef, PreviewBytes } from '#shared/model/storage.ts';
import type { Host } from '../../../app/host.tsx';
import { callHost, useRead } from '../../../app/reads.ts';

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** A window of the object. */
export function useBytes(object: ObjectRef, length: number, offset = 0) {
  return useRead(['storage', 'preview'], { ...object, offset, length });
}

/** Bytes from an offset, for readers that ask for ranges themselves. */
export async function readRange(
  host: Host,
  object: ObjectRef,
  { offset, length }: { offset: number; length: number },
): Promise<PreviewBytes> {
  return unwrap(await callHost(host, ['storage', 'preview'], { input: { ...object, offset, length } }));
}
