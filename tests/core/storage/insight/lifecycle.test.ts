import { describe, expect, it } from 'vitest';
import { lifecycleSimulator } from '#core/storage/insight/lifecycle/simulate.ts';
import { type LifecycleRule, lifecycleRuleSchema } from '#shared/model/lifecycle.ts';
import type { ObjectRow } from '#shared/model/storage.ts';
import { testObject } from '#tests/helpers/object-index.ts';
import { testCachedBucket } from '#tests/helpers/storage-bucket.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 0, 1);
const classes = ['STANDARD', 'STANDARD_IA', 'GLACIER', 'DEEP_ARCHIVE'];
const gb = 2 ** 30;

const old = (key: string, days: number, changes: Partial<ObjectRow> = {}) =>
  testObject(key, { size: gb, modified: now - days * day, ...changes });
const rule = (id: string, actions: unknown[], filter = {}): LifecycleRule =>
  lifecycleRuleSchema.parse({ id, enabled: true, filter, actions });
const move = (days: number, storageClass: string) => ({ kind: 'transition', days, storageClass });

function simulate(rules: LifecycleRule[], rows: ObjectRow[], bucket = testCachedBucket()) {
  const simulator = lifecycleSimulator({ bucket, rules, classes, now, horizonDays: 30 });
  for (const row of rows) simulator.add(row);
  return simulator.result();
}

describe('a lifecycle simulation', () => {
  it('counts what a rule takes now and what it takes within the horizon', () => {
    const rows = [old('logs/a', 100), old('logs/b', 80), old('logs/c', 10), old('x', 500)];
    const { effects } = simulate([rule('r', [move(90, 'GLACIER')], { prefixes: ['logs/'] })], rows);
    expect(effects[0]).toMatchObject({ ruleId: 'r', now: { objects: 1, bytes: gb }, later: { objects: 1, bytes: gb }, notes: [] });
    expect(effects[0]!.sample.map(({ key }) => key)).toEqual(['logs/a', 'logs/b']);
    expect(effects[0]!.monthly!.amount).toBeCloseTo(0.0036 - 0.023 + (32_768 * 0.0036 + 8192 * 0.023) / gb, 10);
    expect(effects[0]!.once!.amount).toBeCloseTo(0.03 / 1000, 10);
  });

  it('lets deletion go before a change of class, and the colder class before the warmer one', () => {
    const rules = [
      rule('ia', [move(10, 'STANDARD_IA')]),
      rule('cold', [move(20, 'GLACIER')]),
      rule('gone', [{ kind: 'expire', days: 50 }]),
    ];
    const { effects, overlaps } = simulate(rules, [old('a', 15), old('b', 25), old('c', 60)]);
    expect(effects.map((effect) => effect.now.objects)).toEqual([1, 1, 1]);
    expect(effects.map((effect) => effect.later.objects)).toEqual([0, 1, 1]);
    expect(overlaps).toContain('“gone” and “cold” both take 2 objects: “gone” goes first (deletion before a change of class).');
    expect(overlaps).toContain('“cold” and “ia” both take 1 objects: “cold” goes first (the colder class).');
  });

  it('moves to colder classes only, and in S3 nothing under 128 KB unless a size is named', () => {
    const rows = [
      old('cold', 90, { storageClass: 'DEEP_ARCHIVE' }),
      old('same', 90, { storageClass: 'GLACIER' }),
      old('small', 90, { size: 1000 }),
    ];
    const { effects } = simulate([rule('r', [move(30, 'GLACIER')])], rows);
    expect(effects[0]).toMatchObject({ now: { objects: 0 }, notes: [expect.stringContaining('128 KB')] });
    expect(simulate([rule('r', [move(30, 'GLACIER')], { minBytes: 1 })], rows).effects[0]!.now.objects).toBe(1);
    const gcs = testCachedBucket({ provider: 'gcp' });
    expect(simulate([rule('r', [move(30, 'GLACIER')])], rows, gcs).effects[0]!.now.objects).toBe(1);
  });

  it('takes everything from a day on, whatever its age', () => {
    const from = (date: string) => simulate([rule('r', [{ kind: 'expire', days: 900, date }])], [old('a', 1)]).effects[0];
    expect(from('2026-01-01')).toMatchObject({ now: { objects: 1 }, later: { objects: 0 } });
    expect(from('2026-01-02')).toMatchObject({ now: { objects: 0 }, later: { objects: 1 } });
    expect(from('2026-03-01')).toMatchObject({ now: { objects: 0 }, later: { objects: 0 } });
  });

  it.each([
    [{ prefixes: ['a/', 'b/'] }, ['a/x.log', 'b/y']],
    [{ suffixes: ['.log'] }, ['a/x.log']],
    [{ minBytes: 2 * gb }, ['big']],
    [{ maxBytes: gb }, ['a/x.log', 'b/y', 'ia']],
    [{ classes: ['STANDARD_IA'] }, ['ia']],
    [{ createdBefore: '2025-12-24' }, ['a/x.log', 'b/y', 'big', 'ia']],
    [{ createdBefore: '2025-12-23' }, []],
  ])('takes by the filter %j', (filter, keys) => {
    const rows = [old('a/x.log', 9), old('b/y', 9), old('big', 9, { size: 3 * gb }), old('ia', 9, { storageClass: 'STANDARD_IA' })];
    const { effects } = simulate([rule('r', [{ kind: 'expire', days: 1 }], filter)], rows);
    expect(effects[0]!.now.objects).toBe(keys.length);
    expect(effects[0]!.sample.map(({ key }) => key).toSorted()).toEqual(keys);
  });

  it('charges what is younger than its minimum duration', () => {
    const { effects } = simulate([rule('r', [{ kind: 'expire', days: 1 }])], [old('a', 10, { storageClass: 'STANDARD_IA' })]);
    expect(effects[0]!.once!.amount).toBeCloseTo(0.0125 * (20 / 30), 10);
    expect(effects[0]!.monthly!.amount).toBeCloseTo(-0.0125, 10);
  });

  it('says what it cannot tell, has no price where there is none, and leaves out what is off', () => {
    const rules = [
      rule('tags', [{ kind: 'expire', days: 1 }], { tags: { a: 'b' } }),
      rule('versions', [{ kind: 'noncurrent_expire', days: 1 }]),
      rule('uploads', [{ kind: 'abort_uploads', days: 1 }]),
      rule('read', [{ kind: 'expire', days: 1, basis: 'accessed' }]),
      { ...rule('off', [{ kind: 'expire', days: 1 }]), enabled: false },
    ];
    const { effects } = simulate(rules, [old('a', 10, { storageClass: 'UNKNOWN' })]);
    expect(effects.map(({ ruleId }) => ruleId)).toEqual(['tags', 'versions', 'uploads', 'read']);
    expect(effects.map(({ notes }) => notes.length)).toEqual([1, 1, 1, 1]);
    expect(effects[0]).toMatchObject({ now: { objects: 1 }, monthly: null, once: null });
    expect(effects[3]!.now.objects).toBe(0);
  });
});
