import type { BlobItem } from '@azure/storage-blob';
import { expect, test } from 'vitest';
import { versionOf } from '#connectors/azure/objects/versions.ts';
import { stateAt } from '#core/transfers/plans/state-at.ts';

const day = (date: number, hour = 0) => new Date(Date.UTC(2026, 4, date, hour));

/** As "List Blobs" describes items, https://learn.microsoft.com/rest/api/storageservices/list-blobs; self-authored. */
function item(patch: Partial<BlobItem>, properties: Partial<BlobItem['properties']> = {}): BlobItem {
  return {
    name: 'a',
    deleted: false,
    snapshot: '',
    properties: { lastModified: day(1), etag: '"1"', contentLength: 3, ...properties },
    ...patch,
  };
}

test('a deleted object says until when it was there', () => {
  const deleted = versionOf(item({ deleted: true }, { deletedOn: day(5, 12), remainingRetentionDays: 3 }));
  expect(deleted).toMatchObject({ latest: false, deleted: true, until: day(5, 12).getTime() });
  expect(stateAt([deleted], day(5, 11).getTime(), false)).toBe(deleted);
  expect(stateAt([deleted], day(5, 12).getTime(), false)).toBeNull();
});

test('of an object that was replaced, soft delete keeps a snapshot: it was the state until then', () => {
  const now = versionOf(item({}, { lastModified: day(4) }));
  const before = versionOf(item({ deleted: true, snapshot: '2026-05-04T00:00:00.0000000Z' }, { deletedOn: day(4) }));
  expect([day(2), day(4)].map((at) => stateAt([now, before], at.getTime(), false))).toEqual([before, now]);
});

test('a version that was deleted itself does not say when it ceased to be the current one', () => {
  const version = versionOf(item({ deleted: true, versionId: '2026-05-01T00:00:00.0000000Z' }, { deletedOn: day(9) }));
  expect(version).not.toHaveProperty('until');
});

test('the current version and older ones', () => {
  const versions = [item({ versionId: '2', isCurrentVersion: true }), item({ versionId: '1' })].map(versionOf);
  expect(versions.map(({ versionId, latest, deleted }) => [versionId, latest, deleted])).toEqual([
    ['2', true, false],
    ['1', false, false],
  ]);
});
