const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const exactIntegers = 2 ** 53;
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

const comma = 44;
const newline = 10;
const carriageReturn = 13;
const quote = 34;

/**
 * Reads a decimal number from a CSV cell into `values[row]` without making a string; equals `Number(text)` bit for bit.
 * Exact because a mantissa below 2^53 and a power of ten up to 10^22 are both doubles, so one division or
 * multiplication rounds once (Clinger's fast path). `view` is the same buffer, readable 3 bytes beyond the cell.
 *
 * @returns the position of the cell's terminator, or -1 when the cell needs the slow reading (`decimalOf`)
 */
export function readNumber(bytes: Uint8Array, view: DataView, at: number, values: Float64Array, row: number): number {
  let p = at;
  const quoted = bytes[p] === quote;
  if (quoted) p++;
  const sign = bytes[p]!;
  if (sign === 45 || sign === 43) p++;
  const whole = p;
  let mantissa = 0;
  let digit = bytes[p]! - 48;
  while (digit >= 0 && digit <= 9) {
    mantissa = mantissa * 10 + digit;
    digit = bytes[++p]! - 48;
  }
  let digits = p - whole;
  let decimals = 0;
  if (digit === -2) {
    const fraction = ++p;
    let word = view.getInt32(p, true);
    while ((word & 0xf0f0f0f0) === 0x30303030 && ((word + 0x06060606) & 0xf0f0f0f0) === 0x30303030) {
      const pairs = (word & 0x000f000f) * 10 + ((word >>> 8) & 0x000f000f);
      mantissa = mantissa * 10_000 + ((pairs & 0xffff) * 100 + (pairs >>> 16));
      p += 4;
      word = view.getInt32(p, true);
    }
    digit = bytes[p]! - 48;
    while (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digit = bytes[++p]! - 48;
    }
    decimals = p - fraction;
    digits += decimals;
  }
  if (digits === 0) return noValue(bytes, at, values, row);
  const value = mantissa < exactIntegers && decimals <= 22 ? mantissa / powersOfTen[decimals]! : paddedValue(bytes, whole, p);
  if (value < 0) return -1;
  if (quoted && bytes[p++] !== quote) return -1;
  const end = bytes[p]!;
  if (end !== comma && end !== newline && end !== carriageReturn) return -1;
  values[row] = sign === 45 ? -value : value;
  return p;
}

/** The value of many digits, where most are zeros at the end: those do not count as mantissa. -1 when that is not exact. */
function paddedValue(bytes: Uint8Array, from: number, to: number): number {
  let mantissa = 0;
  let zeros = 0;
  let point = to;
  for (let p = from; p < to; p++) {
    const digit = bytes[p]! - 48;
    if (digit === -2) point = p;
    else if (digit !== 0) {
      mantissa = mantissa * powersOfTen[zeros + 1]! + digit;
      zeros = 0;
    } else if (mantissa !== 0) zeros++;
  }
  const decimals = Math.max(0, to - point - 1);
  return scaled(mantissa, mantissa === 0 ? 0 : zeros - decimals);
}

/** `mantissa` × 10^`exponent` where that is exact but for one rounding; else -1. A lost mantissa (NaN, ≥ 2^53) is -1 too. */
function scaled(mantissa: number, exponent: number): number {
  if (!(mantissa < exactIntegers) || exponent > 22 || exponent < -22) return -1;
  return exponent < 0 ? mantissa / powersOfTen[-exponent]! : mantissa * powersOfTen[exponent]!;
}

/** The two usual ways to write "no value": nothing and `NULL`, both unquoted. */
function noValue(bytes: Uint8Array, at: number, values: Float64Array, row: number): number {
  const isNull = bytes[at] === 78 && bytes[at + 1] === 85 && bytes[at + 2] === 76 && bytes[at + 3] === 76;
  const p = isNull ? at + 4 : at;
  const end = bytes[p]!;
  if (end !== comma && end !== newline && end !== carriageReturn) return -1;
  values[row] = Number.NaN;
  return p;
}

/**
 * The number a cell's text stands for; NaN for no value; undefined when it is not a finite decimal number. A comma as
 * decimal sign, thousands separators, `NaN`, `Infinity` and hexadecimal are refused rather than guessed.
 */
export function decimalOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'NULL') return Number.NaN;
  if (!decimal.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}
