import type { Agent } from 'node:http';
import type { CredentialSource } from '../credentials.ts';
import { awsFailure } from '../errors.ts';
import { type BucketPlace, bucketPlace, keyPath, queryText } from './address.ts';
import { s3Answer } from './s3-answer.ts';
import { createSigner } from './signer.ts';
import { chooseExchange } from './wire/choose-exchange.ts';
import type { Exchange, WireHead } from './wire/exchange.ts';

export interface FastS3Options {
  credentials: CredentialSource;
  region: string;
  /** Undefined: AWS's own. A path in it stays in front of the bucket. */
  endpoint: string | undefined;
  /** `host/bucket/key`; false: `bucket.host/key`. */
  pathStyle: boolean;
  /** `context.http.agent()`: asked for the proxy, and used where there is one. */
  agent: Agent;
  connectionId: string;
  /** Epoch ms, UTC. */
  now: () => number;
}

export interface S3Call {
  method: 'GET' | 'HEAD' | 'PUT';
  bucket: string;
  /** `''`: the bucket itself. */
  key: string;
  query: Record<string, string>;
  headers?: Record<string, string>;
  body?: Uint8Array;
  /** Memory for the answer, see `ReadRequest.into`. */
  into?: Uint8Array;
  /** SHA-256 of the body; absent: the body is not signed. */
  sha256?: string;
  /** IAM's name of it, for errors. */
  operation: string;
  signal: AbortSignal;
}

/** Takes the answer when it is a good one. */
export interface Receiver {
  head?(head: WireHead): void;
  data(bytes: Uint8Array): void | Promise<void>;
}

/** Makes a call; the head of its answer when all of it was received. Throws `AppFailure`. */
export type Call = (call: S3Call, receiver: Receiver) => Promise<WireHead>;

const mostErrorBytes = 65_536;

/** Hands a good answer on and keeps a bad one's text. */
function sorted(receiver: Receiver) {
  let got: WireHead | null = null;
  let text = '';
  return {
    sink: {
      head(head: WireHead) {
        got = head;
        if (head.status < 300) receiver.head?.(head);
      },
      data(bytes: Uint8Array) {
        if (got && got.status < 300) return receiver.data(bytes);
        if (text.length < mostErrorBytes) text += Buffer.from(bytes).toString('utf8');
      },
    },
    end: (): WireHead => {
      if (!got) throw s3Answer({ status: 0, headers: {} }, '');
      if (got.status >= 300) throw s3Answer(got, text);
      return got;
    },
  };
}

/** Calls of one region of one account. */
export function createCall(options: FastS3Options): Call {
  const sign = createSigner(options.credentials, options.region, options.now);
  const places = new Map<string, BucketPlace & { exchange: Exchange }>();
  const placeOf = (bucket: string) => {
    const known = places.get(bucket);
    if (known) return known;
    const place = bucketPlace(bucket, options);
    // Buckets of one host share its connections.
    const { exchange = chooseExchange(place.target, options.agent) } = [...places.values()].find(({ host }) => host === place.host) ?? {};
    const made = { ...place, exchange };
    places.set(bucket, made);
    return made;
  };
  const send = async (call: S3Call, receiver: Receiver): Promise<WireHead> => {
    const { exchange, host, path: root } = placeOf(call.bucket);
    const path = call.key === '' ? root || '/' : `${root}/${keyPath(call.key)}`;
    const { method, query, headers = {}, sha256: payload = 'UNSIGNED-PAYLOAD', signal } = call;
    const signed = await sign({ method, host, path, query, headers, payload });
    const { sink, end } = sorted(receiver);
    const text = queryText(query);
    await exchange(
      {
        method,
        path: text ? `${path}?${text}` : path,
        headers: signed,
        signal,
        ...(call.body ? { body: call.body } : {}),
        ...(call.into ? { into: call.into } : {}),
      },
      sink,
    );
    return end();
  };
  return (call, receiver) =>
    send(call, receiver).catch((cause: unknown) => {
      const source = { connectionId: options.connectionId, operation: call.operation, scope: call.bucket };
      throw awsFailure(cause, source, options.now());
    });
}
