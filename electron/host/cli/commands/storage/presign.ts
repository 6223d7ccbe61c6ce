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

/** `15m`, `12h`, `7d`. */
function seconds(text: string): number {
  const match = /^(\d+)([smhd])$/.exec(text);
  if (!match) throw new UsageError(`${text} is no duration`, 'Write 15m, 12h or 7d.');
  return Number(match[1]) * unitSeconds[match[2]!]!;
}

/** Makes a link to one object. It is noted in the audit log, without the link. */
export async function presign(io: CliIo, opened: OpenedCore, options: PresignOptions): Promise<Outcome> {
  const { connectionId, bucket, key } = await parseBucketPlace(io, opened, options.place);
  const method = options.method.toUpperCase();
  if (method !== 'GET' && method !== 'PUT') throw new UsageError(`There is no method ${options.method}`, 'It is GET or PUT.');
  const made = await opened.client.storage.presign({
    connectionId,
    bucket,
    key,
    method,
    expiresInSeconds: seconds(options.expires),
    download: options.download === true,
  });
  await io.err(`Until ${time(made.expiresAt)}. ${made.note}\n`);
  return { json: made, text: `${made.url}\n`, exit: exits.done };
}
