import type { StorageFeatures } from '#shared/model/storage.ts';
import { type CliIo, exits, type Outcome } from '../../io.ts';
import type { OpenedCore } from '../../open-core.ts';
import { time } from '../../table.ts';
import { UsageError } from '../../usage-error.ts';
import { parseBucketPlace } from './address.ts';

export interface PresignOptions {
  place: string;
  expires: string;
  method: string;
  download?: boolean;
}

const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `15m`, `12h`, `7d`, within what the store allows; where it makes no links it says so itself. */
function seconds(text: string, { maxPresignSeconds }: StorageFeatures): number {
  const match = /^(\d+)([smhd])$/.exec(text);
  if (!match) throw new UsageError(`${text} is no duration`, 'Write 15m, 12h or 7d.');
  const asked = Number(match[1]) * unitSeconds[match[2]!]!;
  if (asked < 1) throw new UsageError('A link lives a second at least', 'Write 15m, 12h or 7d.');
  if (maxPresignSeconds > 0 && asked > maxPresignSeconds)
    throw new UsageError(`A link here lives ${maxPresignSeconds / 86_400} days at most`, 'Choose a shorter time.');
  return asked;
}

/** Makes a link to one object. It is noted in the audit log, without the link. */
export async function presign(io: CliIo, opened: OpenedCore, options: PresignOptions): Promise<Outcome> {
  const { connectionId, bucket, key, features } = await parseBucketPlace(io, opened, options.place);
  if (key === '') throw new UsageError(`${options.place} names no object`, 'Write CONNECTION:BUCKET/KEY.');
  const method = options.method.toUpperCase();
  if (method !== 'GET' && method !== 'PUT') throw new UsageError(`There is no method ${options.method}`, 'It is GET or PUT.');
  const made = await opened.client.storage.presign({
    connectionId,
    bucket,
    key,
    method,
    expiresInSeconds: seconds(options.expires, features),
    download: options.download === true,
  });
  await io.err(`Until ${time(made.expiresAt)}. ${made.note}\n`);
  return { json: made, text: `${made.url}\n`, exit: exits.done };
}
