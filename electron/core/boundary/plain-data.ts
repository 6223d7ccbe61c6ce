import { maxMessageBytes } from '#shared/contract/wire.ts';

/** Deepest nesting of any contract input is about 8; this leaves room and keeps hostile nesting off the parsers. */
const maxDepth = 32;
/** Values in one message. Bounds the walk when one object is referenced many times over. */
const maxValues = 100_000;

export type DataFault = 'oversized' | 'too_deep' | 'not_plain';

interface Budget {
  bytes: number;
  values: number;
}

/**
 * Why a message is not plain data of bearable size, or null when it is. Structured clones may hold maps, buffers,
 * dates, sparse arrays of a billion holes and cycles; only what JSON can say is let through.
 */
export function dataFault(value: unknown): DataFault | null {
  return walk(value, 0, { bytes: maxMessageBytes, values: maxValues });
}

function walk(value: unknown, depth: number, budget: Budget): DataFault | null {
  if (depth > maxDepth) return 'too_deep';
  if (!spend(budget, typeof value === 'string' ? value.length : 8)) return 'oversized';
  if (typeof value !== 'object' || value === null) return isPlainScalar(value) ? null : 'not_plain';
  if (Array.isArray(value)) return walkArray(value, depth, budget);
  return isRecord(value) ? walkRecord(value, depth, budget) : 'not_plain';
}

function walkArray(array: unknown[], depth: number, budget: Budget): DataFault | null {
  if (array.length > budget.values) return 'oversized';
  for (const item of array) {
    const fault = walk(item, depth + 1, budget);
    if (fault) return fault;
  }
  return Object.keys(array).length === array.length ? null : 'not_plain';
}

function walkRecord(record: Record<string, unknown>, depth: number, budget: Budget): DataFault | null {
  for (const key of Object.keys(record)) {
    // An own `__proto__` key (JSON can carry one) turns into a real prototype as soon as someone assigns it.
    if (key === '__proto__') return 'not_plain';
    if (!spend(budget, key.length)) return 'oversized';
    const fault = walk(record[key], depth + 1, budget);
    if (fault) return fault;
  }
  return null;
}

function spend(budget: Budget, bytes: number): boolean {
  budget.bytes -= bytes;
  budget.values -= 1;
  return budget.bytes >= 0 && budget.values >= 0;
}

function isPlainScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
}

/** A record: an object literal or a null-prototype object, not an instance of anything. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
