import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { AppFailure, failure } from '#shared/errors/app-error.ts';
import type { TablePreview } from '#shared/model/storage.ts';
import type { ObjectAddress, ObjectStore } from '../capabilities/objects.ts';
import { csvPreview } from './csv-preview.ts';
import { readBytes } from './read-bytes.ts';

export interface TableRequest extends ObjectAddress {
  rows: number;
  signal: AbortSignal;
}

/** Bytes of a CSV file that are looked at. */
const csvHead = 1_048_576;
/** A preview that would read more of a Parquet file than this is refused: a row group can be a gigabyte. */
const mostParquetBytes = 67_108_864;

type Cell = TablePreview['rows'][number][number];

function cell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
}

async function parquet(store: ObjectStore, request: TableRequest): Promise<TablePreview> {
  const { signal, rows, ...address } = request;
  const { size, etag } = await store.stat(address, signal);
  let bytesRead = 0;
  const file = {
    byteLength: size,
    async slice(start: number, end = size) {
      bytesRead += end - start;
      if (bytesRead > mostParquetBytes) {
        throw failure('unsupported', 'A preview of this file would read more than 64 MB', { hint: 'Download it to look inside.' });
      }
      const { bytes } = await readBytes(store, { ...address, offset: start, length: end - start, ...(etag && { ifMatch: etag }) }, signal);
      return bytes.slice().buffer;
    },
  };
  const metadata = await parquetMetadataAsync(file);
  const columns = parquetSchema(metadata).children.map(({ element }) => ({
    name: element.name,
    type: element.logical_type?.type ?? element.converted_type ?? element.type ?? 'GROUP',
  }));
  const totalRows = Number(metadata.num_rows);
  const found = await parquetReadObjects({ file, metadata, compressors, rowStart: 0, rowEnd: Math.min(rows, totalRows) });
  return { columns, rows: found.map((row) => columns.map(({ name }) => cell(row[name]))), totalRows, bytesRead, note: '' };
}

/** First rows of a CSV or Parquet object, by ranged reads. Throws `unsupported` for other files, `invalid_input` for damaged ones. */
export async function tablePreview(store: ObjectStore, request: TableRequest): Promise<TablePreview> {
  const { signal, rows, ...address } = request;
  if (/\.parquet$/i.test(request.key)) {
    return parquet(store, request).catch((cause: unknown) => {
      // The reader trips over a damaged file in many ways; what a store or we say passes.
      if (cause instanceof Error && !(cause instanceof AppFailure) && cause.name !== 'AbortError') {
        throw failure('invalid_input', `This is not a sound Parquet file: ${cause.message}`, {
          hint: 'Download it to look at its bytes.',
          cause,
        });
      }
      throw cause;
    });
  }
  if (!/\.(csv|tsv)$/i.test(request.key)) throw failure('unsupported', 'Only CSV and Parquet files are shown as tables');
  const { bytes, stat } = await readBytes(store, { ...address, offset: 0, length: csvHead }, signal);
  return csvPreview(bytes, { rows, whole: stat.size <= bytes.length });
}
