const perLine = 16;

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
const printable = (byte: number) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.');

/** Bytes as `00000010  68 65 6c 6c 6f …  hello`. */
export function hexLines(bytes: Uint8Array, offset: number): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += perLine) {
    const part = [...bytes.subarray(at, at + perLine)];
    const figures = part.map((byte) => hex(byte, 2)).join(' ');
    lines.push(`${hex(offset + at, 8)}  ${figures.padEnd(perLine * 3 - 1)}  ${part.map(printable).join('')}`);
  }
  return lines.join('\n');
}
