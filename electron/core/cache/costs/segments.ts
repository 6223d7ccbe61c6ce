import type { Database, Statement } from 'better-sqlite3-multiple-ciphers';
import { failure } from '#shared/errors/app-error.ts';
import type { CostBatch, NumberColumn } from '../../capabilities/cost-batch.ts';
import { type ColumnData, type NumberData, numbersOf, textOf } from './column.ts';
import { ColumnCache } from './column-cache.ts';
import { decodeColumn, encodeColumn, equalValues, type StoredColumn, sameAs, smallestFrame } from './column-codec.ts';
import type { NumberedColumn } from './dimension.ts';
import type { TextTable } from './text-table.ts';

/** A block of rows of one month of one load. Days are epoch days, UTC. */
export interface Segment {
  id: number;
  loadId: number;
  month: string;
  /** `''` for charge rows, else the rollup it belongs to. */
  cube: string;
  rows: number;
  firstDay: number;
  lastDay: number;
  bytes: number;
}

/** Blobs of one segment lie in one key range: `segment * 65536 + column`. */
const keySpan = 65_536;
/** Tries of zstd on a column are spaced this far apart while they do not pay. */
const retryAfter = 16;

/** Reads and writes segments, column by column. */
export class Segments {
  private readonly cache: ColumnCache;
  private readonly insertSegment: Statement;
  private readonly insertBlob: Statement;
  private readonly selectBlob: Statement<[number], StoredColumn>;
  private readonly insertColumn: Statement;
  private readonly setBytes: Statement;
  private readonly columnIds = new Map<string, number>();
  private readonly sincePaid = new Map<string, number>();
  private readonly db: Database;

  constructor(db: Database, cache = new ColumnCache()) {
    this.db = db;
    this.cache = cache;
    this.insertSegment = db.prepare(
      'INSERT INTO cost_segments (load_id, month, cube, rows, first_day, last_day, bytes) VALUES (@loadId, @month, @cube, @rows, @firstDay, @lastDay, 0)',
    );
    this.setBytes = db.prepare('UPDATE cost_segments SET bytes = ? WHERE id = ?');
    this.insertBlob = db.prepare(
      'INSERT INTO cost_blobs (key, kind, width, entries, raw, packed, data) VALUES (@key, @kind, @width, @entries, @raw, @packed, @data)',
    );
    this.selectBlob = db.prepare('SELECT kind, width, entries, raw, packed, data FROM cost_blobs WHERE key = ?');
    this.insertColumn = db.prepare('INSERT INTO cost_columns (name) VALUES (?) ON CONFLICT DO NOTHING');
    this.loadColumnIds();
  }

  /** Stores a batch of one month; call inside a transaction. Returns the bytes stored. */
  write(segment: Omit<Segment, 'id' | 'rows' | 'bytes'>, batch: CostBatch): number {
    const { loadId, month, cube, firstDay, lastDay } = segment;
    const id = Number(this.insertSegment.run({ loadId, month, cube, rows: batch.rows, firstDay, lastDay }).lastInsertRowid);
    let bytes = 0;
    const numbers: [string, NumberColumn][] = [];
    for (const [name, column] of Object.entries(batch.columns)) {
      const same = column.kind === 'number' ? numbers.find(([, other]) => equalValues(other, column)) : undefined;
      const stored = same ? sameAs(this.columnId(same[0])) : encodeColumn(column, this.worthPacking(name));
      if (column.kind === 'number' && !same) numbers.push([name, column]);
      if (!same) this.notePacking(name, stored);
      this.insertBlob.run({ ...stored, key: id * keySpan + this.columnId(name) });
      bytes += stored.data.byteLength;
    }
    this.setBytes.run(bytes, id);
    return bytes;
  }

  /** A column of texts, kept for the next query. */
  dimension(segment: Segment, name: string): NumberedColumn {
    const key = this.keyOf(segment, name);
    const cached = this.cache.get(key);
    if (cached?.kind === 'numbered') return cached;
    const { codes, constant, dictionary } = textOf(this.readColumn(segment, name));
    const table = this.cache.table(name);
    const ids = Int32Array.from(dictionary.decode(), (text) => table.idOf(text));
    const column: NumberedColumn = { kind: 'numbered', codes, constant, ids, table };
    if (key >= 0) this.cache.put(key, column);
    return column;
  }

  /** A column of numbers, kept for the next query. */
  numbers(segment: Segment, name: string): NumberData {
    const key = this.keyOf(segment, name);
    const cached = this.cache.get(key);
    if (cached?.kind === 'number') return cached;
    const column = numbersOf(this.readColumn(segment, name));
    if (key >= 0) this.cache.put(key, column);
    return column;
  }

  /** The texts of a dimension over all segments. */
  table(name: string): TextTable {
    return this.cache.table(name);
  }

  /** A column as stored, without keeping it: for reads that pass through everything once. All "no value" where there is none. */
  readColumn(segment: Segment, name: string): ColumnData {
    let stored = this.selectBlob.get(this.keyOf(segment, name));
    if (stored?.kind === 2) stored = this.selectBlob.get(segment.id * keySpan + stored.entries);
    return stored ? decodeColumn(stored, segment.rows) : textOf(undefined);
  }

  /** Whether the segment is still there: a replaced one goes after a while. */
  exists(segment: Segment): boolean {
    return this.db.prepare('SELECT 1 FROM cost_segments WHERE id = ?').get(segment.id) !== undefined;
  }

  /** `number` when the column holds numbers in all segments that have it. */
  kindOf(segments: readonly Segment[], name: string): ColumnData['kind'] {
    const select = this.db.prepare<[number], number>('SELECT kind FROM cost_blobs WHERE key = ?').pluck();
    return segments.some((segment) => select.get(this.keyOf(segment, name)) === 0) ? 'text' : 'number';
  }

  /** Column names of a segment. */
  names(segment: Segment): string[] {
    const sql = 'SELECT name FROM cost_blobs JOIN cost_columns ON id = key - ? WHERE key BETWEEN ? AND ?';
    const start = segment.id * keySpan;
    return this.db
      .prepare(sql)
      .pluck()
      .all(start, start, start + keySpan - 1) as string[];
  }

  /** Deletes segments with their blobs; call inside a transaction. */
  remove(ids: readonly number[]): void {
    const blobs = this.db.prepare('DELETE FROM cost_blobs WHERE key BETWEEN ? AND ?');
    const segment = this.db.prepare('DELETE FROM cost_segments WHERE id = ?');
    for (const id of ids) {
      blobs.run(id * keySpan, id * keySpan + keySpan - 1);
      segment.run(id);
    }
  }

  /** Runs a transaction that writes; column ids learnt in it are forgotten when it is rolled back. */
  guard<T>(transaction: () => T): T {
    try {
      return transaction();
    } catch (cause) {
      this.columnIds.clear();
      this.loadColumnIds();
      throw cause;
    }
  }

  /** Releases what is kept for the next query. */
  release(): void {
    this.cache.clear();
  }

  /** Call before each query: numbers of texts are valid until then. */
  trim(): void {
    this.cache.trim();
  }

  private loadColumnIds(): void {
    const rows = this.db.prepare<[], { id: number; name: string }>('SELECT id, name FROM cost_columns').all();
    for (const { id, name } of rows) this.columnIds.set(name, id);
  }

  private columnId(name: string): number {
    const known = this.columnIds.get(name);
    if (known !== undefined) return known;
    this.insertColumn.run(name);
    this.loadColumnIds();
    const id = this.columnIds.get(name)!;
    if (id >= keySpan) throw failure('invalid_input', `The cache has seen ${keySpan} different cost columns; ${name} is one too many`);
    return id;
  }

  /** Key of a column's blob; -1 when no segment has such a column. Another process may have added it since. */
  private keyOf(segment: Segment, name: string): number {
    if (!this.columnIds.has(name)) this.loadColumnIds();
    const id = this.columnIds.get(name);
    return id === undefined ? -1 : segment.id * keySpan + id;
  }

  private worthPacking(name: string): boolean {
    const since = this.sincePaid.get(name) ?? 0;
    return since % retryAfter === 0;
  }

  private notePacking(name: string, stored: StoredColumn): void {
    if (stored.packed) this.sincePaid.set(name, 0);
    else if (stored.raw >= smallestFrame) this.sincePaid.set(name, (this.sincePaid.get(name) ?? 0) + 1);
  }
}
