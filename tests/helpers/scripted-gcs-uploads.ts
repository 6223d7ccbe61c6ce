import type { ObjectRecord } from '#connectors/gcp/objects/records.ts';
import { type GcsReply, type GcsRequest, reply } from './scripted-gcs-objects.ts';
import {
  bucketNamed,
  GcsRefusal,
  type GcsState,
  liveObject,
  requireGeneration,
  type UploadSession,
  writeObject,
} from './scripted-gcs-state.ts';

const quantum = 256 * 1024;

/** Source: https://cloud.google.com/storage/docs/uploading-objects#rest-upload-objects (multipart/related) */
function multipart(state: GcsState, name: string, { url, headers, body }: GcsRequest): GcsReply {
  const boundary = /boundary=(\S+)/.exec(headers['content-type'] ?? '')?.[1] ?? '';
  const marker = Buffer.from(`--${boundary}`);
  const [, first, second] = splitBy(body, marker);
  const record = JSON.parse(contentOf(first!).toString()) as ObjectRecord & { name: string };
  const content = contentOf(second!);
  const ifGenerationMatch = url.searchParams.get('ifGenerationMatch');
  return reply(writeObject(state, bucketNamed(state, name), { record, body: content, ifGenerationMatch }).record);
}

function splitBy(body: Buffer, marker: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = body.indexOf(marker); at >= 0; at = body.indexOf(marker, from)) {
    parts.push(body.subarray(from, at));
    from = at + marker.length;
  }
  return parts;
}

/** Between the blank line behind the headers and the line break ahead of the next boundary. */
function contentOf(part: Buffer): Buffer {
  return part.subarray(part.indexOf('\r\n\r\n') + 4, part.length - 2);
}

export function uploadReply(state: GcsState, bucket: string, request: GcsRequest, host: string): GcsReply {
  const { url, body } = request;
  if (url.searchParams.get('uploadType') === 'multipart') return multipart(state, bucket, request);
  const record = JSON.parse(body.toString()) as ObjectRecord & { name: string };
  const ifGenerationMatch = url.searchParams.get('ifGenerationMatch');
  requireGeneration(liveObject(bucketNamed(state, bucket), record.name), ifGenerationMatch);
  const id = `session-${state.sessions.size + 1}`;
  state.sessions.set(id, { bucket, record, ifGenerationMatch, received: [], size: 0, done: null });
  return { status: 200, headers: { location: `${host}/upload/storage/v1/session?upload_id=${id}` }, body: '' };
}

const resume = ({ size }: UploadSession): GcsReply => ({
  status: 308,
  headers: size > 0 ? { range: `bytes=0-${size - 1}` } : {},
  body: '',
});

function keep(state: GcsState, session: UploadSession, { body, first, last }: { body: Buffer; first: number; last: boolean }): void {
  if (first > session.size) throw new GcsRefusal(400, 'invalid', 'Bytes in between are missing.');
  // What is there already is ignored.
  const fresh = body.subarray(session.size - first);
  const whole = last ? fresh.length : Math.floor((session.size + fresh.length) / quantum) * quantum - session.size;
  const most = last ? whole : Math.min(whole, state.keepAtMost ?? whole);
  if (most <= 0) return;
  session.received.push(Buffer.from(fresh.subarray(0, most)));
  session.size += most;
}

function finish(state: GcsState, session: UploadSession, headers: GcsRequest['headers']): GcsReply {
  const stated = /crc32c=([^,]+)/.exec(headers['x-goog-hash'] ?? '')?.[1];
  const record = { ...session.record, ...(stated ? { crc32c: stated } : {}) };
  const { bucket, ifGenerationMatch, received } = session;
  session.done = writeObject(state, bucketNamed(state, bucket), { record, body: Buffer.concat(received), ifGenerationMatch });
  return reply(session.done.record);
}

/** Source: https://cloud.google.com/storage/docs/performing-resumable-uploads */
export function sessionReply(state: GcsState, { method, url, headers, body }: GcsRequest): GcsReply {
  const id = url.searchParams.get('upload_id') ?? '';
  const session = state.sessions.get(id);
  if (!session) throw new GcsRefusal(404, 'notFound', 'The upload session does not exist.');
  if (method === 'DELETE') {
    state.sessions.delete(id);
    return { status: 499, body: '' };
  }
  if (session.done) return reply(session.done.record);
  const range = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  if (!range) throw new GcsRefusal(400, 'invalid', 'Content-Range is missing.');
  const total = range[3] === '*' ? null : Number(range[3]);
  if (range[1] !== undefined)
    keep(state, session, { body, first: Number(range[1]), last: total !== null && Number(range[2]) + 1 === total });
  return total === session.size ? finish(state, session, headers) : resume(session);
}
