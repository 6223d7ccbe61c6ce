import { expect, test } from 'vitest';
import { objectColumns, objectRows, textAt } from '#core/capabilities/object-columns.ts';

const row = (key: string) => ({ key, size: 1, modified: 0, storageClass: 'STANDARD', etag: null });

test('keys come back as they went in, byte for byte', () => {
  const keys = ['\uFEFFbom.csv', 'plain', '', '🚀 emoji', '//', 'a\u0000b', '\uFEFF'];
  const columns = objectColumns(keys.map(row));
  expect([...objectRows(columns)].map(({ key }) => key)).toEqual(keys);
  expect(textAt(columns.keys, 0)).toBe('\uFEFFbom.csv');
});
