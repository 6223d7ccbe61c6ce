import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { objectColumns, objectRows } from '#core/capabilities/object-columns.ts';
import { asPrefix, parsePlace } from '#host/cli/commands/storage/address.ts';
import { jsonLines } from '#host/cli/commands/storage/json-lines.ts';
import type { CliIo } from '#host/cli/io.ts';
import type { OpenedCore } from '#host/cli/open-core.ts';

const listed = [
  { connectionId: 'c1', name: 'Prod', kind: 'aws', features: { scheme: 's3' } },
  { connectionId: 'c2', name: 'blobs', kind: 'azure', features: { scheme: 'az' } },
  { connectionId: 'c3', name: 'one', kind: 'gcp', features: { scheme: 'gs' } },
  { connectionId: 'c4', name: 'two', kind: 'gcp', features: { scheme: 'gs' } },
];
const opened = { client: { storage: { features: async () => listed } } } as unknown as OpenedCore;
const io = { env: {}, cwd: '/work' } as unknown as CliIo;
const parse = (word: string) => parsePlace(io, opened, word);

describe('places', () => {
  test.each([
    ['prod:bucket/a/b', { connectionId: 'c1', bucket: 'bucket', key: 'a/b' }],
    ['s3:bucket', { connectionId: 'c1', bucket: 'bucket', key: '' }],
    ['c1:bucket//x', { connectionId: 'c1', bucket: 'bucket', key: '/x' }],
    ['az:account/container/a b', { connectionId: 'c2', bucket: 'account/container', key: 'a b' }],
    ['s3:', { connectionId: 'c1', bucket: '', key: '' }],
    ['one:b/../c', { connectionId: 'c3', bucket: 'b', key: '../c' }],
  ])('%s', async (word, place) => {
    expect(await parse(word)).toMatchObject({ kind: 'bucket', ...place });
  });

  test.each([
    ['./a:b', join('/work', 'a:b')],
    ['dir/', join('/work', 'dir')],
    ['/x/y', '/x/y'],
    ['c:\\data', join('/work', 'c:\\data')],
  ])('%s is a path', async (word, path) => {
    expect(await parse(word)).toMatchObject({ kind: 'file', path });
  });

  test('a scheme that two connections have is refused with their names', async () => {
    await expect(parse('gs:b')).rejects.toMatchObject({ error: { code: 'invalid_input', hint: expect.stringContaining('one, two') } });
    await expect(parse('moon:b')).rejects.toMatchObject({ error: { code: 'invalid_input', hint: expect.stringContaining('./moon:') } });
  });

  test('a folder ends with a slash', () => {
    expect(['', 'a', 'a/'].map(asPrefix)).toEqual(['', 'a/', 'a/']);
  });
});

test('JSON Lines say what the rows say, whatever the names', () => {
  const rows = ['plain', 'quo"te', 'back\\slash', 'line\nbreak', 'émoji 🚀', '\u2028'].map((key, n) => ({
    key,
    size: n * 1e12,
    modified: Date.UTC(2025, 0, 1 + (n >> 1)),
    storageClass: n % 2 ? 'STANDARD' : 'odd"class',
    etag: n % 3 ? 'abc' : null,
  }));
  const columns = objectColumns(rows);
  expect([...objectRows(columns)]).toEqual(rows);
  const lines = jsonLines(columns).trimEnd().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(
    rows.map((row) => ({ ...row, modified: new Date(row.modified).toISOString() })),
  );
});
