import { createReadStream, type ReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { emptyFile, type FileKind, type TextEncodingName, textEncoding } from './file-kind.ts';

const megabyte = 1024 * 1024;

/** Unpacked bytes of a CSV file, as UTF-8 (or what claims to be) without byte order mark. */
export interface ByteSource {
  chunks: AsyncIterable<Uint8Array>;
  /** Bytes of the file read so far: packed ones, for progress. */
  bytesRead(): number;
}

/**
 * Opens a CSV or CSV.gz file. Inflating runs in the thread pool while the caller works on the chunk before. `chunks`
 * throws file system and zlib errors, and a `Refusal` when the text is no CSV.
 */
export function openBytes(path: string, kind: Exclude<FileKind, 'parquet'>, chunkBytes = megabyte / 2): ByteSource {
  const file = createReadStream(path, { highWaterMark: kind === 'csv' ? chunkBytes : megabyte / 4 });
  const unpacked = kind === 'csv' ? file : gunzipped(file, chunkBytes);
  return { chunks: asUtf8(unpacked), bytesRead: () => file.bytesRead };
}

function gunzipped(file: ReadStream, chunkSize: number): Readable {
  const gunzip = createGunzip({ chunkSize });
  // Errors reach the reader through the destroyed stream.
  return pipeline(file, gunzip, () => undefined);
}

async function* asUtf8(stream: Readable): AsyncGenerator<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let first = true;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    let bytes = chunk;
    if (first) {
      const { encoding, mark } = textEncoding(bytes);
      decoder = decoderOf(encoding);
      bytes = bytes.subarray(mark);
      first = false;
    }
    yield decoder === null ? bytes : encoder.encode(decoder.decode(bytes, { stream: true }));
  }
  if (first) throw emptyFile();
  const rest = decoder?.decode() ?? '';
  if (rest !== '') yield encoder.encode(rest);
}

const encoder = new TextEncoder();

function decoderOf(encoding: TextEncodingName): InstanceType<typeof TextDecoder> | null {
  return encoding === 'utf-8' ? null : new TextDecoder(encoding, { ignoreBOM: true });
}
