import { failure } from '../../sdk.ts';

/** A key in an answer that was asked for with `encoding-type=url`; stores that ignore that send it as it is. */
export function decodeKey(text: string, encodingType: string | undefined): string {
  return encodingType === 'url' ? decodeURIComponent(text.replaceAll('+', '%20')) : text;
}

/** Header `x-amz-copy-source`: each byte that is not plain is encoded, slashes stay. */
export function copySource({ bucket, key, versionId }: { bucket: string; key: string; versionId?: string | null }): string {
  const path = key.split('/').map(encodeURIComponent).join('/');
  return `${bucket}/${path}${versionId ? `?versionId=${encodeURIComponent(versionId)}` : ''}`;
}

/** Whether XML 1.0 can hold the text: most control characters have no place in it, not even escaped. */
export function fitsXml(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- those are what is looked for
  return !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text) && text.isWellFormed();
}

const encoder = new TextEncoder();

/** Order of S3's listings: that of the bytes in UTF-8, which is not JavaScript's. */
export function compareKeys(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(encoder.encode(a), encoder.encode(b));
}

/** An ETag without its quotes. */
export function bareEtag(etag: string | undefined): string {
  return (etag ?? '').replace(/^(W\/)?"|"$/g, '');
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const plain = /^[\x20-\x7E]*$/;

/** Metadata as headers can hold them. S3 shows other text than ASCII by RFC 2047, and reads it so. */
export function encodeMetadata(metadata: Record<string, string> | undefined): Record<string, string> | undefined {
  if (!metadata) return undefined;
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => {
      if (!token.test(name)) throw failure('invalid_input', `${name} cannot be the name of metadata: only letters, digits, - and _.`);
      return [name, plain.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`];
    }),
  );
}

function decodeWord(word: string): string {
  const [, kind = '', text = ''] = /^=\?UTF-8\?([BQ])\?(.*)\?=$/i.exec(word) ?? [];
  if (kind.toUpperCase() === 'B') return Buffer.from(text, 'base64').toString();
  const bytes = text.replaceAll('_', ' ').replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

export function decodeMetadata(metadata: Record<string, string> | undefined): Record<string, string> {
  const decode = (value: string) => value.replace(/=\?UTF-8\?[BQ]\?[^?]*\?=/gi, decodeWord);
  return Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, decode(value)]));
}

/** Tags as header `x-amz-tagging`. */
export function tagHeader(tags: Record<string, string> | undefined): string | undefined {
  return tags && Object.keys(tags).length > 0 ? new URLSearchParams(tags).toString() : undefined;
}

export function tagRecord(tags: { Key?: string | undefined; Value?: string | undefined }[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}
