import { createHash } from 'node:crypto';

/**
 * The UUID that Compute Engine takes as `requestId`: it ignores a second request with the same one. Made from the token
 * of the step (version 8 of RFC 9562: own content), so that every try of a step, in any process, has the same.
 */
export function requestIdOf(token: string): string {
  const bytes = createHash('sha256').update(token).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
