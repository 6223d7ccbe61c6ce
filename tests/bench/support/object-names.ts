import { createHash } from 'node:crypto';
import type { ObjectRow } from '#shared/model/storage.ts';

/** Occurs in one name only. */
export const rareWord = 'needle-in-haystack';

const rareAt = 777;
const perFolder = 500;
const foldersPerTeam = 1000;
const teams = ['billing', 'clickstream', 'exports', 'invoices', 'media', 'ml', 'orders', 'telemetry', 'tenants', 'warehouse'];
const kinds = ['part', 'events', 'invoice', 'snapshot', 'report', 'thumb', 'page', 'batch', 'model', 'archive'];
const extensions = ['parquet', 'json.gz', 'csv', 'log', 'jpg', 'avro', 'pdf', 'txt', 'orc', 'bin'];

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** A number's own sequence of bytes, the same in every run. */
function bytesOf(number: number): Buffer {
  return createHash('md5').update(String(number)).digest();
}

/**
 * Key of the object with this number, as data platforms write them: dated folders with numbered files, whose names end in a
 * hexadecimal id. Keys ascend with the number, up to five million.
 */
export function benchKey(number: number): string {
  const folder = Math.floor(number / perFolder);
  const team = teams[Math.floor(folder / foldersPerTeam)];
  if (team === undefined) throw new RangeError(`There is no name ${number}`);
  const [day, hour] = [Math.floor((folder % foldersPerTeam) / 8), folder % 8];
  const date = new Date(Date.UTC(2023, 0, 1) + day * 86_400_000 * 8);
  const path = `${team}/year=${date.getUTCFullYear()}/month=${digits(date.getUTCMonth() + 1, 2)}/day=${digits(date.getUTCDate(), 2)}/hour=${digits(hour * 3, 2)}`;
  const bytes = bytesOf(number);
  const kind = kinds[bytes[0]! % 20] ?? 'data';
  const name = number === rareAt ? rareWord : `${kind}-${bytes.subarray(1, 9).toString('hex')}`;
  return `${path}/${digits(number % perFolder, 5)}-${name}.${extensions[bytes[10]! % extensions.length]}`;
}

const classes = ['STANDARD', 'STANDARD', 'STANDARD', 'STANDARD_IA', 'GLACIER'];

export function benchObject(number: number): ObjectRow {
  const bytes = bytesOf(number);
  return {
    key: benchKey(number),
    size: Math.floor(10 ** (1 + (bytes.readUInt16BE(11) / 65_536) * 8)),
    modified: Date.UTC(2023, 0, 1) + (bytes.readUInt32BE(11) % (3.8 * 365 * 86_400)) * 1000,
    storageClass: classes[bytes[15]! % classes.length]!,
    etag: null,
  };
}
