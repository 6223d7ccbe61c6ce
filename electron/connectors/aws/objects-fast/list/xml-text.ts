const percent = 0x25;
const plus = 0x2b;
const ampersand = 0x26;
const less = 0x3c;
const semicolon = 0x3b;

/** 1 for the bytes that do not stay as they are. */
function specials(...bytes: number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of bytes) table[byte] = 1;
  return table;
}
const specialInText = specials(less, ampersand);
const specialInUrl = specials(less, ampersand, percent, plus);

function hex(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function pointOf(entity: string): number {
  if (entity[0] === '#') return entity[1] === 'x' ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
  return { amp: 0x26, lt: 0x3c, gt: 0x3e, quot: 0x22, apos: 0x27 }[entity] ?? Number.NaN;
}

const encoder = new TextEncoder();

/** Byte of one of XML's own entities by its first letters; 0: not told by them. Most of a listing's are `&quot;`. */
function plainEntity(from: Uint8Array, at: number, end: number): number {
  if (end - at === 5 && from[at + 1] === 0x71) return 0x22;
  if (end - at === 4 && from[at + 1] === 0x61 && from[at + 2] === 0x6d) return ampersand;
  return 0;
}

/** Text of an element as bytes; where the last copy began and ended stays in the fields, so that none is made for it. */
export class TextCopier {
  bytes = new Uint8Array(65_536);
  /** Behind the last byte written. */
  length = 0;
  /** Behind the last byte read: the place of the next `<`. */
  at = 0;

  /** Room for `more` bytes. */
  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  /** Copies from `at` to the next `<`, with XML's entities resolved and, where `url`, `%XX` and `+` decoded. */
  copy(from: Uint8Array, at: number, url: boolean): void {
    const special = url ? specialInUrl : specialInText;
    const end = from.length;
    let place = at;
    for (;;) {
      const { bytes } = this;
      let { length } = this;
      let byte = less;
      // The hot path: nearly every byte stays as it is.
      while (place < end && special[(byte = from[place]!)] === 0) {
        bytes[length++] = byte;
        place += 1;
      }
      this.length = length;
      if (place >= end || byte === less) break;
      place = byte === ampersand ? this.entity(from, place) : this.urlByte(from, place);
    }
    this.at = place;
  }

  /** Decodes one `+` or `%XX`; what is none stays as it is. The place behind it. */
  private urlByte(from: Uint8Array, at: number): number {
    const high = from[at] === percent ? hex(from[at + 1] ?? 0) : -1;
    const low = hex(from[at + 2] ?? 0);
    const valid = high >= 0 && low >= 0;
    this.bytes[this.length++] = valid ? high * 16 + low : from[at] === plus ? 0x20 : percent;
    return at + (valid ? 3 : 1);
  }

  /** Resolves one entity; what is none stays as it is. The place behind it. */
  private entity(from: Uint8Array, at: number): number {
    let end = at + 1;
    while (end < at + 12 && from[end] !== semicolon && from[end] !== less && end < from.length) end += 1;
    const plain = from[end] === semicolon ? plainEntity(from, at, end) : 0;
    if (plain > 0) {
      this.bytes[this.length++] = plain;
      return end + 1;
    }
    const point = from[end] === semicolon ? pointOf(Buffer.from(from.subarray(at + 1, end)).toString('latin1')) : Number.NaN;
    if (!(point <= 0x10ffff)) {
      this.bytes[this.length++] = ampersand;
      return at + 1;
    }
    // Never longer than the entity itself: there is room.
    this.length += encoder.encodeInto(String.fromCodePoint(point), this.bytes.subarray(this.length)).written;
    return end + 1;
  }
}
