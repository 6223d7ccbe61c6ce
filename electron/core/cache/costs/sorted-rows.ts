import type { TextData } from './column.ts';
import type { RowPosition } from './row-matches.ts';

type Key = number | string | null;

interface Keyed extends RowPosition {
  key: Key;
}

/** Order of two keys; "no value" comes last in both directions, equal keys keep the order of reading. */
function compare(a: Keyed, b: Keyed, descending: boolean): number {
  if (a.key === b.key) return a.segment - b.segment || a.row - b.row;
  if (a.key === null) return 1;
  if (b.key === null) return -1;
  return (a.key < b.key ? -1 : 1) * (descending ? -1 : 1);
}

/**
 * The first `limit` rows in sorted order out of any number offered. Holds at most twice `limit` rows: what is worse
 * than the worst of the best `limit` seen is dropped at once.
 */
export class FirstRows {
  private kept: Keyed[] = [];
  private worst: Keyed | null = null;
  private readonly limit: number;
  private readonly descending: boolean;

  constructor(limit: number, descending: boolean) {
    this.limit = limit;
    this.descending = descending;
  }

  offer(key: Key, segment: number, row: number): void {
    const entry = { key, segment, row };
    if (this.worst && compare(entry, this.worst, this.descending) >= 0) return;
    this.kept.push(entry);
    if (this.kept.length >= Math.max(2 * this.limit, 1024)) this.shrink();
  }

  rows(): RowPosition[] {
    this.shrink();
    return this.kept;
  }

  private shrink(): void {
    this.kept.sort((a, b) => compare(a, b, this.descending));
    this.kept.length = Math.min(this.kept.length, this.limit);
    this.worst = this.kept.length === this.limit ? this.kept.at(-1)! : null;
  }
}

/** Text of a row. */
export function textAt({ codes, constant, dictionary }: TextData, row: number): string | null {
  return dictionary.text(codes === null ? constant : codes[row]!);
}
