import type { NumberData } from './column.ts';
import type { NumberedColumn } from './dimension.ts';
import { TextTable } from './text-table.ts';

type Cached = NumberData | NumberedColumn;

/** Texts kept at most, over all tables, before everything is forgotten: some 20 to 30 MB. */
const textLimit = 200_000;

/**
 * Columns read lately, ready for the next pivot over them, with the texts they refer to. Bounded by bytes (columns used
 * longest ago go first) and released when idle; texts have no owner of their own and go all at once.
 */
export class ColumnCache {
  private readonly columns = new Map<number, { column: Cached; bytes: number }>();
  private tables = new Map<string, TextTable>();
  private readonly limit: number;
  private readonly idleMs: number;
  private bytes = 0;
  private timer: NodeJS.Timeout | null = null;

  /** @param limit bytes; @param idleMs all is released after this time without use */
  constructor(limit = 96 * 1024 * 1024, idleMs = 60_000) {
    this.limit = limit;
    this.idleMs = idleMs;
  }

  get size(): number {
    return this.bytes;
  }

  get(key: number): Cached | undefined {
    const entry = this.columns.get(key);
    if (!entry) return undefined;
    this.columns.delete(key);
    this.columns.set(key, entry);
    this.timer?.refresh();
    return entry.column;
  }

  put(key: number, column: Cached): void {
    const bytes = memoryOf(column);
    this.columns.set(key, { column, bytes });
    this.bytes += bytes;
    for (const [oldest, entry] of this.columns) {
      if (this.bytes <= this.limit || oldest === key) break;
      this.columns.delete(oldest);
      this.bytes -= entry.bytes;
    }
    this.timer?.refresh();
    this.timer ??= setTimeout(() => this.clear(), this.idleMs).unref();
  }

  /** The texts of a dimension. */
  table(dimension: string): TextTable {
    let table = this.tables.get(dimension);
    if (!table) this.tables.set(dimension, (table = new TextTable()));
    return table;
  }

  /** Between two queries: forgets everything when the texts have become too many. */
  trim(): void {
    const texts = [...this.tables.values()].reduce((sum, table) => sum + table.texts.length, 0);
    if (texts > textLimit) this.clear();
  }

  clear(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.columns.clear();
    this.tables = new Map();
    this.bytes = 0;
  }
}

function memoryOf(column: Cached): number {
  if (column.kind === 'number') return 64 + (column.values?.byteLength ?? 0);
  return 64 + (column.codes?.byteLength ?? 0) + column.ids.byteLength;
}
