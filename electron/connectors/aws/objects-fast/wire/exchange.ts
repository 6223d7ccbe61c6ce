/** One request to S3, signed and ready. */
export interface WireRequest {
  method: 'GET' | 'HEAD' | 'PUT';
  /** Encoded path with its query. */
  path: string;
  headers: Record<string, string>;
  body?: Uint8Array;
  /** Memory for the answer's body: filled where it can be read straight into it. */
  into?: Uint8Array;
  signal: AbortSignal;
}

export interface WireHead {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
}

/** Takes an answer as it comes. Bytes are valid until `data` returns, or until its promise settles. */
export interface Sink {
  head(head: WireHead): void;
  data(bytes: Uint8Array): void | Promise<void>;
}

/** Sends a request and resolves when the answer has come wholly. Rejects with the network's own errors. */
export type Exchange = (request: WireRequest, sink: Sink) => Promise<void>;

/** Where requests go. */
export interface Target {
  secure: boolean;
  hostname: string;
  port: number;
}

/** Ms without a byte before a call is given up. */
export const silenceMs = 60_000;

/** An answer that ended before its end, or is none of HTTP. `awsFailure` knows it by its words. */
export function prematureEnd(): Error {
  return new Error('premature end of the answer');
}

export function timedOut(): Error {
  return Object.assign(new Error('no byte came in time'), { name: 'TimeoutError' });
}
