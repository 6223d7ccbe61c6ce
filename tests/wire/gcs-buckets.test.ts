import { createHash, createVerify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Bucket, LifecycleRule } from '#connectors/sdk.ts';
import { lifecycleRuleSchema } from '#connectors/sdk.ts';
import { fakeClock } from '#tests/helpers/fake-clock.ts';
import { never } from '#tests/helpers/folder-store.ts';
import { gcsWorld } from '#tests/helpers/gcs-store.ts';
import { robot, robotPublicKey } from '#tests/helpers/scripted-gcp-sign-in.ts';

// Against a self-authored server, tests/helpers/scripted-gcs*.ts: no complete independent one exists.

const code = (expected: string) => ({ error: { code: expected } });

describe('links', () => {
  /** Source: https://cloud.google.com/storage/docs/access-control/signing-urls-manually */
  function verifies(method: string, link: string): boolean {
    const url = new URL(link);
    const signature = url.searchParams.get('X-Goog-Signature')!;
    const query = url.search
      .slice(1)
      .split('&')
      .filter((pair) => !pair.startsWith('X-Goog-Signature='))
      .sort()
      .join('&');
    const request = [method, url.pathname, query, `host:${url.hostname}\n`, 'host', 'UNSIGNED-PAYLOAD'].join('\n');
    const date = url.searchParams.get('X-Goog-Date')!;
    const hash = createHash('sha256').update(request).digest('hex');
    const text = ['GOOG4-RSA-SHA256', date, `${date.slice(0, 8)}/auto/storage/goog4_request`, hash].join('\n');
    return createVerify('RSA-SHA256').update(text).verify(robotPublicKey, signature, 'hex');
  }

  test('are signed with the key, for the time and method that were asked for', async () => {
    const { gcs, open } = await gcsWorld();
    // The SDK looks at the machine's clock too.
    const clock = fakeClock(Date.now());
    const store = await open({ clock });
    const address = { bucket: 'b', key: 'a b/ü+%2F.csv', versionId: '17' };
    const { url, expiresAt, note } = await store.presign!(address, { method: 'GET', expiresInSeconds: 3600, download: true }, never);
    expect(verifies('GET', url)).toBe(true);
    expect(verifies('PUT', url)).toBe(false);
    expect(new URL(url).origin).toBe(gcs.url);
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      'X-Goog-Expires': '3600',
      generation: '17',
      'response-content-disposition': expect.stringContaining('attachment'),
    });
    expect(expiresAt - clock.now()).toBeLessThanOrEqual(3_600_000);
    expect(note).toContain(robot);
    const put = await store.presign!({ bucket: 'b', key: 'x' }, { method: 'PUT', expiresInSeconds: 60, download: false }, never);
    expect(verifies('PUT', put.url)).toBe(true);
    expect(gcs.requests).toEqual([]);
  });

  test('to names that an address would lose are refused', async () => {
    const { store } = await gcsWorld();
    const options = { method: 'GET', expiresInSeconds: 60, download: false } as const;
    await expect(store.presign!({ bucket: 'b', key: 'a/../b' }, options, never)).rejects.toMatchObject(code('unsupported'));
  });

  test('of an account that is acted for are signed by IAM, and its refusal is told', async () => {
    const { gcp, open } = await gcsWorld();
    const store = await open({ settings: { impersonate: 'audit@shop-prod.iam.gserviceaccount.com' }, clock: fakeClock(Date.now()) });
    const options = { method: 'GET', expiresInSeconds: 60, download: false } as const;
    const asked: string[] = [];
    gcp.fault = ({ path, body }) => {
      if (!path.endsWith(':signBlob')) return null;
      asked.push(Buffer.from((JSON.parse(body) as { payload: string }).payload, 'base64').toString());
      return { status: 200, body: JSON.stringify({ signedBlob: Buffer.from('signed').toString('base64') }) };
    };
    const { url, note } = await store.presign!({ bucket: 'b', key: 'x' }, options, never);
    expect(asked).toEqual([expect.stringMatching(/^GOOG4-RSA-SHA256\n/)]);
    expect(new URL(url).searchParams.get('X-Goog-Signature')).toBe(Buffer.from('signed').toString('hex'));
    expect(note).toContain('IAM');
    gcp.fault = ({ path }) =>
      path.endsWith(':signBlob') ? { status: 403, body: '{"error":{"message":"no","status":"PERMISSION_DENIED"}}' } : null;
    await expect(store.presign!({ bucket: 'b', key: 'x' }, options, never)).rejects.toMatchObject({
      error: { code: 'forbidden', source: { operation: 'iam.serviceAccounts.signBlob' } },
    });
  });
});

const rule = (rest: object) =>
  lifecycleRuleSchema.parse({ id: 'Rule 1', enabled: true, filter: {}, actions: [{ kind: 'expire', days: 30 }], ...rest });

describe('lifecycle', () => {
  test('rules of every kind are written, read back as they were, and removed', async () => {
    const { gcs, store } = await gcsWorld();
    const rules: LifecycleRule[] = [
      rule({
        filter: { prefixes: ['logs/'], suffixes: ['.gz'], classes: ['STANDARD'] },
        actions: [{ kind: 'transition', days: 30, storageClass: 'NEARLINE' }],
      }),
      rule({ id: 'Rule 2', actions: [{ kind: 'noncurrent_expire', days: 7, keepNewest: 3 }] }),
      rule({ id: 'Rule 3', actions: [{ kind: 'noncurrent_transition', days: 7, storageClass: 'COLDLINE', keepNewest: 0 }] }),
      rule({ id: 'Rule 4', actions: [{ kind: 'abort_uploads', days: 7 }] }),
      rule({ id: 'Rule 5' }),
    ];
    const before = await store.lifecycle!.get('b', never);
    expect(before).toEqual({ rules: [], appliesTo: 'gs://b', raw: null });
    const after = await store.lifecycle!.put('b', rules, before, never);
    expect(after.rules).toEqual(rules);
    expect(gcs.state.buckets.get('b')!.record.lifecycle!.rule![1]).toEqual({
      action: { type: 'Delete' },
      condition: { daysSinceNoncurrentTime: 7, numNewerVersions: 3 },
    });
    expect(await store.lifecycle!.get('b', never)).toEqual(after);
    expect(await store.lifecycle!.put('b', [], after, never)).toMatchObject({ rules: [], raw: null });
  });

  test('a day of creation is read and written', async () => {
    const { gcs, store } = await gcsWorld();
    gcs.bucket('b', { lifecycle: { rule: [{ action: { type: 'Delete' }, condition: { age: 3, createdBefore: '2025-01-01' } }] } });
    const before = await store.lifecycle!.get('b', never);
    expect(before.rules).toMatchObject([{ filter: { createdBefore: '2025-01-01' }, unsupported: [] }]);
    const filter = { ...before.rules[0]!.filter, createdBefore: '2025-06-30' };
    await store.lifecycle!.put('b', [{ ...before.rules[0]!, filter }], before, never);
    expect(gcs.state.buckets.get('b')!.record.lifecycle!.rule).toEqual([
      { action: { type: 'Delete' }, condition: { age: 3, isLive: true, createdBefore: '2025-06-30' } },
    ]);
  });

  test('rules that cannot be said here stay as they are when others are saved', async () => {
    const { gcs, store } = await gcsWorld();
    const odd = { action: { type: 'Delete' }, condition: { age: 3, customTimeBefore: '2026-01-01' } };
    const plain = { action: { type: 'Delete' }, condition: { age: 365 } };
    gcs.bucket('b', { lifecycle: { rule: [odd, plain] } });
    const before = await store.lifecycle!.get('b', never);
    expect(before.rules[0]!.unsupported).toEqual(['condition customTimeBefore']);
    await store.lifecycle!.put('b', [...before.rules, rule({ id: 'New' })], before, never);
    expect(gcs.state.buckets.get('b')!.record.lifecycle!.rule).toEqual([
      odd,
      plain,
      { action: { type: 'Delete' }, condition: { age: 30, isLive: true } },
    ]);
  });

  test('rules that somebody changed meanwhile are not overwritten', async () => {
    const { gcs, store } = await gcsWorld();
    const before = await store.lifecycle!.get('b', never);
    gcs.state.buckets.get('b')!.record.lifecycle = { rule: [{ action: { type: 'Delete' }, condition: { age: 1 } }] };
    await expect(store.lifecycle!.put('b', [], before, never)).rejects.toMatchObject(code('conflict'));
    const fresh = await store.lifecycle!.get('b', never);
    gcs.fault = ({ method }) => {
      if (method === 'PATCH') gcs.state.buckets.get('b')!.record.metageneration = '99';
      return null;
    };
    await expect(store.lifecycle!.put('b', [], fresh, never)).rejects.toMatchObject(code('conflict'));
  });

  test.each([
    [{ filter: { tags: { a: 'b' } } }, 'tags'],
    [{ filter: { minBytes: 1 } }, 'size'],
    [{ enabled: false }, 'enabled'],
    [{ actions: [{ kind: 'expire', days: 1, basis: 'accessed' }] }, 'days'],
    [{ actions: [{ kind: 'transition', days: 1, storageClass: 'GLACIER' }] }, 'storage class'],
    [{ actions: [{ kind: 'remove_delete_markers' }] }, 'action'],
    [{ filter: { classes: ['STANDARD'] }, actions: [{ kind: 'abort_uploads', days: 1 }] }, 'classes'],
  ])('%j is refused by name', async (rest, field) => {
    const { store } = await gcsWorld();
    expect(() => store.lifecycle!.check([rule(rest)])).toThrow(`Rule "Rule 1", ${field}`);
  });
});

describe('facts of a bucket', () => {
  test('name who is let in, by what, and what is stale', async () => {
    const { gcs, store } = await gcsWorld();
    gcs.bucket('b', {
      versioning: { enabled: true },
      encryption: { defaultKmsKeyName: 'projects/p/locations/l/keyRings/r/cryptoKeys/k' },
      logging: { logBucket: 'logs' },
      defaultObjectAcl: [{ entity: 'allAuthenticatedUsers', role: 'READER' }],
    }).policy = {
      version: 3,
      bindings: [
        { role: 'roles/storage.objectViewer', members: ['allUsers', 'user:ops@example.com', 'user:someone@gmail.com'] },
        {
          role: 'roles/storage.admin',
          members: [
            'serviceAccount:ci@shop-prod.iam.gserviceaccount.com',
            'serviceAccount:x@other.iam.gserviceaccount.com',
            'projectOwner:shop-prod',
          ],
        },
        { role: 'roles/storage.objectUser', members: ['deleted:user:gone@example.com?uid=1'] },
        {
          role: 'roles/storage.legacyBucketReader',
          members: ['serviceAccount:service-1@gs-project-accounts.iam.gserviceaccount.com'],
          condition: { title: 'until spring', expression: 'request.time < timestamp("2026-03-01T00:00:00Z")' },
        },
      ],
    };
    const facts = await store.bucketFacts!('b', never);
    expect(facts).toMatchObject({
      publicAccess: 'public',
      publicBy: ['allUsers: roles/storage.objectViewer', 'allAuthenticatedUsers: READER of new objects by the default access list'],
      outsiders: [
        { principal: 'user:someone@gmail.com', access: 'roles/storage.objectViewer' },
        { principal: 'serviceAccount:x@other.iam.gserviceaccount.com', access: 'roles/storage.admin' },
      ],
      versioning: 'enabled',
      logging: true,
      encryption: expect.stringContaining('cryptoKeys/k'),
      problems: [],
    });
    expect(facts.stale.map(({ statement }) => statement)).toEqual([
      'roles/storage.objectUser for user:gone@example.com',
      'roles/storage.legacyBucketReader if until spring',
    ]);
  });

  test('without the permission there is a problem beside the rest', async () => {
    const { gcs, store } = await gcsWorld();
    gcs.fault = ({ url }) =>
      url.pathname.endsWith('/iam') || url.searchParams.get('projection') === 'full'
        ? { status: 403, body: '{"error":{"message":"no","errors":[{"reason":"forbidden"}]}}' }
        : null;
    const facts = await store.bucketFacts!('b', never);
    expect(facts).toMatchObject({ publicAccess: 'unknown', policy: null, versioning: 'off' });
    expect(facts.problems.map(({ source }) => source?.operation)).toEqual(['storage.buckets.getIamPolicy', 'storage.buckets.getIamPolicy']);
  });

  test('prevention of public access decides', async () => {
    const { gcs, store } = await gcsWorld();
    gcs.bucket('b', { iamConfiguration: { publicAccessPrevention: 'enforced' } });
    const facts = await store.bucketFacts!('b', never);
    expect(facts.publicAccess).toBe('blocked');
    expect(facts.looseSettings).toEqual([expect.stringContaining('uniformBucketLevelAccess')]);
    gcs.bucket('b', { iamConfiguration: { publicAccessPrevention: 'inherited', uniformBucketLevelAccess: { enabled: true } } });
    expect((await store.bucketFacts!('b', never)).looseSettings).toEqual([expect.stringContaining('publicAccessPrevention')]);
  });
});

test('buckets come by project, page by page, with the size that Google measured', async () => {
  const { gcp, open } = await gcsWorld();
  gcp.pageSize = 1;
  const points = (value: object) => [{ interval: { endTime: '2026-11-15T08:00:00Z' }, value }];
  const resource = { type: 'gcs_bucket', labels: { bucket_name: 'shop-exports' } };
  gcp.series.set('storage.googleapis.com/storage/total_bytes', [{ resource, points: points({ doubleValue: 5e12 }) }]);
  gcp.series.set('storage.googleapis.com/storage/object_count', [{ resource, points: points({ int64Value: '41230' }) }]);
  const store = await open({ settings: { storageEndpoint: gcp.url } });
  const scopes = await store.buckets.scopes(never);
  const found: Bucket[] = [];
  for await (const page of store.buckets.read({ scope: scopes[0]!, cursor: null, signal: never })) found.push(...page.items);
  expect(found).toMatchObject([
    {
      bucket: 'shop-exports',
      provider: 'gcp',
      account: 'shop-prod',
      accountName: 'Shop production',
      region: 'europe-west1',
      bytes: 5e12,
      objects: 41_230,
      measuredAt: Date.UTC(2026, 10, 15, 8),
    },
    { bucket: 'shop-logs', defaultClass: 'STANDARD', encrypted: true, publicAccess: 'unknown', bytes: null, objects: null },
  ]);
});

test('without Cloud Monitoring there are buckets without sizes, and a word about it', async () => {
  const { gcp, open } = await gcsWorld();
  gcp.fault = ({ path }) =>
    path.includes('/timeSeries') ? { status: 403, body: '{"error":{"message":"no","errors":[{"reason":"forbidden"}]}}' } : null;
  const store = await open({ settings: { storageEndpoint: gcp.url } });
  const pages = [];
  for await (const page of store.buckets.read({ scope: { id: 'shop-prod', label: '' }, cursor: null, signal: never })) pages.push(page);
  expect(pages).toMatchObject([{ items: [{ bytes: null }, { bytes: null }], warnings: [{ code: 'forbidden' }] }]);
});
