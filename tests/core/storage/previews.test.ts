import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { csvPreview } from '#core/storage/csv-preview.ts';
import { tablePreview } from '#core/storage/table-preview.ts';
import { createMemoryStore } from '#tests/helpers/memory-store.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const { signal } = new AbortController();

describe('CSV', () => {
  test('the first line names the columns; ragged lines are kept', () => {
    const table = csvPreview(bytes('\uFEFFa,b\n1,"x, y"\n2,3,4\n'), { rows: 10, whole: true });
    expect(table.columns.map(({ name }) => name)).toEqual(['a', 'b', 'column 3']);
    expect(table.rows).toEqual([
      ['1', 'x, y', null],
      ['2', '3', '4'],
    ]);
    expect(table.totalRows).toBe(2);
  });

  test('of the head of a longer file the cut line is left out, and its rows are not counted', () => {
    const table = csvPreview(bytes('a;b\n1;2\n3;'), { rows: 10, whole: false });
    expect(table).toMatchObject({ rows: [['1', '2']], totalRows: null, note: 'Separated by ;' });
  });

  test('no more rows than were asked for', () => {
    expect(csvPreview(bytes('n\n1\n2\n3\n'), { rows: 2, whole: true })).toMatchObject({ rows: [['1'], ['2']], totalRows: null });
  });
});

describe('Parquet', () => {
  const file = () =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'id', data: [1, 2, 3], type: 'INT32' },
          { name: 'name', data: ['a', 'b', null], type: 'STRING' },
        ],
      }),
    );

  test('by ranged reads, with types and the count of rows', async () => {
    const store = createMemoryStore({ buckets: ['b'] });
    store.seed('b', 'x.parquet', file());
    const table = await tablePreview(store, { bucket: 'b', key: 'x.parquet', rows: 2, signal });
    expect(table.columns.map(({ name }) => name)).toEqual(['id', 'name']);
    expect(table.rows).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(table.totalRows).toBe(3);
  });

  test('a damaged file is said to be damaged', async () => {
    const store = createMemoryStore({ buckets: ['b'] });
    store.seed('b', 'x.parquet', 'this is not parquet at all');
    // Sound at both ends, and its description of itself is not.
    const torn = file();
    torn.fill(0xff, torn.length - 40, torn.length - 8);
    store.seed('b', 'y.parquet', torn);
    for (const key of ['x.parquet', 'y.parquet']) {
      await expect(tablePreview(store, { bucket: 'b', key, rows: 2, signal }), key).rejects.toMatchObject({
        error: { code: 'invalid_input' },
      });
    }
  });
});

test('other files are no tables', async () => {
  const store = createMemoryStore({ buckets: ['b'] });
  store.seed('b', 'x.bin', 'x');
  await expect(tablePreview(store, { bucket: 'b', key: 'x.bin', rows: 2, signal })).rejects.toMatchObject({
    error: { code: 'unsupported' },
  });
});
