import { expect, onTestFinished, test } from 'vitest';
import type { ObjectStore } from '#connectors/sdk.ts';
import { awsSession } from '#tests/helpers/aws.ts';
import { type ScriptedReply, type ScriptedRequest, startScriptedServer } from '#tests/helpers/scripted-server.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const never = new AbortController().signal;

/** A store that answers as the script says, with S3's own words. */
async function scripted(script: (request: ScriptedRequest) => ScriptedReply): Promise<ObjectStore> {
  const server = await startScriptedServer(script);
  onTestFinished(() => server.close());
  return (await awsSession(server.url)).objects!;
}
const refusal = (status: number, code: string, more = ''): ScriptedReply => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<Error><Code>${code}</Code><Message>${code} says S3</Message>${more}</Error>`,
});
const put = { bucket: 'main', key: 'k', size: 1, properties: {}, checksum: null };
const upload = { ...put, uploadId: 'u' };

test.each([
  [404, 'NoSuchKey', 'not_found'],
  [404, 'NoSuchBucket', 'not_found'],
  [503, 'SlowDown', 'rate_limited'],
  [500, 'InternalError', 'provider_unavailable'],
  [412, 'PreconditionFailed', 'conflict'],
  [403, 'InvalidObjectState', 'conflict'],
  [403, 'AccessDenied', 'forbidden'],
  [400, 'BadDigest', 'invalid_input'],
  [403, 'RequestTimeTooSkewed', 'auth_required'],
  [501, 'NotImplemented', 'unsupported'],
] as const)('%i %s while reading is %s', async (status, name, code) => {
  const store = await scripted(() => refusal(status, name));
  const error = await errorOf(store.read({ bucket: 'main', key: 'k', signal: never }, () => {}));
  expect(error).toMatchObject({ code, source: { operation: 's3:GetObject', scope: 'main' } });
});

test('a body that ends early is `provider_unavailable`, and says after how much', async () => {
  const store = await scripted(() => ({
    status: 200,
    headers: { 'content-length': '100', etag: '"e"', connection: 'close' },
    body: '0123456789',
  }));
  const got: number[] = [];
  const error = await errorOf(store.read({ bucket: 'main', key: 'k', signal: never }, (bytes) => void got.push(bytes.length)));
  expect(error).toMatchObject({ code: 'provider_unavailable', message: 'The answer for k ended early, after 10 bytes.' });
  expect(got).toEqual([10]);
});

test('completing an upload that is gone is not found; giving it up is done', async () => {
  const store = await scripted(() => refusal(404, 'NoSuchUpload'));
  const part = { number: 1, size: 1, receipt: '"e"', checksum: null };
  expect(await errorOf(store.upload.complete(upload, [part], null, never))).toMatchObject({
    code: 'not_found',
    message: 'There is no such upload of k in main.',
  });
  expect(await errorOf(store.upload.parts(upload, never))).toMatchObject({ code: 'not_found' });
  await expect(store.upload.abort(upload, never)).resolves.toBeUndefined();
});

test('an error within a good answer to `complete` is an error', async () => {
  const body = '<Error><Code>InternalError</Code><Message>try again</Message></Error>';
  const store = await scripted(() => ({ status: 200, headers: { 'content-type': 'application/xml' }, body }));
  const part = { number: 1, size: 1, receipt: '"e"', checksum: null };
  expect(await errorOf(store.upload.complete(upload, [part], null, never))).toMatchObject({ code: 'provider_unavailable' });
});

test('a store that refuses the checksum gets the upload without it, and the upload says so', async () => {
  const asked: (string | undefined)[] = [];
  const store = await scripted(({ headers }) => {
    asked.push(headers['x-amz-checksum-algorithm'] as string | undefined);
    if (asked.length === 1) return refusal(400, 'InvalidArgument');
    return { status: 200, body: '<InitiateMultipartUploadResult><UploadId>u-1</UploadId></InitiateMultipartUploadResult>' };
  });
  expect(await store.upload.begin({ ...put, checksum: 'CRC32' }, never)).toEqual({ ...put, checksum: null, uploadId: 'u-1' });
  expect(asked).toEqual(['CRC32', undefined]);
});

test('bulk deletes carry Content-MD5 and tell each outcome in the order given', async () => {
  const seen: ScriptedRequest[] = [];
  const store = await scripted((request) => {
    seen.push(request);
    const errors =
      '<Error><Key>b</Key><Code>AccessDenied</Code><Message>no</Message></Error><Error><Key>c</Key><Code>NoSuchKey</Code></Error>';
    return { status: 200, headers: { 'content-type': 'application/xml' }, body: `<DeleteResult>${errors}</DeleteResult>` };
  });
  const outcomes = await store.remove(
    'main',
    ['a', 'b', 'c', 'x\ny'].map((key) => ({ key })),
    never,
  );
  expect(outcomes).toMatchObject([null, { code: 'forbidden', source: { operation: 's3:DeleteObject' } }, null, null]);
  expect(seen).toHaveLength(1);
  expect(seen[0]!.headers['content-md5']).toMatch(/^[\w+/]{22}==$/);
  expect(seen[0]!.headers).not.toHaveProperty('x-amz-checksum-crc32');
  expect(seen[0]!.body).toMatch(/<Key>x&#x0?A;y<\/Key>/i);
});

test('a restore that is under way already is no error', async () => {
  const store = await scripted(({ method }) =>
    method === 'HEAD' ? { status: 200, headers: { 'x-amz-storage-class': 'GLACIER' }, body: '' } : refusal(409, 'RestoreAlreadyInProgress'),
  );
  await expect(store.restore!({ bucket: 'main', key: 'k' }, { days: 1, tier: null }, never)).resolves.toBeUndefined();
});

test('where ACLs are switched off, the answer says what to use instead', async () => {
  const store = await scripted(() => refusal(400, 'AccessControlListNotSupported'));
  const error = await errorOf(store.setAccess!({ bucket: 'main', key: 'k' }, 'public', never));
  expect(error).toMatchObject({ code: 'unsupported', hint: expect.stringContaining('policy') });
});

const deleteAnswer = (inner: string): ScriptedReply => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<DeleteResult>${inner}</DeleteResult>`,
});
const deleteError = (key: string, code: string) => `<Error><Key>${key}</Key><Code>${code}</Code><Message>${code}</Message></Error>`;

test('a deletion on a condition leaves what has another ETag, and says so', async () => {
  const bodies: string[] = [];
  const store = await scripted(({ body }) => {
    bodies.push(body);
    return deleteAnswer(deleteError('a', 'PreconditionFailed'));
  });
  const outcomes = await store.remove('main', [{ key: 'a', ifMatch: 'e1' }, { key: 'b' }], never);
  expect(outcomes).toMatchObject([{ code: 'conflict', message: 'a was changed in the meantime.' }, null]);
  expect(bodies).toHaveLength(1);
  expect(bodies[0]).toMatch(/<Key>a<\/Key><ETag>(&quot;|")e1(&quot;|")<\/ETag>/);
  expect(bodies[0]).toMatch(/<Key>b<\/Key><\/Object>/);
});

test.each([
  ['each object', deleteAnswer(deleteError('a', 'AccessDenied'))],
  ['the call', refusal(501, 'NotImplemented')],
])('who may not delete on a condition (said of %s) deletes without one', async (_, first) => {
  const bodies: string[] = [];
  const store = await scripted(({ body }) => (bodies.push(body) === 1 ? first : deleteAnswer('')));
  expect(await store.remove('main', [{ key: 'a', ifMatch: 'e1' }], never)).toEqual([null]);
  expect(bodies.map((body) => body.includes('ETag'))).toEqual([true, false]);
});

test('checksums of parts are read page by page; who may not ask has none', async () => {
  const page = (from: number, more: boolean) =>
    `<GetObjectAttributesResponse><ObjectParts><IsTruncated>${more}</IsTruncated><NextPartNumberMarker>${from}</NextPartNumberMarker>
     <Part><PartNumber>${from}</PartNumber><Size>${from * 5}</Size><ChecksumCRC32>AAAAA${from}==</ChecksumCRC32></Part>
     </ObjectParts></GetObjectAttributesResponse>`;
  const xml = { 'content-type': 'application/xml' };
  const store = await scripted(({ headers }) => ({
    status: 200,
    headers: xml,
    body: headers['x-amz-part-number-marker'] === '1' ? page(2, false) : page(1, true),
  }));
  const address = { bucket: 'main', key: 'k' };
  expect(await store.partChecksums!(address, 'CRC32', never)).toEqual([
    { size: 5, checksum: 'AAAAA1==' },
    { size: 10, checksum: 'AAAAA2==' },
  ]);
  expect(await store.partChecksums!(address, 'SHA256', never)).toBeNull();
  const closed = await scripted(() => refusal(403, 'AccessDenied'));
  expect(await closed.partChecksums!(address, 'CRC32', never)).toBeNull();
});
