/** The tags of a JSON object text as string values; null when the text is not an object. Nested values keep their JSON text. */
export function parseTags(text: string): Map<string, string> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  return new Map(
    Object.entries(value).flatMap(([key, tag]) => (tag === null ? [] : [[key, typeof tag === 'string' ? tag : JSON.stringify(tag)]])),
  );
}

/** Texts remembered as known: about 10 MB at most. */
const rememberLimit = 200_000;

/** 53 bits of two FNV-1a lanes: a collision would only leave a tag key out of a picker, and needs two equal hashes. */
function fingerprint(bytes: Uint8Array, start: number, end: number): number {
  let a = 0x811c9dc5;
  let b = 0x1b873593;
  for (let i = start; i < end; i += 1) {
    a = Math.imul(a ^ bytes[i]!, 0x01000193);
    b = Math.imul(b ^ bytes[i]!, 0x85ebca6b);
  }
  return (a >>> 0) * 0x200000 + (b >>> 11);
}

/** Collects the tag keys of a read; each distinct Tags text is parsed once in the whole read, not once per page. */
export class TagKeys {
  private readonly decoder = new TextDecoder();
  /** Keys by fingerprint of the text; the lists are shared by all texts with the same keys. */
  private readonly keysOf = new Map<number, readonly string[]>();
  private readonly lists = new Map<string, readonly string[]>();

  /** Adds the keys in a dictionary of Tags texts to `into`. */
  collect({ bytes, offsets }: { bytes: Uint8Array; offsets: Uint32Array }, into: Set<string>): void {
    const found = new Set<readonly string[]>();
    for (let k = 1; k < offsets.length; k += 1) {
      const mark = fingerprint(bytes, offsets[k - 1]!, offsets[k]!);
      found.add(this.keysOf.get(mark) ?? this.parse(mark, bytes.subarray(offsets[k - 1], offsets[k])));
    }
    for (const keys of found) for (const key of keys) into.add(key);
  }

  private parse(mark: number, text: Uint8Array): readonly string[] {
    const keys = [...(parseTags(this.decoder.decode(text))?.keys() ?? [])];
    const name = JSON.stringify(keys);
    const shared = this.lists.get(name) ?? keys;
    if (this.keysOf.size < rememberLimit) {
      this.lists.set(name, shared);
      this.keysOf.set(mark, shared);
    }
    return shared;
  }
}
