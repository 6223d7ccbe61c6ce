import {
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { copyObject } from '#connectors/aws/objects/copy.ts';
import { type LifecycleRule, lifecycleRuleSchema, type ObjectStore } from '#connectors/sdk.ts';
import { awsSession, readAll } from '#tests/helpers/aws.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { errorOf } from '#tests/helpers/vaults.ts';
import { collect, makeBuckets, never, newObject, put, read, s3Client, s3Of } from './s3-estate.ts';

const MiB = 1024 ** 2;

describe.skipIf(!hasMoto)(`S3's buckets, against moto${hasMoto ? '' : ' (skipped: no moto beside the repository)'}`, () => {
  let moto: Moto;
  let client: S3Client;
  let store: ObjectStore;
  beforeAll(async () => {
    moto = await startMoto();
    client = s3Client(moto);
    await makeBuckets(client);
  });
  afterAll(() => moto?.kill());
  beforeEach(async () => {
    store = (await awsSession(moto.url)).objects!;
  });

  test('buckets with tags, versions, encryption, public access, and their size from CloudWatch', async () => {
    // moto measures when it is asked, by the clock of this machine.
    store = (await awsSession(moto.url, { now: Date.now() })).objects!;
    await put(store, 'counted', { text: 'four' });
    await client.send(new PutBucketTaggingCommand({ Bucket: 'main', Tagging: { TagSet: [{ Key: 'Env', Value: 'production' }] } }));
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'alias/own' } }];
    await client.send(new PutBucketEncryptionCommand({ Bucket: 'main', ServerSideEncryptionConfiguration: { Rules } }));
    const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
    await client.send(new PutPublicAccessBlockCommand({ Bucket: 'main', PublicAccessBlockConfiguration: all }));
    const pages = await readAll(store.buckets);
    const buckets = Object.fromEntries(pages.flatMap(({ items }) => items).map((one) => [one.bucket, one]));
    expect(buckets['main']).toMatchObject({
      provider: 'aws',
      account: '123456789012',
      region: 'us-east-1',
      tags: { Env: 'production' },
      versioning: 'off',
      encrypted: true,
      encryption: 'SSE-KMS alias/own',
      publicAccess: 'blocked',
      // moto gives the same four bytes for each of S3's 16 storage types, whichever the object has.
      bytes: 4 * 16,
      objects: 1,
    });
    expect(buckets['kept']).toMatchObject({ versioning: 'enabled', tags: {} });
  });

  test('versions and deleted objects by key, newest first; any of them becomes the current one', async () => {
    const address = { bucket: 'kept', key: 'doc a+b' };
    const first = await put(store, address.key, { text: 'first', bucket: 'kept' });
    const second = await put(store, address.key, { text: 'second', bucket: 'kept' });
    expect(first.versionId).not.toBe(second.versionId);
    await store.remove('kept', [{ key: address.key }], never);
    const list = async () => await collect(store.versions!({ bucket: 'kept', prefix: 'doc', signal: never }));
    const versions = await list();
    expect(versions.map(({ latest, deleted }) => [latest, deleted])).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
    expect(await errorOf(read(store, address.key, { bucket: 'kept' }))).toMatchObject({ code: 'not_found' });
    expect((await read(store, address.key, { bucket: 'kept', versionId: first.versionId! })).text).toBe('first');
    await store.restoreVersion!({ ...address, versionId: versions[0]!.versionId }, never);
    expect((await read(store, address.key, { bucket: 'kept' })).text).toBe('second');
    await store.restoreVersion!({ ...address, versionId: first.versionId! }, never);
    expect((await read(store, address.key, { bucket: 'kept' })).text).toBe('first');
    await store.remove('kept', [{ key: address.key, versionId: second.versionId }], never);
    expect((await list()).map(({ versionId }) => versionId)).not.toContain(second.versionId);
  });

  test('a copy beyond the limit of one call is made in parts and keeps properties and tags', async () => {
    const body = Buffer.alloc(12 * MiB, 'a part of twelve ');
    const key = 'big one+%2F';
    const properties = { contentType: 'text/plain', metadata: { owner: 'ünal' } };
    const stat = await store.upload.put(newObject(key, body.length, { properties, tags: { team: 'a b' } }), body, null, never);
    const progress: number[] = [];
    const copy = {
      from: { bucket: 'main', key, size: body.length, modified: 0, storageClass: 'STANDARD', etag: stat.etag },
      properties: null,
      signal: never,
    };
    const s3 = await s3Of(moto);
    const limits = { maxCopy: 5 * MiB, part: 5 * MiB };
    const to = { bucket: 'kept', key: 'copied' };
    const made = await copyObject(s3, { ...copy, to, onProgress: (bytes) => progress.push(bytes) }, limits);
    expect(made.size).toBe(body.length);
    expect(progress.at(-1)).toBe(body.length);
    expect(progress).toHaveLength(3);
    expect((await read(store, 'copied', { bucket: 'kept' })).bytes.equals(body)).toBe(true);
    expect(await store.head(to, never)).toMatchObject({ properties, tags: { team: 'a b' } });
    const failed = await errorOf(
      copyObject(s3, { ...copy, from: { ...copy.from, bucket: 'main', key: 'missing' }, to: { bucket: 'kept', key: 'never' } }, limits),
    );
    expect(failed.code).toBe('not_found');
    expect(await collect(store.pendingUploads!({ bucket: 'kept', prefix: '', signal: never }))).toEqual([]);
  });

  const rule = (id: string, more: object): LifecycleRule => lifecycleRuleSchema.parse({ id, enabled: true, filter: {}, ...more });
  const rules = [
    rule('everything', {
      actions: [
        { kind: 'transition', days: 30, storageClass: 'STANDARD_IA' },
        { kind: 'expire', days: 400 },
      ],
    }),
    rule('logs', { filter: { prefixes: ['logs/'] }, enabled: false, actions: [{ kind: 'abort_uploads', days: 7 }] }),
    // moto forgets sizes and the newest versions that are to be kept: tests/connectors/aws/objects-lifecycle.test.ts has those.
    rule('tagged', {
      filter: { prefixes: ['x/'], tags: { a: '1', b: '2' } },
      actions: [{ kind: 'noncurrent_expire', days: 90 }],
    }),
    rule('markers', { actions: [{ kind: 'remove_delete_markers' }] }),
  ];

  test('lifecycle rules come back as they were saved; a change by somebody else is a conflict', async () => {
    const { lifecycle } = store;
    const none = await lifecycle!.get('kept', never);
    expect(none).toEqual({ rules: [], appliesTo: 'kept', raw: null });
    const saved = await lifecycle!.put('kept', rules, none, never);
    expect(saved.rules).toEqual(rules);
    expect(await errorOf(lifecycle!.put('kept', [], none, never))).toMatchObject({ code: 'conflict' });
    expect(await lifecycle!.put('kept', [], saved, never)).toMatchObject({ rules: [], raw: null });
  });

  test('a rule by date, and what others made, stays as it is when others are saved', async () => {
    const byDate = {
      ID: 'by date',
      Status: 'Enabled' as const,
      Filter: { Prefix: 'tmp/' },
      Expiration: { Date: new Date('2030-01-01T00:00:00Z') },
    };
    await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket: 'kept', LifecycleConfiguration: { Rules: [byDate] } }));
    const before = await store.lifecycle!.get('kept', never);
    expect(before.rules).toMatchObject([{ id: 'by date', actions: [{ kind: 'expire', date: '2030-01-01' }], unsupported: [] }]);
    const after = await store.lifecycle!.put('kept', [...before.rules, rules[0]!], before, never);
    expect((after.raw as { Rules: unknown[] }).Rules[0]).toEqual((before.raw as { Rules: unknown[] }).Rules[0]);
    expect(after.rules.map(({ id }) => id)).toEqual(['by date', 'everything']);
  });

  test('facts: who is let in, by what', async () => {
    const Statement = [
      { Sid: 'Web', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::kept/*' },
      {
        Sid: 'Partner',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::999999999999:root' },
        Action: ['s3:ListBucket'],
        Resource: 'arn:aws:s3:::kept',
      },
    ];
    await client.send(new PutBucketPolicyCommand({ Bucket: 'kept', Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
    await client.send(new PutBucketAclCommand({ Bucket: 'kept', ACL: 'public-read' }));
    const facts = await store.bucketFacts!('kept', never);
    expect(facts).toMatchObject({
      publicAccess: 'public',
      versioning: 'enabled',
      insecureTransport: true,
      logging: false,
      stale: [],
      policy: { Statement },
    });
    expect(facts.publicBy).toEqual(['Policy statement "Web" allows everybody s3:GetObject', 'ACL of the bucket: Everybody: READ']);
    expect(facts.outsiders).toEqual([
      { principal: 'arn:aws:iam::999999999999:root', access: 's3:ListBucket', by: 'policy statement "Partner"' },
    ]);
  });
});
