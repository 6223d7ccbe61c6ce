import { type CodeColumn, codesOf } from './column.ts';
import type { GroupPart } from './group-rows.ts';
import type { LiveSegment } from './load-table.ts';
import type { Segments } from './segments.ts';
import type { TextTable } from './text-table.ts';

/** A text column whose entries are numbered across segments: the text of code `c` is `table.texts[ids[c]]`. */
export interface NumberedColumn extends CodeColumn {
  kind: 'numbered';
  ids: Int32Array;
  table: TextTable;
}

/** A dimension in one segment: a row with the value `v` of `map` has the text `table.texts[ids[v]]`. */
export interface DimensionView extends GroupPart {
  ids: Int32Array;
  table: TextTable;
}

function plainView(column: NumberedColumn): DimensionView {
  const { ids, table } = column;
  return { column, map: codesOf(ids.length), size: ids.length, ids, table };
}

/** Tags texts with the same value of the tag become one value. */
function tagView(column: NumberedColumn, key: string): DimensionView {
  const { table, idOf } = column.table.tag(key);
  const valueOf = new Map<number, number>();
  const map = column.ids.map((id) => {
    const tag = idOf(id);
    let value = valueOf.get(tag);
    if (value === undefined) valueOf.set(tag, (value = valueOf.size));
    return value;
  });
  return { column, map, size: valueOf.size, ids: Int32Array.from(valueOf.keys()), table };
}

/** A dimension of a query as seen in one segment. `ConnectionId` is the same in all its rows. */
export function dimensionView(segments: Segments, segment: LiveSegment, name: string): DimensionView {
  if (name === 'ConnectionId') {
    const table = segments.table(name);
    return plainView({ kind: 'numbered', codes: null, constant: 0, ids: Int32Array.of(table.idOf(segment.connectionId)), table });
  }
  if (name.startsWith('tag:')) return tagView(segments.dimension(segment, 'Tags'), name.slice(4));
  return plainView(segments.dimension(segment, name));
}
