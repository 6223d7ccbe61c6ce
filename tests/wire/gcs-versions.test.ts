import { describe, expect, test } from 'vitest';
import type { ObjectVersion } from '#connectors/sdk.ts';
import { stateAt } from '#core/transfers/plans/state-at.ts';
import { never } from '#tests/helpers/folder-store.ts';
import { gcsWorld } from '#tests/helpers/gcs-store.ts';

// Against a self-authored server, tests/helpers/scripted-gcs*.ts: no complete independent one exists.

const at = (key: string) => ({ bucket: 'b', key });

describe('deletion on a condition', () => {
  test('what has another generation stays', async () => {
    const { gcs, store } = await gcsWorld();
    gcs.fill('b', { a: 'x', z: 'y' });
    const [a, z] = await Promise.all([store.stat(at('a'), never), store.stat(at('z'), never)]);
    gcs.fill('b', { a: 'changed' });
    const outcomes = await store.remove(
      'b',
      [
        { key: 'a', ifMatch: a.etag },
        { key: 'z', ifMatch: z.etag },
      ],
      never,
    );
    expect(outcomes).toMatchObject([{ code: 'conflict' }, null]);
    expect((await store.stat(at('a'), never)).size).toBe(7);
    await expect(store.stat(at('z'), never)).rejects.toMatchObject({ error: { code: 'not_found' } });
  });
});

describe('the state at a time', () => {
  const all = async (store: Awaited<ReturnType<typeof gcsWorld>>['store'], key: string) => {
    const found: ObjectVersion[] = [];
    for await (const page of store.versions!({ bucket: 'b', prefix: key, signal: never })) found.push(...page);
    return found;
  };

  test.each([
    ['generations', { versioning: { enabled: true } }],
    ['soft delete', { softDeletePolicy: { retentionDurationSeconds: '604800' } }],
  ])('follows from the times of deletion: %s', async (_, rules) => {
    const { gcs, store } = await gcsWorld();
    gcs.bucket('b', rules);
    gcs.fill('b', { a: 'one' });
    gcs.fill('b', { a: 'second' });
    await store.remove('b', [{ key: 'a' }], never);
    gcs.fill('b', { a: 'the third' });
    const versions = await all(store, 'a');
    const [third, second, first] = versions;
    expect(versions.map(({ latest, until }) => [latest, until])).toEqual([
      [true, undefined],
      [false, expect.any(Number)],
      [false, expect.any(Number)],
    ]);
    const then = (at: number) => stateAt(versions, at, false)?.size ?? null;
    const moments = [first!.modified - 1, first!.modified, second!.modified, second!.until! - 1, second!.until!, third!.modified];
    expect(moments.map(then)).toEqual([null, 3, 6, 6, null, 9]);
  });
});
