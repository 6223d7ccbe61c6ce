import { crc32, deflateSync } from 'node:zlib';

/** What an object is made of; its size never depends on more than the kind. */
export type ContentKind = 'log' | 'csv' | 'json' | 'sql' | 'png';

export const contentTypes: Readonly<Record<ContentKind, string>> = {
  log: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  sql: 'application/sql',
  png: 'image/png',
};

/** Every line of a text has the same length: any range is made without what comes before it. */
const lineBytes = 64;
const fitted = (text: string) => `${text.slice(0, lineBytes - 1).padEnd(lineBytes - 1)}\n`;
const digits = (value: number, length: number) => String(value).padStart(length, '0').slice(-length);

const lines: Readonly<Record<'log' | 'csv' | 'sql', (line: number, key: number) => string>> = {
  log: (line, key) =>
    `2026-03-${digits((line % 28) + 1, 2)}T${digits(line % 24, 2)}:${digits(line % 60, 2)}:00Z INFO request=${digits(key + line, 10)} ms=${line % 900}`,
  csv: (line, key) =>
    line === 0 ? 'order_id,customer_id,amount,currency' : `${digits(key + line, 10)},${digits(line * 7, 7)},${(line % 500) + 0.99},EUR`,
  sql: (line, key) => (line === 0 ? '-- dump of orders' : `INSERT INTO orders VALUES (${digits(key + line, 10)}, ${line % 500});`),
};

/** Side of a picture in points. */
const side = 24;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A tile of two colours. Stored without compression: all have one size. Format: PNG specification, third edition. */
function png(key: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = 1 + side * 3;
  const points = Buffer.alloc(row * side);
  for (let at = 0; at < side * side; at += 1) {
    const [x, y] = [at % side, Math.floor(at / side)];
    points.writeUIntBE((x + y) % 8 < 4 ? key & 0xffffff : 0xf0f0f0, y * row + 1 + x * 3, 3);
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(points, { level: 0 })), chunk('IEND', Buffer.alloc(0))]);
}

const json = (key: number): Buffer =>
  Buffer.from(
    `${JSON.stringify({ invoice: digits(key, 10), total: digits(key % 100_000, 6), currency: 'EUR', paid: key % 3 === 0 ? 'yes' : 'no_' })}\n`,
  );

/** Bytes of the kinds whose size is always the same; null: as large as is wanted. */
export function fixedSize(kind: ContentKind): number | null {
  if (kind === 'json') return fixed.json;
  return kind === 'png' ? fixed.png : null;
}
const fixed = { json: json(0).length, png: png(0).length };

export interface Content {
  kind: ContentKind;
  /** A number that stands for the object. */
  key: number;
  size: number;
}

/** Bytes from `from` to before `to`, within the object's size. */
export function bytesOf({ kind, key }: Content, from: number, to: number): Buffer {
  if (kind === 'json') return json(key).subarray(from, to);
  if (kind === 'png') return png(key).subarray(from, to);
  const first = Math.floor(from / lineBytes);
  const count = Math.ceil(to / lineBytes) - first;
  const text = Array.from({ length: count }, (_, n) => fitted(lines[kind](first + n, key))).join('');
  return Buffer.from(text).subarray(from - first * lineBytes, to - first * lineBytes);
}
