import type { AppEvent } from '#shared/contract/events.ts';
import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { Dated } from '#shared/model/freshness.ts';
import { ruleScope } from '#shared/model/lifecycle.ts';
import type { ObjectRef } from '#shared/model/storage.ts';
import { jobs } from './fake-estate.ts';
import { fakeInsight, fakeLifecycle, fakeSimulation, fakeUsage } from './fake-insight.ts';
import { fakeListing, newest, objectsIn } from './fake-objects.ts';
import { previewOf } from './fake-previews.ts';
import { fakeBuckets, fakeFeatures } from './fake-stores.ts';

interface Parts {
  empty: boolean;
  online: boolean;
  dated: Dated;
  emit: (event: AppEvent) => void;
}

const findable = ['events/2025/', 'events/2026/', 'exports/'].flatMap((prefix) => objectsIn(prefix, 700));
const types: Record<string, string> = {
  json: 'application/json',
  csv: 'text/csv',
  pdf: 'application/pdf',
  png: 'image/png',
  log: 'text/plain',
};

function detailOf({ connectionId, bucket, key, versionId }: ObjectRef) {
  const ending = /\.(\w+)$/.exec(key)?.[1] ?? '';
  const archived = key.endsWith('.gz');
  const scheme = fakeFeatures.find((one) => one.connectionId === connectionId)!.features.scheme;
  return {
    key,
    size: previewOf(key).length || 482_113_771,
    modified: newest,
    storageClass: archived ? 'GLACIER' : 'STANDARD',
    etag: '9b2cf535f27731c974343645a3985328-12',
    versionId: versionId ?? '3HL4kqtJlcpXroDTDmJ-rmSpXd3dIbrHY',
    properties: {
      contentType: types[ending] ?? 'application/octet-stream',
      cacheControl: 'max-age=3600',
      metadata: { source: 'till-7', 'batch-id': '2026-11' },
    },
    tags: { owner: 'data', retention: '7y' },
    checksums: [{ algorithm: 'CRC64NVME' as const, value: 'rosUhgp5mIg=', parts: 12 }],
    encryption: 'SSE-KMS alias/aws/s3',
    restore: archived ? { state: 'archived' as const, until: null } : null,
    access: 'private' as const,
    grants: [],
    address: `${scheme}://${bucket}/${key}`,
    problems: [],
  };
}

/** Buckets of three clouds and a local folder; a folder of 5,000 names. */
export function fakeStorage({ empty, online, dated, emit }: Parts): Services['storage'] {
  const here = <T>(value: T): T => {
    if (!online) throw failure('offline');
    return value;
  };
  return {
    features: () => (empty ? [] : fakeFeatures),
    buckets: () => ({ ...dated, buckets: empty ? [] : fakeBuckets }),
    bucketFacts: ({ bucket }) =>
      here({
        publicAccess: bucket === 'retail-website-assets' ? 'public' : 'blocked',
        publicBy: bucket === 'retail-website-assets' ? ['Policy statement PublicRead: s3:GetObject for *'] : [],
        outsiders: [],
        versioning: 'enabled',
        encrypted: true,
        encryption: 'SSE-S3',
        stale: [],
        insecureTransport: true,
        logging: false,
        policy: { Version: '2012-10-17', Statement: [{ Sid: 'PublicRead', Effect: 'Allow', Principal: '*', Action: 's3:GetObject' }] },
        problems: [],
      }),
    browse: (query) => {
      if (query.refresh) emit({ type: 'changed', tables: ['objects'] });
      return { asOf: Date.now() - 60_000, stale: !online, problems: [], ...fakeListing(query), listing: false, cached: !online };
    },
    index: () => jobs[0]!,
    find: ({ query, offset, limit }) => {
      const words = query
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => !word.includes(':') && !/[<>]/.test(word));
      const hits = findable.filter(({ key }) => words.every((word) => key.toLowerCase().includes(word)));
      return {
        rows: hits.slice(offset, offset + limit).map((one) => ({ ...one, connectionId: 'aws1', bucket: 'retail-datalake' })),
        total: hits.length,
        more: false,
        bytes: hits.reduce((sum, { size }) => sum + size, 0),
        searched: { objects: 1_240_331, buckets: 5 },
        asOf: Date.now() - 9e6,
        terms: query.split(/\s+/),
      };
    },
    head: (object) => here(detailOf(object)),
    versions: ({ prefix }) => ({
      versions: [0, 1, 2].map((index) => ({
        ...detailOf({ connectionId: 'aws1', bucket: 'retail-datalake', key: prefix }),
        modified: newest - index * 86_400_000,
        versionId: `v${3 - index}`,
        latest: index === 0,
        deleted: index === 1,
      })),
      more: false,
    }),
    presign: ({ bucket, key, expiresInSeconds }) => ({
      url: `https://${bucket}.s3.eu-central-1.amazonaws.com/${encodeURIComponent(key)}?X-Amz-Expires=${expiresInSeconds}&X-Amz-Signature=0000`,
      expiresAt: Date.now() + expiresInSeconds * 1000,
      note: 'It ends sooner when the credentials that signed it do.',
    }),
    preview: ({ key, offset, length }) => {
      const bytes = previewOf(key);
      const part = bytes.subarray(offset, offset + length);
      return { base64: btoa(String.fromCharCode(...part)), offset, size: bytes.length, contentType: '', etag: null };
    },
    table: ({ rows }) => ({
      columns: [
        { name: 'order_id', type: 'INT64' },
        { name: 'store', type: 'STRING' },
        { name: 'amount', type: 'DOUBLE' },
        { name: 'paid_at', type: 'TIMESTAMP' },
      ],
      rows: Array.from({ length: Math.min(rows, 40) }, (_, index) => [
        index + 1,
        `store ${index % 7}`,
        index * 1.25,
        index % 5 === 0 ? null : '2026-11-20',
      ]),
      totalRows: 1_200_000,
      bytesRead: 262_144,
      note: '',
    }),
    usage: () => fakeUsage,
    pendingUploads: () => ({
      uploads: [
        { key: 'exports/full-2026-10.tar', uploadId: 'u1', initiated: newest - 9e8, bytes: 81_000_000_000, storageClass: 'STANDARD' },
        { key: 'models/weights.bin', uploadId: 'u2', initiated: null, bytes: null, storageClass: 'STANDARD' },
      ],
      monthly: { amount: 1.86, currency: 'USD', basis: 'list prices of 2026-11-01' },
      more: false,
    }),
    lifecycle: () => here(fakeLifecycle),
    simulateLifecycle({ rules }) {
      const refused = rules.find(({ actions }) => actions.some((action) => action.kind === 'expire' && action.days === 0));
      if (!refused) return fakeSimulation(rules);
      const source = { scope: ruleScope(refused.id) };
      throw failure('invalid_input', `Rule ${refused.id}, expire.days: S3 needs one day or more.`, { source });
    },
    insight: ({ buckets }) => {
      if (empty) return { findings: [], tiering: [], classifications: [], prices: [], unread: [], problems: [] };
      const wanted = (one: { bucket: string }) => !buckets || buckets.some(({ bucket }) => bucket === one.bucket);
      return { ...fakeInsight, findings: fakeInsight.findings.filter(wanted) };
    },
    sampleContent: () => ({
      classifications: fakeInsight.classifications.slice(0, 1),
      read: { objects: 50, bytes: 3_276_800 },
      skipped: [],
    }),
  };
}
