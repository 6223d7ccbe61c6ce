import type { LifecycleRule as S3Rule } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { checkLifecycle } from '#connectors/aws/objects/lifecycle-check.ts';
import { fromS3 } from '#connectors/aws/objects/lifecycle-read.ts';
import { toS3 } from '#connectors/aws/objects/lifecycle-write.ts';
import { AppFailure, type LifecycleRule, lifecycleRuleSchema } from '#connectors/sdk.ts';

const rule = (more: object): LifecycleRule =>
  lifecycleRuleSchema.parse({ id: 'r', enabled: true, filter: {}, actions: [{ kind: 'expire', days: 9 }], ...more });

/** As S3's own documentation writes them: "Examples of S3 Lifecycle configurations". */
const s3Rules: S3Rule[] = [
  { ID: 'all', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 365 } },
  { ID: 'tag', Status: 'Disabled', Filter: { Tag: { Key: 'k', Value: 'v' } }, Transitions: [{ Days: 0, StorageClass: 'GLACIER' }] },
  {
    ID: 'date',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    Transitions: [{ Date: new Date('2027-01-01T00:00:00Z'), StorageClass: 'STANDARD_IA' }],
    Expiration: { Date: new Date('2028-01-01T00:00:00Z') },
  },
  { ID: 'size', Status: 'Enabled', Filter: { ObjectSizeGreaterThan: 500 }, Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }] },
  {
    ID: 'and',
    Status: 'Enabled',
    Filter: {
      And: {
        Prefix: 'a/',
        Tags: [
          { Key: 'k', Value: 'v' },
          { Key: 'l', Value: '' },
        ],
        ObjectSizeGreaterThan: 500,
        ObjectSizeLessThan: 64_000,
      },
    },
    NoncurrentVersionTransitions: [{ NoncurrentDays: 30, StorageClass: 'GLACIER_IR', NewerNoncurrentVersions: 2 }],
    NoncurrentVersionExpiration: { NoncurrentDays: 90, NewerNoncurrentVersions: 5 },
  },
  { ID: 'markers', Status: 'Enabled', Filter: { Prefix: 'logs/' }, Expiration: { ExpiredObjectDeleteMarker: true } },
  { ID: 'uploads', Status: 'Enabled', Filter: { Prefix: '' }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
];

test.each(s3Rules.map((one) => [one.ID!, one] as const))('rule %s goes to the console and back unchanged', (_, s3Rule) => {
  const read = fromS3(s3Rule, 0);
  expect(lifecycleRuleSchema.parse(read)).toEqual(read);
  expect(read.unsupported).toEqual([]);
  expect(() => checkLifecycle([read])).not.toThrow();
  expect(toS3(read)).toEqual(s3Rule);
});

test('sizes: S3 says larger than and less than, the console from and to', () => {
  expect(fromS3(s3Rules.find(({ ID }) => ID === 'and')!, 0).filter).toMatchObject({ minBytes: 501, maxBytes: 63_999 });
});

test('a rule of the old form, without a name', () => {
  const read = fromS3({ Status: 'Enabled', Prefix: 'old/', Expiration: { Days: 3 } }, 4);
  expect(read).toMatchObject({ id: 'rule-5', filter: { prefixes: ['old/'] }, actions: [{ kind: 'expire', days: 3 }] });
});

test('what is not understood is named', () => {
  const timed = { ID: 'd', Status: 'Enabled' as const, Expiration: { Date: new Date('2026-11-20T10:00:00Z') } };
  expect(fromS3(timed, 0).unsupported).toEqual(['a time of day: 2026-11-20T10:00:00.000Z']);
  const future = { ID: 'f', Status: 'Enabled', Expiration: { Days: 1 }, SomethingNew: { a: 1 } } as S3Rule;
  expect(fromS3(future, 0).unsupported).toEqual(['SomethingNew']);
});

test.each([
  [{ filter: { prefixes: ['a', 'b'] } }, 'filter.prefixes'],
  [{ filter: { suffixes: ['.log'] } }, 'filter.suffixes'],
  [{ filter: { classes: ['STANDARD'] } }, 'filter.classes'],
  [{ filter: { minBytes: 10, maxBytes: 5 } }, 'filter.minBytes'],
  [{ filter: { createdBefore: '2026-01-01' } }, 'filter.createdBefore'],
  [
    {
      actions: [
        { kind: 'expire', days: 9 },
        { kind: 'transition', days: 0, date: '2027-01-01', storageClass: 'GLACIER' },
      ],
    },
    'not both',
  ],
  [
    {
      actions: [
        { kind: 'expire', days: 0, date: '2027-01-01' },
        { kind: 'transition', days: 0, date: '2027-01-01', storageClass: 'GLACIER' },
      ],
    },
    'expire.date: must be later',
  ],
  [{ actions: [{ kind: 'expire', days: 0 }] }, 'expire.days'],
  [{ actions: [{ kind: 'expire', days: 1, basis: 'accessed' }] }, 'expire.basis'],
  [{ actions: [{ kind: 'transition', days: 29, storageClass: 'STANDARD_IA' }] }, 'transition.days'],
  [{ actions: [{ kind: 'transition', days: 30, storageClass: 'STANDARD' }] }, 'transition.storageClass'],
  [
    {
      actions: [
        { kind: 'transition', days: 30, storageClass: 'GLACIER' },
        { kind: 'expire', days: 30 },
      ],
    },
    'expire.days',
  ],
  [{ actions: [{ kind: 'expire', days: 1 }, { kind: 'remove_delete_markers' }] }, 'remove_delete_markers'],
  [{ filter: { tags: { a: '1' } }, actions: [{ kind: 'abort_uploads', days: 1 }] }, 'abort_uploads'],
])('%j is refused by its field', (more, field) => {
  const check = () => checkLifecycle([rule({ id: 'mine', ...more })]);
  expect(check).toThrow(AppFailure);
  expect(check).toThrow('Rule mine');
  expect(check).toThrow(field);
});

test('two rules of one name are refused', () => {
  expect(() => checkLifecycle([rule({}), rule({})])).toThrow('Rule r, id');
});
