import type { ScriptedReply, ScriptedRequest } from '#tests/helpers/scripted-server.ts';

/**
 * Replies in the form of S3's API reference:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
function xml(body: string, status = 200): ScriptedReply & object {
  return { status, headers: { 'content-type': 'application/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}

export function isS3({ headers }: ScriptedRequest): boolean {
  return headers.authorization?.includes('/s3/aws4_request') ?? false;
}

/** As the SDK names it in the address. */
export function s3Operation({ path }: ScriptedRequest): string {
  return new URL(path, 'http://s3').searchParams.get('x-id') ?? `Get ${path}`;
}

export function s3Error(status: number, code: string): ScriptedReply & object {
  return xml(`<Error><Code>${code}</Code><Message>${code}</Message><RequestId>r-1</RequestId></Error>`, status);
}

/** One bucket to a page. */
function listBuckets({ path }: ScriptedRequest, pages: number): ScriptedReply {
  const page = Number(new URL(path, 'http://s3').searchParams.get('continuation-token') ?? '0');
  const bucket = `<Bucket><Name>bucket-${page}</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket>`;
  const next = page + 1 < pages ? `<ContinuationToken>${page + 1}</ContinuationToken>` : '';
  return xml(`<ListAllMyBucketsResult><Owner><ID>o-1</ID></Owner><Buckets>${bucket}</Buckets>${next}</ListAllMyBucketsResult>`);
}

/** Buckets in which nothing was ever configured. */
export function s3Reply(request: ScriptedRequest, { pages, allowed }: { pages: number; allowed: boolean }): ScriptedReply {
  if (!allowed) return s3Error(403, 'AccessDenied');
  if (s3Operation(request) === 'ListBuckets') return listBuckets(request, pages);
  const { searchParams } = new URL(request.path, 'http://s3');
  if (searchParams.has('versioning')) return xml('<VersioningConfiguration/>');
  if (searchParams.has('acl')) return xml('<AccessControlPolicy><Owner><ID>o-1</ID></Owner></AccessControlPolicy>');
  return s3Error(404, searchParams.has('tagging') ? 'NoSuchTagSet' : 'NoSuchBucketPolicy');
}
