import { floatsKey } from '#shared/contract/wire.ts';

/**
 * Floats that know how they travel as JSON (see `floatsKey`). As numbers they would take five times the room, and NaN would
 * turn into null. A structured clone of them is a plain `Float32Array`.
 */
export class WireFloats extends Float32Array<ArrayBuffer> {
  /** The same memory, not a copy. */
  static of32({ buffer, byteOffset, length }: Float32Array): WireFloats {
    return new WireFloats(buffer as ArrayBuffer, byteOffset, length);
  }

  toJSON(): Record<typeof floatsKey, string> {
    return { [floatsKey]: Buffer.from(this.buffer, this.byteOffset, this.byteLength).toString('base64') };
  }
}
