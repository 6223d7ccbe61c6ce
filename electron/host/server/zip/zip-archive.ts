import { crc32 } from 'node:zlib';
import { failure } from '#shared/errors/app-error.ts';
import { dataDescriptor, directoryRecord, endRecords, localHeader, type ZipEntry, type ZipMember } from './zip-records.ts';

/** An entry and where its bytes come from: exactly `size` of them. */
export interface ZipSource extends ZipEntry {
  contents: () => AsyncIterable<Uint8Array>;
}

/** Length of the archive of these entries: contents are stored as they are, so that it is known before they are read. */
export function zipLength(entries: readonly ZipEntry[]): number {
  let offset = 0;
  let size = 0;
  for (const entry of entries) {
    size += directoryRecord({ ...entry, offset, crc: 0 }).length;
    offset += localHeader(entry).length + entry.size + dataDescriptor(entry, 0).length;
  }
  return offset + size + endRecords({ count: entries.length, offset, size }).length;
}

async function* contentsOf(source: ZipSource, onCrc: (crc: number) => void): AsyncGenerator<Uint8Array> {
  let crc = 0;
  let bytes = 0;
  for await (const chunk of source.contents()) {
    crc = crc32(chunk, crc);
    bytes += chunk.length;
    yield chunk;
  }
  if (bytes !== source.size) throw failure('conflict', `${source.name} changed while it was sent`, { hint: 'Download it again.' });
  onCrc(crc);
}

/**
 * A ZIP archive of any size (ZIP64 where it must be), chunk by chunk: contents are never held in memory. Not compressed: it
 * goes over the loopback interface, and objects that are large are mostly compressed already. Written here because of the
 * libraries that stream, client-zip 2.5 makes a broken directory of more than 65,535 entries, and yazl 3.3 refuses names such
 * as `a:b` and takes a backslash for a slash: names of objects have both.
 */
export async function* zipArchive(sources: readonly ZipSource[]): AsyncGenerator<Uint8Array> {
  const members: ZipMember[] = [];
  let offset = 0;
  for (const source of sources) {
    const { name, size, modified } = source;
    const header = localHeader(source);
    let crc = 0;
    yield header;
    yield* contentsOf(source, (value) => (crc = value));
    const descriptor = dataDescriptor(source, crc);
    yield descriptor;
    members.push({ name, size, modified, offset, crc });
    offset += header.length + size + descriptor.length;
  }
  let size = 0;
  for (const member of members) {
    const record = directoryRecord(member);
    size += record.length;
    yield record;
  }
  yield endRecords({ count: members.length, offset, size });
}
