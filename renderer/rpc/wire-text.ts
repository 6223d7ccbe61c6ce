import { floatsKey } from '#shared/contract/wire.ts';

function floatsOf(base64: string): Float32Array {
  const text = atob(base64);
  return new Float32Array(Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer);
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(floatsKey in value)) return value;
  const encoded: unknown = value[floatsKey];
  return typeof encoded === 'string' ? floatsOf(encoded) : value;
}

/** What a message of the host was before it became JSON. Only messages with floats pay for looking at each value. */
export function fromWireText(text: string): unknown {
  return JSON.parse(text, text.includes(`"${floatsKey}"`) ? revive : undefined);
}
