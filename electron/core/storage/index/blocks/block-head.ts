import { commonLength } from '../key-bytes.ts';
import { type BlockRows, keyOf } from './block-rows.ts';

/** What is always in memory of a block: enough to know that it need not be read. */
export interface BlockHead {
  id: number;
  count: number;
  first: Uint8Array;
  last: Uint8Array;
  bytes: number;
  minSize: number;
  maxSize: number;
  minSeconds: number;
  maxSeconds: number;
}

export function headOf(id: number, { keys, columns }: BlockRows): BlockHead {
  const count = keys.ends.length;
  const head = { id, count, first: new Uint8Array(keyOf(keys, 0)), last: new Uint8Array(keyOf(keys, count - 1)), bytes: 0 };
  const bounds = { minSize: Number.POSITIVE_INFINITY, maxSize: 0, minSeconds: 2 ** 32, maxSeconds: 0 };
  for (let row = 0; row < count; row += 1) {
    const size = columns.size[row]!;
    const seconds = columns.seconds[row]!;
    head.bytes += size;
    if (size < bounds.minSize) bounds.minSize = size;
    if (size > bounds.maxSize) bounds.maxSize = size;
    if (seconds < bounds.minSeconds) bounds.minSeconds = seconds;
    if (seconds > bounds.maxSeconds) bounds.maxSeconds = seconds;
  }
  return { ...head, ...bounds };
}

/** What all keys of a block begin with. */
export function commonStart({ first, last }: BlockHead): Uint8Array {
  return first.subarray(0, commonLength(first, last));
}
