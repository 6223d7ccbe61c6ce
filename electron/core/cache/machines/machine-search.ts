import type { FacetColumn, MachineFacets, MachineGroup, MachineQuery, MachineSelection } from '#shared/model/machine.ts';
import { applyWhere, codedLookup, countValues, matchText } from './machine-filter.ts';
import { compareValues, groupSlots } from './machine-groups.ts';
import type { MachineIndex } from './machine-index.ts';
import { MachineOrders } from './machine-order.ts';

const facetColumns = ['kind', 'health', 'state', 'provider', 'region', 'account', 'environment', 'type'] as const;

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
    const key = JSON.stringify([query.text, query.where, query.sort, query.groupBy]);
    const { version } = this.#index;
    if (this.#kept?.key === key && this.#kept.version === version) return this.#kept.matches;
    const mask = matchText(this.#index, query.text);
    applyWhere(this.#lookup, mask, query.where);
    const sorted = this.#orders.matches(mask, query.sort);
    const matches = query.groupBy === null ? sorted : groupSlots(sorted, this.#lookup(query.groupBy));
    this.#kept = { key, version, matches };
    return matches;
  }

  /** Groups in the order in which a query grouped by the same column shows them. */
  groups({ text, where, groupBy }: MachineSelection & { groupBy: FacetColumn }): MachineGroup[] {
    const mask = matchText(this.#index, text);
    applyWhere(this.#lookup, mask, where);
    const counts = countValues(this.#lookup(groupBy), mask);
    applyWhere(this.#lookup, mask, [{ column: 'state', values: ['running'] }]);
    const running = countValues(this.#lookup(groupBy), mask);
    const groups = Object.entries(counts).map(([value, count]) => ({ value, count, running: running[value] ?? 0 }));
    return groups.sort((a, b) => compareValues(a.value, b.value));
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
