import type { NewObject, ObjectStat } from '../../sdk.ts';
import { bodyChecksum } from './checksums.ts';
import { noteDate } from './reply-date.ts';
import type { S3 } from './s3.ts';
import { statOf } from './stat.ts';
import { ifNoneMatch, newObjectFields } from './upload-input.ts';

/** Where S3 does not say when: this machine's clock. */
export function writtenAt(s3: S3, date: Date | undefined): Date {
  return date ?? new Date(s3.account.context.clock.now());
}

interface Put {
  body: Uint8Array;
  checksum: string | null;
  signal: AbortSignal;
}

export function putObject(s3: S3, object: NewObject, { body, checksum, signal }: Put): Promise<ObjectStat> {
  const { bucket, key } = object;
  return s3.on({ bucket, key, operation: 's3:PutObject', signal }, async (client, { PutObjectCommand }, abort) => {
    const command = new PutObjectCommand({
      ...newObjectFields(object),
      ...ifNoneMatch(object),
      ...bodyChecksum(object.checksum, checksum),
      Body: body,
      ContentLength: body.length,
    });
    const date = noteDate(command);
    const reply = await client.send(command, abort);
    return statOf({ ...reply, LastModified: writtenAt(s3, date()) }, body.length);
  });
}
