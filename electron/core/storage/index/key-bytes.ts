const encoder = new TextEncoder();
/** A key may begin with U+FEFF. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Keys are compared as UTF-8 bytes: the order of every provider's listing. */
export function keyBytes(key: string): Uint8Array {
  return encoder.encode(key);
}

export function keyText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** First possible key behind all that begin with the prefix; null: there is none (the empty prefix). UTF-8 has no byte 255. */
export function prefixEnd(prefix: Uint8Array): Uint8Array | null {
  if (prefix.length === 0) return null;
  const end = new Uint8Array(prefix);
  end[end.length - 1]! += 1;
  return end;
}

export function beginsWith(key: Uint8Array, prefix: Uint8Array): boolean {
  return key.length >= prefix.length && Buffer.compare(key.subarray(0, prefix.length), prefix) === 0;
}

/** How many bytes two keys have in common at their begin. */
export function commonLength(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length += 1;
  return length;
}
