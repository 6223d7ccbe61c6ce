/** A file of an archive. `size` in bytes; a name that ends with `/` is a folder. */
export interface ZipEntry {
  name: string;
  size: number;
  modified: Date;
}

/** An entry as it was written: where, and with which checksum. */
export interface ZipMember extends ZipEntry {
  offset: number;
  crc: number;
}

const most32 = 0xffff_ffff;
const most16 = 0xffff;
/** Checksum and sizes follow the contents; names are UTF-8. */
const flags = 0x0808;
const zip64Version = 45;
const plainVersion = 20;
/** Unix, so that readers know how names are meant. */
const madeBy = 0x0300;
const zip64Tag = 1;

const isLarge = ({ size }: ZipEntry): boolean => size >= most32;

interface Field {
  bytes: 2 | 4 | 8;
  value: number;
}
const u16 = (value: number): Field => ({ bytes: 2, value });
const u32 = (value: number): Field => ({ bytes: 4, value });
const u64 = (value: number): Field => ({ bytes: 8, value });

function packed(fields: readonly Field[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, { bytes }) => sum + bytes, 0));
  let at = 0;
  for (const { bytes, value } of fields) {
    if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value), at);
    else buffer.writeUIntLE(value, at, bytes);
    at += bytes;
  }
  return buffer;
}

/** MS-DOS's: local time in steps of two seconds, from 1980 on. */
function stamp(modified: Date): Field[] {
  const year = Math.min(Math.max(modified.getFullYear() - 1980, 0), 127);
  return [
    u16((modified.getHours() << 11) | (modified.getMinutes() << 5) | (modified.getSeconds() >> 1)),
    u16((year << 9) | ((modified.getMonth() + 1) << 5) | modified.getDate()),
  ];
}

const zip64Extra = (values: readonly number[]): Buffer => packed([u16(zip64Tag), u16(values.length * 8), ...values.map(u64)]);

/** What stands before the contents. Source of this and the others: PKWARE's APPNOTE.TXT 6.3. */
export function localHeader(entry: ZipEntry): Buffer {
  const large = isLarge(entry);
  const name = Buffer.from(entry.name);
  const extra = large ? zip64Extra([entry.size, entry.size]) : Buffer.alloc(0);
  const size = large ? most32 : 0;
  const head = [u32(0x0403_4b50), u16(large ? zip64Version : plainVersion), u16(flags), u16(0), ...stamp(entry.modified), u32(0)];
  return Buffer.concat([packed([...head, u32(size), u32(size), u16(name.length), u16(extra.length)]), name, extra]);
}

/** What stands behind the contents. */
export function dataDescriptor(entry: ZipEntry, crc: number): Buffer {
  const size = isLarge(entry) ? u64(entry.size) : u32(entry.size);
  return packed([u32(0x0807_4b50), u32(crc), size, size]);
}

/** One line of the directory at the end of the archive. */
export function directoryRecord(member: ZipMember): Buffer {
  const { size, offset, crc, modified } = member;
  const large = isLarge(member) || offset >= most32;
  const name = Buffer.from(member.name);
  const extra = large ? zip64Extra([size, size, offset]) : Buffer.alloc(0);
  const version = large ? zip64Version : plainVersion;
  const shown = (value: number) => u32(large ? most32 : value);
  const folder = member.name.endsWith('/');
  const attributes = u32(((folder ? 0o40755 : 0o100644) * 0x1_0000 + (folder ? 0x10 : 0)) >>> 0);
  const head = [u32(0x0201_4b50), u16(madeBy | version), u16(version), u16(flags), u16(0), ...stamp(modified), u32(crc)];
  const rest = [shown(size), shown(size), u16(name.length), u16(extra.length), u16(0), u16(0), u16(0), attributes, shown(offset)];
  return Buffer.concat([packed([...head, ...rest]), name, extra]);
}

interface Directory {
  count: number;
  offset: number;
  size: number;
}

/** The end of the archive. */
export function endRecords({ count, offset, size }: Directory): Buffer {
  const large = count >= most16 || offset >= most32 || size >= most32;
  const end = [u32(0x0605_4b50), u16(0), u16(0)];
  const counts = [u16(large ? most16 : count), u16(large ? most16 : count)];
  const plain = [...end, ...counts, u32(large ? most32 : size), u32(large ? most32 : offset), u16(0)];
  if (!large) return packed(plain);
  const versions = [u16(madeBy | zip64Version), u16(zip64Version), u32(0), u32(0)];
  const end64 = [u32(0x0606_4b50), u64(44), ...versions, u64(count), u64(count), u64(size), u64(offset)];
  const locator = [u32(0x0706_4b50), u32(0), u64(offset + size), u32(1)];
  return packed([...end64, ...locator, ...plain]);
}
