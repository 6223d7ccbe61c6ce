import { open } from 'node:fs/promises';
import type { AsyncBuffer, ColumnData, DecodedArray, FileMetaData, ParquetParsers, RowGroup, SchemaElement } from 'hyparquet';
import { Refusal, refusal } from './refusal.ts';

/** A column of the file's top level. */
export interface ParquetColumn {
  name: string;
  /** Decimal places of a DECIMAL column; its values come as whole numbers or big-endian bytes. */
  scale: number | null;
  /** Times come as epoch milliseconds. `zoned`: they are marked as UTC. Null: not a time. */
  time: { zoned: boolean } | null;
  /** Whether it is a map, list or structure. */
  nested: boolean;
}

/** Rows of the file, counted from 0. */
export interface RowRange {
  firstRow: number;
  rows: number;
}

export interface ParquetFile {
  columns: ParquetColumn[];
  groups: RowRange[];
  /** Values of one column in a range of rows, which must lie in one row group. */
  read(column: ParquetColumn, range: RowRange): Promise<DecodedArray>;
  close(): Promise<void>;
}

/** Opens a Parquet file for reading column by column, row group by row group. Throws a `Refusal` for a damaged one. */
export async function openParquet(path: string, byteLength: number): Promise<ParquetFile> {
  const [{ parquetMetadataAsync, parquetRead }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  const handle = await open(path);
  const file: AsyncBuffer = {
    byteLength,
    slice: async (start, end = byteLength) => {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(end - start), 0, end - start, start);
      return buffer.buffer.slice(0, bytesRead);
    },
  };
  try {
    const metadata = await readable(parquetMetadataAsync(file));
    const columns = topLevel(metadata);
    const plain = withoutLossyTypes(metadata);
    const groups = groupsOf(metadata);
    const read = async ({ name, time }: ParquetColumn, { firstRow, rows }: RowRange) => {
      const chunks: ColumnData[] = [];
      const range = { rowStart: firstRow, rowEnd: firstRow + rows };
      const parsers = time ? epochParsers : {};
      const onChunk = (chunk: ColumnData) => chunks.push(chunk);
      await readable(parquetRead({ file, metadata: plain, columns: [name], ...range, compressors, utf8: false, parsers, onChunk }));
      return joined(chunks, range);
    };
    return { columns, groups, read, close: () => handle.close() };
  } catch (cause) {
    await handle.close();
    throw cause;
  }
}

async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof Refusal || (cause instanceof Error && 'code' in cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refusal(`The Parquet file cannot be read: ${reason}`, 'It is damaged or cut off. Get it again; nothing was imported.', cause);
  }
}

/** Chunks may reach beyond the range that was asked for. */
function joined(chunks: readonly ColumnData[], { rowStart, rowEnd }: { rowStart: number; rowEnd: number }): DecodedArray {
  const [first] = chunks;
  if (chunks.length === 1 && first!.rowStart === rowStart && first!.rowEnd === rowEnd) return first!.columnData;
  const values = Array.from<unknown>({ length: rowEnd - rowStart });
  for (const chunk of chunks) {
    const end = Math.min(rowEnd, chunk.rowEnd);
    for (let row = Math.max(rowStart, chunk.rowStart); row < end; row++) values[row - rowStart] = chunk.columnData[row - chunk.rowStart];
  }
  return values;
}

function groupsOf({ row_groups }: FileMetaData): RowRange[] {
  let firstRow = 0;
  return row_groups.map((group: RowGroup) => {
    const rows = Number(group.num_rows);
    const found = { rows, firstRow };
    firstRow += rows;
    return found;
  });
}

function topLevel({ schema }: FileMetaData): ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  for (let at = 1; at < schema.length; at += 1 + descendants(schema, at)) {
    const element = schema[at]!;
    const scale = isDecimal(element) ? (element.scale ?? 0) : null;
    columns.push({ name: element.name, scale, time: timeOf(element), nested: (element.num_children ?? 0) > 0 });
  }
  return columns;
}

function isDecimal({ converted_type, logical_type }: SchemaElement): boolean {
  return converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL';
}

function timeOf({ type, converted_type, logical_type }: SchemaElement): ParquetColumn['time'] {
  if (logical_type?.type === 'TIMESTAMP') return { zoned: logical_type.isAdjustedToUTC };
  if (type === 'INT96' || converted_type === 'DATE') return { zoned: false };
  return converted_type === 'TIMESTAMP_MILLIS' || converted_type === 'TIMESTAMP_MICROS' ? { zoned: true } : null;
}

/** A number instead of a `Date` for each value: a tenth of the memory. */
const epochParsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: Number,
  timestampFromMicroseconds: (micros) => Number(micros / 1000n),
  timestampFromNanoseconds: (nanos) => Number(nanos / 1_000_000n),
  dateFromDays: (days) => days * 86_400_000,
};

function descendants(schema: readonly SchemaElement[], at: number): number {
  let count = 0;
  for (let child = 0; child < (schema[at]!.num_children ?? 0); child++) count += 1 + descendants(schema, at + 1 + count);
  return count;
}

/** The library multiplies decimals by a power of ten, which rounds twice, and parses JSON. Without those annotations it hands over the stored values. */
function withoutLossyTypes(metadata: FileMetaData): FileMetaData {
  const lossy = (element: SchemaElement) =>
    ['DECIMAL', 'JSON'].includes(element.converted_type ?? '') || ['DECIMAL', 'JSON'].includes(element.logical_type?.type ?? '');
  const schema = metadata.schema.map((element) =>
    lossy(element) ? { ...element, converted_type: undefined, logical_type: undefined } : element,
  );
  return { ...metadata, schema };
}
