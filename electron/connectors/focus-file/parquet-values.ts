import { decimalOf } from './number-text.ts';
import type { ParquetColumn } from './parquet-file.ts';
import { isoSeconds } from './time-text.ts';

const decoder = new TextDecoder();

/** Text of a stored value; null for no value. Maps, structures and lists become JSON. */
export function valueText(value: unknown, column: ParquetColumn): string | null {
  if (value === null || value === undefined) return null;
  if (column.scale !== null) return decimalText(value, column.scale);
  const text = typeof value === 'number' && column.time ? timeText(value, column.time.zoned) : plainText(value);
  return text === '' || text === 'NULL' ? null : text;
}

/** Without the Z when the file does not say that it is UTC. */
function timeText(epoch: number, zoned: boolean): string {
  const text = isoSeconds(epoch);
  return zoned ? text : text.slice(0, -1);
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return decoder.decode(value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return JSON.stringify(entriesAsObject(value as object), jsonValue);
}

/** A map written without the MAP annotation arrives as a list of key and value. */
function entriesAsObject(value: object): unknown {
  const isEntry = (item: unknown): item is { key: unknown; value: unknown } =>
    typeof item === 'object' && item !== null && 'key' in item && 'value' in item;
  return Array.isArray(value) && value.length > 0 && value.every(isEntry)
    ? Object.fromEntries(value.map((item) => [String(item.key), item.value]))
    : value;
}

function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value instanceof Uint8Array ? decoder.decode(value) : value;
}

/** Number of a stored value; NaN for no value; undefined when it is not a finite number. */
export function valueNumber(value: unknown, column: ParquetColumn): number | undefined {
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === 'number' && column.scale === null) return Number.isFinite(value) ? value : undefined;
  const text = valueText(value, column);
  return text === null ? Number.NaN : decimalOf(text);
}

/** A decimal is a whole number with an implied point: written out, so that it is rounded once. */
function decimalText(value: unknown, scale: number): string {
  const whole = value instanceof Uint8Array ? signedBigEndian(value) : BigInt(value as number | bigint);
  return `${whole}e-${scale}`;
}

function signedBigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}
