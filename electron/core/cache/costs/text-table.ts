import { epochDay } from './calendar.ts';
import { parseTags } from './tags.ts';
import { TextIndex } from './tuple-index.ts';

/**
 * The distinct texts of one column over all segments, numbered. A text that many segments hold is kept once, and what
 * follows from it (its day, its tags) is worked out once.
 */
export class TextTable extends TextIndex {
  private readonly days: number[] = [];
  private readonly tags: (Map<string, string> | null | undefined)[] = [];
  private readonly tagValues = new Map<string, { table: TextTable; ids: number[] }>();

  /** Epoch day of a time column's text; 0 when it is none. */
  dayOf(id: number): number {
    return (this.days[id] ??= epochDay(this.texts[id] ?? '') ?? 0);
  }

  /** Values of one tag: `table.texts[idOf(k)]` is the tag in the Tags text number `k`. */
  tag(key: string): { table: TextTable; idOf: (id: number) => number } {
    let values = this.tagValues.get(key);
    if (!values) this.tagValues.set(key, (values = { table: new TextTable(), ids: [] }));
    const { table, ids } = values;
    return { table, idOf: (id) => (ids[id] ??= table.idOf(this.tagsOf(id)?.get(key) ?? null)) };
  }

  private tagsOf(id: number): Map<string, string> | null {
    let tags = this.tags[id];
    if (tags === undefined) {
      const text = this.texts[id] ?? null;
      this.tags[id] = tags = text === null ? null : parseTags(text);
    }
    return tags;
  }
}
