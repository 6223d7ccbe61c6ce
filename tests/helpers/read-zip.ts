/** Reads a stored ZIP archive from its end, as a reader does: names and contents, in order. ZIP64 included. */
export function readZip(archive: Buffer): [name: string, contents: string][] {
  const end = archive.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  let [count, at] = [archive.readUInt16LE(end + 10), archive.readUInt32LE(end + 16)];
  const locator = end - 20;
  if (locator >= 0 && archive.readUInt32LE(locator) === 0x0706_4b50) {
    const end64 = Number(archive.readBigUInt64LE(locator + 8));
    [count, at] = [Number(archive.readBigUInt64LE(end64 + 32)), Number(archive.readBigUInt64LE(end64 + 48))];
  }
  const entries: [string, string][] = [];
  for (let read = 0; read < count; read += 1) {
    const [nameLength, extraLength] = [archive.readUInt16LE(at + 28), archive.readUInt16LE(at + 30)];
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const [size, offset] = [archive.readUInt32LE(at + 24), archive.readUInt32LE(at + 42)];
    const begin = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
    entries.push([name, archive.toString('utf8', begin, begin + size)]);
    at += 46 + nameLength + extraLength;
  }
  return entries;
}
