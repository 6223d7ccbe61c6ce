import type { Machine } from '#shared/model/machine.ts';
import { Dictionary } from './dictionary.ts';
import { TagTable } from './tag-table.ts';

/** Columns with few distinct values. */
const codedColumns = [
  'kind',
  'state',
  'health',
  'provider',
  'account',
  'accountName',
  'region',
  'zone',
  'type',
  'os',
  'environment',
  'connectionId',
] as const;
export type CodedColumn = (typeof codedColumns)[number];
export type TextColumn = 'name' | 'id' | 'privateIp' | 'publicIp';
export type NumberColumn = 'launched' | 'cpuPercent' | 'memoryPercent';

/** Values of one column by slot, as numbers into `dictionary`. */
export interface Coded {
  dictionary: Dictionary;
  codes: Uint32Array;
}

const codedSet = new Set<string>(codedColumns);
export function isCoded(column: string): column is CodedColumn {
  return codedSet.has(column);
}

/** What the index needs of a machine; `row` is its number in the database. */
export type IndexedMachine = Machine & { row: number; connectionId: string };

const noTags = new Uint32Array(0);

function grown<T extends Uint32Array | Float64Array>(array: T, make: (length: number) => T): T {
  const next = make(array.length * 2);
  next.set(array);
  return next;
}

/**
 * Compact copy of what machines are searched, counted and sorted by. Each machine has a slot; slots of removed machines
 * are used again. Costs about 900 bytes per machine. `version` changes with every change.
 */
export class MachineIndex {
  version = 0;
  /** Slots in use are those below `slots` with `live[slot] === 1`. */
  slots = 0;
  live = new Uint8Array(1024);
  rows = new Float64Array(1024);
  readonly coded: Record<CodedColumn, Coded>;
  readonly numbers: Record<NumberColumn, Float64Array>;
  readonly texts: Record<TextColumn, string[]> = { name: [], id: [], privateIp: [], publicIp: [] };
  /** Lower-cased name, id and addresses, one per line: searched as a whole. */
  readonly searchText: string[] = [];
  readonly tags = new TagTable();
  readonly tagsOf: Uint32Array[] = [];
  /** Slots changed since the name order was last brought up to date. */
  readonly touched = new Set<number>();
  readonly #slotOfRow = new Map<number, number>();
  readonly #free: number[] = [];

  constructor() {
    this.coded = Object.fromEntries(
      codedColumns.map((column) => [column, { dictionary: new Dictionary(), codes: new Uint32Array(1024) }]),
    ) as Record<CodedColumn, Coded>;
    this.numbers = { launched: new Float64Array(1024), cpuPercent: new Float64Array(1024), memoryPercent: new Float64Array(1024) };
  }

  get size(): number {
    return this.#slotOfRow.size;
  }

  put(machine: IndexedMachine): void {
    const slot = this.#slotOfRow.get(machine.row) ?? this.#take(machine.row);
    for (const column of codedColumns) this.coded[column].codes[slot] = this.coded[column].dictionary.code(machine[column]);
    for (const column of ['launched', 'cpuPercent', 'memoryPercent'] as const) this.numbers[column][slot] = machine[column] ?? NaN;
    for (const column of ['name', 'id', 'privateIp', 'publicIp'] as const) this.texts[column][slot] = machine[column];
    this.searchText[slot] = `${machine.name}\n${machine.id}\n${machine.privateIp}\n${machine.publicIp}`.toLowerCase();
    this.tagsOf[slot] = this.tags.encode(machine.tags);
    this.touched.add(slot);
    this.version++;
  }

  /** New measurements of a machine; what is not given stays. */
  measure(row: number, latest: { cpuPercent?: number; memoryPercent?: number }): void {
    const slot = this.#slotOfRow.get(row);
    if (slot === undefined) return;
    for (const column of ['cpuPercent', 'memoryPercent'] as const)
      this.numbers[column][slot] = latest[column] ?? this.numbers[column][slot]!;
    this.version++;
  }

  remove(row: number): void {
    const slot = this.#slotOfRow.get(row);
    if (slot === undefined) return;
    this.#slotOfRow.delete(row);
    this.live[slot] = 0;
    for (const texts of Object.values(this.texts)) texts[slot] = '';
    this.searchText[slot] = '';
    this.tagsOf[slot] = noTags;
    this.#free.push(slot);
    this.touched.add(slot);
    this.version++;
  }

  #take(row: number): number {
    const slot = this.#free.pop() ?? this.slots++;
    if (slot >= this.live.length) this.#grow();
    this.live[slot] = 1;
    this.rows[slot] = row;
    this.#slotOfRow.set(row, slot);
    return slot;
  }

  #grow(): void {
    const live = new Uint8Array(this.live.length * 2);
    live.set(this.live);
    this.live = live;
    this.rows = grown(this.rows, (length) => new Float64Array(length));
    for (const coded of Object.values(this.coded)) coded.codes = grown(coded.codes, (length) => new Uint32Array(length));
    for (const column of Object.keys(this.numbers) as NumberColumn[]) {
      this.numbers[column] = grown(this.numbers[column], (length) => new Float64Array(length));
    }
  }

  /** Values of one tag by slot; `''` where a machine does not have it. */
  codedTag(key: string): Coded {
    const coded = { dictionary: new Dictionary(), codes: new Uint32Array(this.slots) };
    const none = coded.dictionary.code('');
    const wanted = this.tags.keys.find(key);
    for (let slot = 0; slot < this.slots; slot++) {
      const pair = this.tagsOf[slot]!.find((code) => this.tags.keyOf[code] === wanted);
      coded.codes[slot] = pair === undefined ? none : coded.dictionary.code(this.tags.valueOf[pair]!);
    }
    return coded;
  }

  /** Tag keys that at least one machine has. */
  tagKeys(): string[] {
    const seen = new Set<number>();
    for (let slot = 0; slot < this.slots; slot++) for (const pair of this.tagsOf[slot]!) seen.add(this.tags.keyOf[pair]!);
    return [...seen].map((code) => this.tags.keys.values[code]!).sort();
  }
}
