import type { CompleteMultipartUploadCommand, PutObjectCommand } from '@aws-sdk/client-s3';

/** Notes the time at which S3 answered: a write's answer does not say when the object was made. */
export function noteDate({ middlewareStack }: PutObjectCommand | CompleteMultipartUploadCommand): () => Date | undefined {
  let date: Date | undefined;
  // Both stacks take the same; together TypeScript cannot tell.
  const stack = middlewareStack as PutObjectCommand['middlewareStack'];
  stack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers = {} } = result.response as { headers?: Record<string, string> };
      const at = Date.parse(headers['date'] ?? '');
      if (!Number.isNaN(at)) date = new Date(at);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'noteDate' },
  );
  return () => date;
}
