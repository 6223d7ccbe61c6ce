import type { CostBatch } from '../sdk.ts';

/** The distinct values of a text column of a page; none when there is no such column. */
export function distinctTexts(batch: CostBatch, name: string): string[] {
  const column = batch.columns[name];
  if (column?.kind !== 'text') return [];
  const decoder = new TextDecoder();
  const { bytes, offsets } = column;
  return Array.from({ length: offsets.length - 1 }, (_, entry) => decoder.decode(bytes.subarray(offsets[entry], offsets[entry + 1])));
}
