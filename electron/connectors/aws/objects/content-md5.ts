import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';

/** Calls that S3 takes only with a checksum of their body. Source: S3 API reference, "Checking object integrity", DeleteObjects. */
const demanding = new Set(['DeleteObjectsCommand', 'PutBucketLifecycleConfigurationCommand']);

interface BuiltRequest {
  headers: Record<string, string>;
  body?: unknown;
}

/** Stores that speak S3 do not all know its newer checksums, which the SDK sends: these calls carry Content-MD5 instead, which all know. */
export function requireContentMd5({ middlewareStack }: S3Client): void {
  middlewareStack.add(
    (next, context) => async (call) => {
      const request = call.request as BuiltRequest;
      if (demanding.has(context.commandName ?? '') && typeof request.body === 'string') {
        for (const name of Object.keys(request.headers)) if (/^x-amz-(checksum-|sdk-checksum-)/i.test(name)) delete request.headers[name];
        request.headers['content-md5'] = createHash('md5').update(request.body).digest('base64');
      }
      return next(call);
    },
    // Behind that of the SDK, which makes the checksum, and before the request is signed.
    { step: 'build', priority: 'low', name: 'contentMd5' },
  );
}
