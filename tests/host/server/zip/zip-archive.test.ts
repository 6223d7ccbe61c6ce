import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { folderSources } from '#host/server/zip/folder-sources.ts';
import { missingNote } from '#host/server/zip/missing-note.ts';
import { type ZipSource, zipArchive, zipLength } from '#host/server/zip/zip-archive.ts';
import { dataDescriptor, directoryRecord, endRecords, localHeader } from '#host/server/zip/zip-records.ts';
import type { Services } from '#shared/contract/services.ts';
import { readZip } from '#tests/helpers/read-zip.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const modified = new Date(2026, 10, 28, 20, 30, 10);
const text = (name: string, contents: string): ZipSource => ({
  name,
  size: Buffer.byteLength(contents),
  modified,
  contents: async function* () {
    yield Buffer.from(contents);
  },
});

/** An independent reader, where this machine has one. */
const python = spawnSync('python3', ['-c', 'import zipfile']).status === 0;
const listing = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    print(json.dumps({'bad': z.testzip(), 'names': [[i.filename, i.file_size, list(i.date_time)] for i in z.infolist()]}))`;

function readByPython(path: string): unknown {
  const { stdout, stderr } = spawnSync('python3', ['-c', listing, path], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (stderr) throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('a ZIP archive', () => {
  it('holds what went in, in the length that was announced', async () => {
    const sources = [text('a.txt', 'hello'), text('ü/🧾 1.csv', 'x,y\n'), text('empty', ''), { ...text('none/', '') }];
    const archive = await buffer(zipArchive(sources));
    expect(archive.length).toBe(zipLength(sources));
    expect(readZip(archive)).toEqual([
      ['a.txt', 'hello'],
      ['ü/🧾 1.csv', 'x,y\n'],
      ['empty', ''],
      ['none/', ''],
    ]);
  });

  it.skipIf(!python)('is read by an independent reader (python3)', async () => {
    const path = join(tempFolder(), 'a.zip');
    writeFileSync(path, await buffer(zipArchive([text('a.txt', 'hello'), text('ü/🧾 1.csv', 'x,y\n'), text('none/', '')])));
    const time = [2026, 11, 28, 20, 30, 10];
    expect(readByPython(path)).toEqual({
      bad: null,
      names: [
        ['a.txt', 5, time],
        ['ü/🧾 1.csv', 4, time],
        ['none/', 0, time],
      ],
    });
  });

  it.skipIf(!python)('has more than 65,535 entries where it must (python3)', async () => {
    const path = join(tempFolder(), 'many.zip');
    const sources = Array.from({ length: 65_600 }, (_, at) => text(`f${at}`, ''));
    const archive = await buffer(zipArchive(sources));
    writeFileSync(path, archive);
    expect(archive.length).toBe(zipLength(sources));
    expect(readZip(archive)).toHaveLength(65_600);
    expect((readByPython(path) as { names: unknown[] }).names).toHaveLength(65_600);
  });

  it('states sizes and places beyond 4 GiB in 64 bits', () => {
    const size = 5 * 2 ** 30;
    const entry = { name: 'large', size, modified };
    const header = localHeader(entry);
    expect(header.readUInt32LE(18)).toBe(0xffff_ffff);
    expect(header.readBigUInt64LE(30 + 5 + 4)).toBe(BigInt(size));
    expect(dataDescriptor(entry, 1)).toHaveLength(24);
    const record = directoryRecord({ ...entry, offset: size, crc: 1 });
    expect([record.readBigUInt64LE(46 + 5 + 4), record.readBigUInt64LE(46 + 5 + 20)]).toEqual([BigInt(size), BigInt(size)]);
    const behind = directoryRecord({ name: 'small', size: 3, modified, offset: size, crc: 1 });
    expect([behind.readBigUInt64LE(46 + 5 + 4), behind.readBigUInt64LE(46 + 5 + 20)]).toEqual([3n, BigInt(size)]);
    expect(endRecords({ count: 2, offset: 2 * size, size: 150 }).readBigUInt64LE(48)).toBe(BigInt(2 * size));
  });

  it('breaks off when a file is shorter than announced, instead of sending a wrong archive', async () => {
    await expect(buffer(zipArchive([{ ...text('a', 'short'), size: 50 }]))).rejects.toThrow('a changed while it was sent');
  });

  it('states the checksum of the contents behind them', async () => {
    const archive = await buffer(zipArchive([text('a', 'hello')]));
    expect(archive.readUInt32LE(30 + 1 + 5 + 4)).toBe(crc32('hello'));
  });
});

describe('what goes into it', () => {
  it('is a folder with its empty folders, without what is being written', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'b/none'), { recursive: true });
    writeFileSync(join(folder, 'b/x.txt'), 'x');
    writeFileSync(join(folder, 'a.txt'), 'a');
    writeFileSync(join(folder, `c.${'0'.repeat(16)}.aetherium-part`), 'half');
    const sources = await folderSources(folder);
    expect(sources.map(({ name }) => name)).toEqual(['a.txt', 'b/none/', 'b/x.txt']);
    expect(readZip(await buffer(zipArchive(sources))).at(-1)).toEqual(['b/x.txt', 'x']);
  });

  it('names what did not arrive and why; nothing when all did', async () => {
    const item = (from: string, state: string, error: unknown = null) => ({ from, state, error, note: '' });
    const get = (items: object[]) => ({ get: () => Promise.resolve({ items }) }) as unknown as Services['transfers'];
    const failed = item('s3://b/k', 'failed', { message: 'Access denied' });
    const [note] = await missingNote(get([failed, item('s3://b/l', 'cancelled'), item('s3://b/m', 'succeeded')]), 't');
    expect(await buffer(note!.contents()).then(String)).toBe('s3://b/k\tAccess denied\ns3://b/l\tcancelled\n');
    expect(await missingNote(get([item('s3://b/m', 'succeeded')]), 't')).toEqual([]);
  });
});
