import { describe, expect, it } from 'vitest';
import { moveColumn, nextSort } from '#renderer/ui/grid/grid-view.ts';
import { rowAfterKey } from '#renderer/ui/grid/use-grid-keys.ts';
import { pagesFor } from '#renderer/ui/grid/use-window.ts';

describe('grid', () => {
  it('asks for the pages in sight and the first one, which brings the total', () => {
    expect(pagesFor([{ first: 0, last: 30 }], 200)).toEqual([0]);
    expect(pagesFor([{ first: 390, last: 410 }], 200)).toEqual([0, 1, 2]);
    expect(pagesFor([{ first: 99_990, last: 99_999 }], 200)).toEqual([0, 499]);
  });

  it('moves the active row inside the list only', () => {
    const at = { count: 10, active: 4, page: 6 };
    expect(rowAfterKey('ArrowDown', at)).toBe(5);
    expect(rowAfterKey('PageDown', at)).toBe(9);
    expect(rowAfterKey('PageUp', at)).toBe(0);
    expect(rowAfterKey('End', at)).toBe(9);
    expect(rowAfterKey('x', at)).toBeNull();
    expect(rowAfterKey('End', { ...at, count: 0 })).toBeNull();
  });

  it('sorts ascending first, then descending', () => {
    const view = { columns: ['a', 'b'], widths: {}, sort: null };
    const once = nextSort(view, 'a');
    expect(once.sort).toEqual({ column: 'a', descending: false });
    expect(nextSort(once, 'a').sort).toEqual({ column: 'a', descending: true });
    expect(nextSort(once, 'b').sort).toEqual({ column: 'b', descending: false });
  });

  it('puts a dragged column where the other stands', () => {
    expect(moveColumn(['a', 'b', 'c'], 'c', 'a')).toEqual(['c', 'a', 'b']);
    expect(moveColumn(['a', 'b', 'c'], 'a', 'c')).toEqual(['b', 'c', 'a']);
    expect(moveColumn(['a', 'b'], 'x', 'a')).toEqual(['a', 'b']);
  });
});
