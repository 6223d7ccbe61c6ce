/** Spare bytes behind the text store, so that whole words can be read at its end. */
const padding = 8;

/**
 * Byte texts numbered 0, 1, 2 … in the order they first appear. Looks a text up by its bytes, straight from the read
 * buffer: no string and no view is made.
 */
export class TextDictionary {
  count = 0;
  /** Bytes of all texts, one behind the other. */
  size = 0;
  /** Capacity for texts: arrays beside this dictionary are kept as long. */
  capacity: number;
  /** All texts as words. Replaced when it grows. */
  view: DataView;
  private bytes: Uint8Array;
  /** `ends[i - 1]`..`ends[i]` is text i. */
  private ends: Uint32Array;
  /** Pairs: text number + 1 (0: free), hash. Side by side, because each is a cache miss of its own otherwise. */
  private slots: Int32Array;

  constructor(capacity = 256) {
    this.capacity = capacity;
    this.bytes = new Uint8Array(capacity * 32 + padding);
    this.view = new DataView(this.bytes.buffer);
    this.ends = new Uint32Array(capacity);
    this.slots = new Int32Array(capacity * 4);
  }

  /** Number of the text at `start`..`end` of `source`, which must be readable for 7 bytes beyond `end`. */
  find(source: DataView, start: number, end: number): number {
    const hash = hashOf(source, start, end);
    const { slots } = this;
    const mask = slots.length - 2;
    let slot = (hash << 1) & mask;
    for (;;) {
      const entry = slots[slot]! - 1;
      if (entry < 0) return this.insert(source, start, end, hash, slot);
      if (slots[slot + 1] === hash && this.holds(entry, source, start, end - start)) return entry;
      slot = (slot + 2) & mask;
    }
  }

  lengthOf(entry: number): number {
    return this.ends[entry]! - this.startOf(entry);
  }

  /** Bytes of a text; a view, valid until the next `find`. */
  text(entry: number): Uint8Array {
    return this.bytes.subarray(this.startOf(entry), this.ends[entry]);
  }

  /** Copies a text to `at` of `target`. */
  copy(entry: number, target: Uint8Array, at: number): void {
    const { bytes, ends } = this;
    const end = ends[entry]!;
    for (let from = this.startOf(entry), to = at; from < end; from++, to++) target[to] = bytes[from]!;
  }

  /** Forgets all texts; keeps the memory. */
  clear(): void {
    this.count = 0;
    this.size = 0;
    this.slots.fill(0);
  }

  startOf(entry: number): number {
    return entry === 0 ? 0 : this.ends[entry - 1]!;
  }

  private holds(entry: number, source: DataView, start: number, length: number): boolean {
    const from = this.startOf(entry);
    return this.ends[entry]! - from === length && sameBytes(source, start, this.view, from, length);
  }

  private insert(source: DataView, start: number, end: number, hash: number, slot: number): number {
    const entry = this.count++;
    if (entry === this.capacity) this.growEntries();
    const length = end - start;
    if (this.size + length + padding > this.bytes.length) this.growBytes(length);
    const { view } = this;
    for (let i = 0; i < length; i += 4) view.setInt32(this.size + i, source.getInt32(start + i, true), true);
    this.size += length;
    this.ends[entry] = this.size;
    this.slots[slot] = entry + 1;
    this.slots[slot + 1] = hash;
    if (this.count * 4 > this.slots.length) this.rehash();
    return entry;
  }

  private growEntries(): void {
    this.capacity *= 2;
    const { ends } = this;
    this.ends = new Uint32Array(this.capacity);
    this.ends.set(ends);
  }

  private growBytes(length: number): void {
    const { bytes } = this;
    this.bytes = new Uint8Array(Math.max(bytes.length * 2, this.size + length + padding));
    this.bytes.set(bytes);
    this.view = new DataView(this.bytes.buffer);
  }

  private rehash(): void {
    const old = this.slots;
    const slots = new Int32Array(old.length * 2);
    const mask = slots.length - 2;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] === 0) continue;
      let slot = (old[i + 1]! << 1) & mask;
      while (slots[slot] !== 0) slot = (slot + 2) & mask;
      slots[slot] = old[i]!;
      slots[slot + 1] = old[i + 1]!;
    }
    this.slots = slots;
  }
}

/** Two multiplicative hashes over alternate words of four bytes, so that one need not wait for the other; the tail is masked. */
function hashOf(source: DataView, start: number, end: number): number {
  let even = end - start;
  let odd = 0x5bd1e995;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    even = Math.imul(even ^ source.getInt32(at, true), 0x9e3779b1);
    odd = Math.imul(odd ^ source.getInt32(at + 4, true), 0x85ebca6b);
    even ^= even >>> 15;
    odd ^= odd >>> 13;
  }
  if (at + 4 <= end) {
    even = Math.imul(even ^ source.getInt32(at, true), 0x9e3779b1);
    at += 4;
  }
  if (at < end) odd = Math.imul(odd ^ (source.getInt32(at, true) & ((1 << ((end - at) * 8)) - 1)), 0x85ebca6b);
  const hash = Math.imul(even ^ (odd >>> 16) ^ odd, 0x9e3779b1);
  return hash ^ (hash >>> 16);
}

/** Whether `length` bytes are equal; reads up to 3 bytes beyond both. */
export function sameBytes(a: DataView, aStart: number, b: DataView, bStart: number, length: number): boolean {
  let i = 0;
  for (; i + 4 <= length; i += 4) if (a.getInt32(aStart + i, true) !== b.getInt32(bStart + i, true)) return false;
  if (i === length) return true;
  const mask = (1 << ((length - i) * 8)) - 1;
  return ((a.getInt32(aStart + i, true) ^ b.getInt32(bStart + i, true)) & mask) === 0;
}
