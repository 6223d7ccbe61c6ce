import { failure, type ObjectStat, type OpenUpload, type PartReceipt, type UploadTarget } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import { putObject, writtenStat } from './put-object.ts';
import { removeGeneration } from './remove-objects.ts';
import { beginSession, endSession, putToSession, type SessionState } from './upload-session.ts';

const kibi = 1024;
/** Google keeps whole multiples of it of an upload that goes on. */
const quantum = 256 * kibi;
/** One size for all parts: a session says only how many bytes it has, and so which parts. */
const partBytes = 16 * kibi * kibi;

/** What this process knows of a session. */
interface Known {
  persisted: number;
  /** Bytes at the end that Google keeps only together with the end. */
  tail: Uint8Array;
}

const receiptOf = (number: number, size: number): PartReceipt => ({ number, size, receipt: String(number), checksum: null });

function unfinished({ key }: OpenUpload) {
  return failure('provider_unavailable', `Google has not all bytes of ${key} yet.`, { hint: 'The upload goes on from what is there.' });
}

/** Uploads in parts: one session, one chunk behind the other; the object appears when the last bytes come with its whole size. */
export function uploadTarget(account: GcpAccount): UploadTarget {
  const sessions = new Map<string, Known>();

  const ask = (upload: OpenUpload, signal: AbortSignal) => putToSession(account, upload, { range: 'bytes */*', signal });

  async function known(upload: OpenUpload, signal: AbortSignal): Promise<Known> {
    const held = sessions.get(upload.uploadId);
    if (held) return held;
    const { persisted, done } = await ask(upload, signal);
    if (done) throw failure('not_found', `The upload of ${upload.key} is complete.`);
    return { persisted, tail: new Uint8Array() };
  }

  /** Sends bytes until Google has them: what it did not keep of a chunk is sent with the next. */
  async function persist(upload: OpenUpload, { from, bytes }: { from: number; bytes: Uint8Array }, signal: AbortSignal): Promise<number> {
    const end = from + bytes.length;
    let at = from;
    while (at < end) {
      const range = `bytes ${at}-${end - 1}/*`;
      const { persisted } = await putToSession(account, upload, { range, body: bytes.subarray(at - from), signal });
      if (persisted === null || persisted <= at) throw unfinished(upload);
      at = persisted;
    }
    return at;
  }

  async function part(upload: OpenUpload, { number, offset, body }: Parameters<UploadTarget['part']>[1], signal: AbortSignal) {
    const { persisted } = await known(upload, signal);
    if (persisted < offset) throw unfinished(upload);
    // In doubt from here on: the next call asks how far it got.
    sessions.delete(upload.uploadId);
    const end = offset + body.length;
    const whole = end === upload.size ? Math.floor(end / quantum) * quantum : end;
    const from = Math.min(Math.max(persisted, offset), Math.max(whole, offset));
    const kept = whole > from ? await persist(upload, { from, bytes: body.subarray(from - offset, whole - offset) }, signal) : from;
    sessions.set(upload.uploadId, { persisted: Math.max(kept, persisted), tail: body.slice(Math.max(kept, persisted) - offset) });
    return receiptOf(number, body.length);
  }

  async function ended(upload: OpenUpload, checksum: string | null, signal: AbortSignal): Promise<SessionState> {
    const held = sessions.get(upload.uploadId);
    sessions.delete(upload.uploadId);
    const { persisted, tail } = held ?? { persisted: null, tail: new Uint8Array() };
    if (persisted === null) {
      const state = await ask(upload, signal);
      if (state.done || state.persisted < upload.size) return state;
    } else if (persisted + tail.length !== upload.size) throw unfinished(upload);
    const range = tail.length > 0 ? `bytes ${persisted}-${upload.size - 1}/${upload.size}` : `bytes */${upload.size}`;
    const name = upload.checksum === 'MD5' ? 'md5' : 'crc32c';
    const headers: Record<string, string> = checksum && upload.checksum ? { 'x-goog-hash': `${name}=${checksum}` } : {};
    return putToSession(account, upload, { range, body: tail, headers, signal });
  }

  /** An object with other bytes than were sent is worse than none. */
  async function refuseWrong(upload: OpenUpload, stat: ObjectStat, { checksum, signal }: { checksum: string | null; signal: AbortSignal }) {
    const stated = stat.checksums.find(({ algorithm }) => algorithm === upload.checksum)?.value;
    if (stat.size === upload.size && (!checksum || !stated || stated === checksum)) return;
    await removeGeneration(account, { ...upload, versionId: stat.versionId }, signal);
    throw failure('provider_unavailable', `What arrived of ${upload.key} is not what was sent: it was removed.`, {
      hint: 'Send it again.',
    });
  }

  async function complete(upload: OpenUpload, checksum: string | null, signal: AbortSignal): Promise<ObjectStat> {
    const { done } = await ended(upload, checksum, signal);
    if (!done) throw unfinished(upload);
    const stat = writtenStat(done, upload.key);
    await refuseWrong(upload, stat, { checksum, signal });
    return stat;
  }

  async function parts(upload: OpenUpload, signal: AbortSignal): Promise<PartReceipt[]> {
    sessions.delete(upload.uploadId);
    const { persisted } = await known(upload, signal);
    return Array.from({ length: Math.floor(persisted / partBytes) }, (_, at) => receiptOf(at + 1, partBytes));
  }

  return {
    limits: { minPart: partBytes, maxPart: partBytes, partMultiple: quantum, maxParts: 400_000, maxPut: partBytes, parallel: false },
    checksums: ['CRC32C', 'MD5'],
    put: (object, body, checksum, signal) => putObject(account, { object, body, checksum }, signal),
    async begin(object, signal) {
      const upload = await beginSession(account, object, signal);
      sessions.set(upload.uploadId, { persisted: 0, tail: new Uint8Array() });
      return upload;
    },
    part,
    parts,
    complete: (upload, _parts, checksum, signal) => complete(upload, checksum, signal),
    async abort(upload, signal) {
      sessions.delete(upload.uploadId);
      await endSession(account, upload, signal);
    },
  };
}
