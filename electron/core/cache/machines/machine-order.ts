import type { MachineQuery } from '#shared/model/machine.ts';
import type { CodedLookup } from './machine-filter.ts';
import { isCoded, type MachineIndex, type NumberColumn, type TextColumn } from './machine-index.ts';
import { naturalKey } from './natural-key.ts';

type Column = MachineQuery['sort']['column'];

/** Live slots in ascending order; the last `empty` of them have no value. */
interface Order {
  slots: Uint32Array;
  empty: number;
}

const numberColumns = new Set<Column>(['launched', 'cpuPercent', 'memoryPercent']);

/** Sort orders of an index, kept until it changes. Ties go by name, then id, then connection. */
export class MachineOrders {
  readonly #index: MachineIndex;
  readonly #lookup: CodedLookup;
  readonly #orders = new Map<Column, Order>();
  readonly #nameKeys: string[] = [];
  #byName: Uint32Array = new Uint32Array(0);
  #version = -1;

  constructor(index: MachineIndex, lookup: CodedLookup) {
    this.#index = index;
    this.#lookup = lookup;
  }

  /** Slots flagged in `mask`, sorted. Descending turns the values round; machines without a value stay last. */
  matches(mask: Uint8Array, sort: MachineQuery['sort']): Uint32Array {
    const { slots, empty } = this.#order(sort.column);
    const matches = new Uint32Array(slots.length);
    let count = 0;
    const keep = (slot: number) => {
      if (mask[slot] === 1) matches[count++] = slot;
    };
    const filled = slots.length - empty;
    if (sort.descending) for (let at = filled - 1; at >= 0; at--) keep(slots[at]!);
    else for (let at = 0; at < filled; at++) keep(slots[at]!);
    for (let at = filled; at < slots.length; at++) keep(slots[at]!);
    return matches.slice(0, count);
  }

  #order(column: Column): Order {
    if (this.#version !== this.#index.version) {
      this.#orders.clear();
      this.#updateNames();
      this.#version = this.#index.version;
    }
    const order = this.#orders.get(column) ?? this.#build(column);
    this.#orders.set(column, order);
    return order;
  }

  #build(column: Column): Order {
    const slots = this.#byName;
    if (column === 'name') return { slots, empty: slots.reduce((sum, slot) => sum + (this.#index.texts.name[slot] === '' ? 1 : 0), 0) };
    const { ranks, last } = this.#ranks(column);
    // One number holds rank and place in the name order, so that the numeric sort of the engine does both at once.
    const packed = new Float64Array(slots.length);
    let empty = 0;
    slots.forEach((slot, place) => {
      packed[place] = ranks[slot]! * slots.length + place;
      if (ranks[slot] === last) empty++;
    });
    return { slots: Uint32Array.from(packed.sort(), (value) => slots[value % slots.length]!), empty };
  }

  /** Rank of each slot's value; `last` is the rank of "no value". */
  #ranks(column: Column): { ranks: Uint32Array; last: number } {
    if (numberColumns.has(column)) return this.#numberRanks(this.#index.numbers[column as NumberColumn]);
    if (!isCoded(column) && !column.startsWith('tag:')) return this.#textRanks(this.#index.texts[column as TextColumn]);
    const { dictionary, codes } = this.#lookup(column);
    const byCode = rankKeys(dictionary.values.map(naturalKey));
    return { ranks: codes.subarray(0, this.#index.slots).map((code) => byCode.ranks[code]!), last: byCode.last };
  }

  #textRanks(values: string[]): { ranks: Uint32Array; last: number } {
    return rankKeys(values.map(naturalKey));
  }

  #numberRanks(values: Float64Array): { ranks: Uint32Array; last: number } {
    const distinct = Float64Array.from(new Set(values.subarray(0, this.#index.slots).filter((value) => !Number.isNaN(value)))).sort();
    const rankOf = new Map(Array.from(distinct, (value, rank): [number, number] => [value, rank]));
    const last = distinct.length;
    return { ranks: Uint32Array.from(values.subarray(0, this.#index.slots), (value) => rankOf.get(value) ?? last), last };
  }

  /** Brings the name order up to date: changed slots are taken out, sorted and merged in again. */
  #updateNames(): void {
    const { touched, live, texts } = this.#index;
    for (const slot of touched) this.#nameKeys[slot] = naturalKey(texts.name[slot]!);
    const changed = Uint32Array.from([...touched].filter((slot) => live[slot] === 1)).sort((a, b) => this.#compare(a, b));
    const kept = this.#byName.filter((slot) => !touched.has(slot));
    this.#byName = kept.length === 0 ? changed : this.#merge(kept, changed);
    touched.clear();
  }

  #merge(left: Uint32Array, right: Uint32Array): Uint32Array {
    const merged = new Uint32Array(left.length + right.length);
    let l = 0;
    let r = 0;
    for (let at = 0; at < merged.length; at++) {
      const takeLeft = r === right.length || (l < left.length && this.#compare(left[l]!, right[r]!) <= 0);
      merged[at] = takeLeft ? left[l++]! : right[r++]!;
    }
    return merged;
  }

  #compare(a: number, b: number): number {
    const { texts, coded } = this.#index;
    const { dictionary, codes } = coded.connectionId;
    return (
      order(this.#nameKeys[a]!, this.#nameKeys[b]!) ||
      order(texts.id[a]!, texts.id[b]!) ||
      order(dictionary.values[codes[a]!]!, dictionary.values[codes[b]!]!)
    );
  }
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function rankKeys(keys: string[]): { ranks: Uint32Array; last: number } {
  const empty = naturalKey('');
  const distinct = [...new Set(keys)].filter((key) => key !== empty).sort(order);
  const rankOf = new Map(distinct.map((key, rank): [string, number] => [key, rank]));
  const last = distinct.length;
  return { ranks: Uint32Array.from(keys, (key) => rankOf.get(key) ?? last), last };
}
