/**
 * The two things besides comlink messages that travel on a port.
 *
 * A call is a comlink APPLY with path `[service, method]` and exactly two RAW arguments: the options object and
 * `CallMeta`. Everything else is dropped by the guard (see `electron/core/boundary/guard.ts`).
 */
export interface CallMeta {
  /** Unique per call; `calls.cancel` takes it. */
  id: string;
}

/** Envelope of an event on the port; comlink ignores it because it has no `id`. */
export interface EventEnvelope {
  aetheriumEvent: unknown;
}

/** Largest message accepted from a renderer, in bytes of its JSON or structured-clone estimate. Files never travel here. */
export const maxMessageBytes = 1_048_576;

/**
 * JSON has no arrays of floats: where a message is text, a `Float32Array` travels as an object with this one key, its value
 * the little-endian bytes in base64. Structured clones carry the array itself.
 */
export const floatsKey = '$float32';

/** WebSocket sub-protocol of the headless host; a page offers it together with its session key. */
export const rpcProtocol = 'aetherium.rpc.1';

/** Header in which a page of the headless host sends its session key with HTTP requests. */
export const sessionKeyHeader = 'x-aetherium-key';
