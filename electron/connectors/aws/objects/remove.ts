import type { _Error as DeleteError } from '@aws-sdk/client-s3';
import { AppFailure, appError, type BulkOutcome, failure, inParallel, type Removal } from '../../sdk.ts';
import { awsFailure } from '../errors.ts';
import { fitsXml } from './encoding.ts';
import { errorName, isFailure, type S3 } from './s3.ts';

/** Most objects of one DeleteObjects. Source: S3 API reference. */
export const removeBatch = 1000;

type Doomed = Pick<Removal, 'key' | 'versionId' | 'ifMatch'>;
interface Batch {
  bucket: string;
  objects: readonly Doomed[];
  signal: AbortSignal;
}

const operationOf = ({ versionId }: Doomed) => (versionId ? 's3:DeleteObjectVersion' : 's3:DeleteObject');
const idOf = ({ key, versionId }: Doomed) => `${versionId ?? ''} ${key}`;
const gone = ['NoSuchKey', 'NoSuchVersion'];

/** An error of one object comes as data within a good answer: it means what it would mean as an answer. */
function outcomeOf(s3: S3, bucket: string, error: DeleteError): BulkOutcome {
  const { Code = '', Message = '', Key = '', VersionId = null } = error;
  if (gone.includes(Code)) return null;
  const { context } = s3.account;
  const source = { connectionId: context.connectionId, operation: operationOf({ key: Key, versionId: VersionId }), scope: bucket };
  if (Code === 'PreconditionFailed') {
    const hint = 'It was left as it is. Refresh and look again.';
    return appError('conflict', `${Key} was changed in the meantime.`, { hint, source });
  }
  const answered = Object.assign(new Error(Message), { name: Code, $fault: 'client', $metadata: {} });
  const cause = awsFailure(answered, source, context.clock.now());
  return cause instanceof AppFailure ? cause.error : failure('provider_unavailable', Message, { source }).error;
}

async function removeTogether(s3: S3, { bucket, objects, signal }: Batch): Promise<BulkOutcome[]> {
  const Objects = objects.map(({ key, versionId, ifMatch }) => ({
    Key: key,
    VersionId: versionId ?? undefined,
    ETag: ifMatch ? `"${ifMatch}"` : undefined,
  }));
  const reply = await s3.on({ bucket, operation: operationOf(objects[0]!), signal }, (client, { DeleteObjectsCommand }, abort) =>
    client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }), abort),
  );
  const failed = new Map((reply.Errors ?? []).map((error) => [idOf({ key: error.Key ?? '', versionId: error.VersionId ?? null }), error]));
  return objects.map((object) => {
    const error = failed.get(idOf(object));
    return error ? outcomeOf(s3, bucket, error) : null;
  });
}

const refusals = ['forbidden', 'unsupported', 'invalid_input'] as const;
const isRefusal = (outcome: BulkOutcome): boolean => outcome !== null && refusals.some((code) => code === outcome.code);

/**
 * With a condition where one is given. It needs the right to read besides: who has that of deleting alone deletes without.
 * Source: S3 User Guide, "How to perform conditional deletes".
 */
async function removeOnCondition(s3: S3, batch: Batch): Promise<BulkOutcome[]> {
  const outcomes = await removeTogether(s3, batch).catch((cause: unknown) => {
    if (!batch.objects.some(({ ifMatch }) => ifMatch) || !isFailure(cause, 'unsupported', 'invalid_input')) throw cause;
    return batch.objects.map((): BulkOutcome => (cause as AppFailure).error);
  });
  const refused = batch.objects.flatMap(({ ifMatch }, at) => (ifMatch && isRefusal(outcomes[at]!) ? [at] : []));
  if (refused.length === 0) return outcomes;
  const again = await removeTogether(s3, { ...batch, objects: refused.map((at) => ({ ...batch.objects[at]!, ifMatch: '' })) });
  refused.forEach((at, n) => (outcomes[at] = again[n] ?? null));
  return outcomes;
}

export async function removeOne(
  s3: S3,
  { bucket, object, signal }: { bucket: string; object: Doomed; signal: AbortSignal },
): Promise<void> {
  const { key, versionId } = object;
  await s3.on({ bucket, key, operation: operationOf(object), signal }, (client, { DeleteObjectCommand }, abort) =>
    client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId ?? undefined }), abort),
  );
}

async function removeAlone(s3: S3, batch: Batch, object: Doomed): Promise<BulkOutcome> {
  try {
    await removeOne(s3, { bucket: batch.bucket, object, signal: batch.signal });
    return null;
  } catch (cause) {
    if (isFailure(cause, 'not_found') && errorName(cause) !== 'NoSuchBucket') return null;
    if (cause instanceof AppFailure && !isFailure(cause, 'offline', 'auth_required', 'not_found')) return cause.error;
    throw cause;
  }
}

/** `remove` of the store. Keys that XML cannot hold are not put into one: each of them is a call of its own. */
export async function removeObjects(s3: S3, batch: Batch): Promise<BulkOutcome[]> {
  const outcomes: BulkOutcome[] = batch.objects.map(() => null);
  const places = batch.objects.map((_, at) => at);
  const together = places.filter((at) => fitsXml(batch.objects[at]!.key));
  const alone = places.filter((at) => !fitsXml(batch.objects[at]!.key));
  for (let from = 0; from < together.length; from += removeBatch) {
    const chosen = together.slice(from, from + removeBatch);
    const fared = await removeOnCondition(s3, { ...batch, objects: chosen.map((at) => batch.objects[at]!) });
    chosen.forEach((at, n) => (outcomes[at] = fared[n] ?? null));
  }
  await inParallel(alone, 8, async (at) => {
    outcomes[at] = await removeAlone(s3, batch, batch.objects[at]!);
  });
  return outcomes;
}
