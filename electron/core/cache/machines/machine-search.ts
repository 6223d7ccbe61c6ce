import type { MachineFacets, MachineQuery } from '#shared/model/machine.ts';
import { applyWhere, codedLookup, countValues, matchText } from './machine-filter.ts';
import type { MachineIndex } from './machine-index.ts';
import { MachineOrders } from './machine-order.ts';

const facetColumns = ['state', 'provider', 'region', 'account', 'environment', 'type'] as const;

interface Kept {
  key: string;
  version: number;
  matches: Uint32Array;
}

/** Answers queries from an index. The last result is kept, so that scrolling costs nothing. */
export class MachineSearch {
  readonly #index: MachineIndex;
  readonly #lookup;
  readonly #orders: MachineOrders;
  #kept: Kept | null = null;

  constructor(index: MachineIndex) {
    this.#index = index;
    this.#lookup = codedLookup(index);
    this.#orders = new MachineOrders(index, this.#lookup);
  }

  /** Database rows of the window, and how many machines match. */
  window(query: MachineQuery): { rows: number[]; total: number } {
    const matches = this.#matches(query);
    const window = matches.subarray(query.offset, query.offset + query.limit);
    return { rows: Array.from(window, (slot) => this.#index.rows[slot]!), total: matches.length };
  }

  #matches(query: MachineQuery): Uint32Array {
    const key = JSON.stringify([query.text, query.where, query.sort]);
    const { version } = this.#index;
    if (this.#kept?.key === key && this.#kept.version === version) return this.#kept.matches;
    const mask = matchText(this.#index, query.text);
    applyWhere(this.#lookup, mask, query.where);
    const matches = this.#orders.matches(mask, query.sort);
    this.#kept = { key, version, matches };
    return matches;
  }

  /** Counts per value, each column under the text and the filters of the *other* columns. */
  facets(query: MachineQuery): MachineFacets {
    const text = matchText(this.#index, query.text);
    const all = text.slice();
    applyWhere(this.#lookup, all, query.where);
    const counts = facetColumns.map((column) => {
      const others = query.where.filter((filter) => filter.column !== column);
      if (others.length === query.where.length) return [column, countValues(this.#lookup(column), all)];
      const mask = text.slice();
      applyWhere(this.#lookup, mask, others);
      return [column, countValues(this.#lookup(column), mask)];
    });
    return { ...(Object.fromEntries(counts) as Omit<MachineFacets, 'tagKeys'>), tagKeys: this.#index.tagKeys() };
  }
}
