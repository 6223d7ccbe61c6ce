import { objectRows } from '#core/capabilities/object-columns.ts';
import type { NewObject, ObjectStore, OpenUpload, PartReceipt } from '#core/capabilities/objects.ts';
import { createFolderStore } from '#core/local-files/create-folder-store.ts';
import type { ObjectRow } from '#shared/model/storage.ts';

export const never = new AbortController().signal;

/** A store with one bucket, `b`, over a folder. */
export function storeOf(root: string, platform: NodeJS.Platform = process.platform): ObjectStore {
  return createFolderStore({ rootOf: () => root, platform });
}

export function newObject(key: string, size: number, rest: Partial<NewObject> = {}): NewObject {
  return { bucket: 'b', key, size, properties: {}, checksum: null, ...rest };
}

export function putText(store: ObjectStore, key: string, text: string, rest: Partial<NewObject> = {}) {
  const body = Buffer.from(text);
  return store.upload.put(newObject(key, body.length, rest), body, null, never);
}

export async function readText(
  store: ObjectStore,
  key: string,
  range: { offset?: number; length?: number; ifMatch?: string } = {},
): Promise<string> {
  const parts: Buffer[] = [];
  await store.read({ bucket: 'b', key, signal: never, ...range }, (bytes) => void parts.push(Buffer.from(bytes)));
  return Buffer.concat(parts).toString();
}

/** Everything that a listing gave. */
export async function listAll(store: ObjectStore, request: { prefix?: string; delimiter?: '/' | null; startAfter?: string } = {}) {
  const rows: ObjectRow[] = [];
  const prefixes: string[] = [];
  const warnings: string[] = [];
  const pages: number[] = [];
  for await (const page of store.list({ bucket: 'b', prefix: '', delimiter: null, signal: never, ...request })) {
    rows.push(...objectRows(page.objects));
    prefixes.push(...page.prefixes);
    warnings.push(...(page.warnings ?? []).map(({ message }) => message));
    pages.push(page.objects.count + page.prefixes.length);
  }
  return { rows, keys: rows.map(({ key }) => key), prefixes, warnings, pages };
}

/** Sends one part of an upload that has `size` bytes a part. */
export function sendPart(
  store: ObjectStore,
  upload: OpenUpload,
  part: { number: number; offset: number; text: string },
): Promise<PartReceipt> {
  const { number, offset, text } = part;
  return store.upload.part(upload, { number, offset, body: Buffer.from(text), checksum: `sum-${number}` }, never);
}
