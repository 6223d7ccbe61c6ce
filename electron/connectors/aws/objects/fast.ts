import type { ListRequest, ObjectPage } from '../../sdk.ts';
import { createFastS3, type FastS3 } from '../objects-fast/index.ts';
import type { S3, S3Call } from './s3.ts';

/** The calls that carry much, past the SDK: those of `createFastS3`, with each bucket's region found and followed. */
export function createFastCalls(s3: S3): FastS3 {
  const { account } = s3;
  const { context, settings, clients } = account;
  const regions = new Map<string, Promise<FastS3>>();
  const make = async (region: string): Promise<FastS3> => {
    const { credentials } = (await clients.s3(region)).config;
    const { connectionId, clock } = context;
    const { endpoint, pathStyle } = settings.s3;
    const agent = await context.http.agent();
    return createFastS3({ credentials, region, endpoint, pathStyle, agent, connectionId, now: () => clock.now() });
  };
  const of = async (bucket: string, signal: AbortSignal): Promise<FastS3> => {
    const region = await s3.regionOf(bucket, signal);
    const known = regions.get(region) ?? make(region);
    regions.set(region, known);
    // One that could not be made is made anew by whoever comes next.
    known.catch(() => regions.delete(region));
    return known;
  };
  const joined = (signal: AbortSignal) => AbortSignal.any([context.signal, signal]);

  async function* list(request: ListRequest): AsyncIterable<ObjectPage> {
    const call: S3Call = { bucket: request.bucket, operation: 's3:ListBucket', signal: request.signal };
    const signal = joined(request.signal);
    for (let began = false; ; ) {
      try {
        for await (const page of (await of(request.bucket, signal)).list({ ...request, signal })) {
          began = true;
          yield page;
        }
        return;
      } catch (cause) {
        if (began || !s3.follow(call, cause)) throw s3.explain(cause, call);
      }
    }
  }
  return {
    list,
    read: (request, receive) => {
      const call: S3Call = { bucket: request.bucket, key: request.key, operation: 's3:GetObject', signal: request.signal };
      return s3.past(call, async (signal) => (await of(request.bucket, signal)).read({ ...request, signal }, receive));
    },
    part: (upload, part, given) => {
      const call: S3Call = { bucket: upload.bucket, key: upload.key, operation: 's3:PutObject', signal: given };
      return s3.past(call, async (signal) => (await of(upload.bucket, signal)).part(upload, part, signal));
    },
  };
}
