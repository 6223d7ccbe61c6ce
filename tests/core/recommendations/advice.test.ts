import { describe, expect, test } from 'vitest';
import { machineAdvice, unattachedAdvice } from '#core/recommendations/advice.ts';
import type { SizeTable } from '#core/recommendations/size-table.ts';
import type { CachedMachine } from '#shared/model/machine.ts';
import type { MetricName, MetricStats } from '#shared/model/metric.ts';
import type { MachineSize } from '#shared/model/recommendation.ts';
import { machine } from '#tests/helpers/machines.ts';

const day = 86_400_000;
const region = 'eu-west-1';

function size(type: string, vcpus: number, price: number, more: Partial<MachineSize> = {}): MachineSize {
  const memoryGiB = vcpus * 4;
  return {
    provider: 'aws',
    type,
    vcpus,
    memoryGiB,
    architecture: 'arm64',
    family: 'm7g',
    burstable: false,
    hourly: { [region]: price },
    ...more,
  };
}

const sizes = [size('m7g.medium', 1, 0.04), size('m7g.large', 2, 0.08), size('m7g.xlarge', 4, 0.16), size('m7g.2xlarge', 8, 0.32)];

/** A table of four sizes, one disk type and one address price, so that sums can be checked by hand. */
const table: SizeTable = {
  provider: 'aws',
  date: '2026-10-01',
  currency: 'USD',
  source: 'https://example.com/prices',
  notes: [],
  regions: [region],
  size: (type) => sizes.find((one) => one.type === type) ?? null,
  hourly: (type, at) => sizes.find((one) => one.type === type)?.hourly[at] ?? null,
  family: () => sizes,
  diskGiBMonth: (type, at) => (type === 'gp3' && at === region ? 0.08 : null),
  addressHour: (at) => (at === region ? 0.005 : null),
};

function stats(metric: MetricName, p95: number, max: number, more: Partial<MetricStats> = {}): MetricStats {
  return { metric, from: 0, to: 14 * day, points: 4032, coverage: 1, mean: p95 / 2, p50: p95 / 2, p95, p99: p95, max, ...more };
}

const one = (more: Partial<CachedMachine> = {}): CachedMachine => ({
  ...machine({ type: 'm7g.2xlarge', region, ...more }),
  connectionId: 'aws-1',
});
const measured = (p95: number, max: number, memory: number | null = 30) => ({
  cpu: stats('cpu', p95, max),
  memory: memory === null ? null : stats('memory', memory, memory),
  network: null,
});

describe('resize', () => {
  test('takes the cheapest size that carries CPU at 70 % and memory at 80 %', () => {
    // 8 vCPU at 15 % are 1.2 vCPU: at 70 % that takes 1.71. 32 GiB at 30 % are 9.6 GiB: at 80 % that takes 12.
    const advice = machineAdvice(one(), table, measured(15, 20))!;
    expect(advice).toMatchObject({
      kind: 'resize',
      title: 'm7g.2xlarge → m7g.xlarge',
      action: { name: 'resize', input: { type: 'm7g.xlarge' } },
    });
    expect(advice.saving!.amount).toBeCloseTo((0.16 - 0.32) * 730, 9);
    expect(advice.saving!.basis).toContain('2026-10-01');
    expect(advice.confidence).toBe('high');
    expect(advice.evidence.map(({ metric }) => metric)).toEqual(['cpu', 'memory']);
  });

  test('a peak must fit as a whole', () => {
    expect(machineAdvice(one(), table, measured(15, 60))).toBeNull();
  });

  test('memory that is not measured shrinks to half at most, with low confidence', () => {
    const advice = machineAdvice(one(), table, measured(5, 6, null))!;
    expect(advice.action).toEqual({ name: 'resize', input: { type: 'm7g.xlarge' } });
    expect(advice.confidence).toBe('low');
    expect(advice.confidenceReason).toContain('not measured');
  });

  test('leaves alone what is right, what is stopped and what has no price', () => {
    expect(machineAdvice(one(), table, measured(60, 90))).toBeNull();
    expect(machineAdvice(one({ state: 'stopped' }), table, measured(15, 20))).toBeNull();
    expect(machineAdvice(one({ region: 'mars-1' }), table, measured(15, 20))).toBeNull();
    expect(machineAdvice(one({ type: 'x1e.32xlarge' }), table, measured(15, 20))).toBeNull();
  });

  test('does not go to another architecture', () => {
    const other = { ...table, family: () => sizes.map((size) => (size.vcpus < 8 ? { ...size, architecture: 'x86_64' } : size)) };
    expect(machineAdvice(one(), other, measured(15, 20))).toBeNull();
  });

  test('savings under 5 USD a month are not worth a change', () => {
    expect(
      machineAdvice(one({ type: 'm7g.large' }), { ...table, hourly: (type) => (type === 'm7g.large' ? 0.006 : 0.004) }, measured(5.5, 20)),
    ).toBeNull();
  });
});

describe('idle', () => {
  test('says to stop what does nothing, for the whole price', () => {
    const advice = machineAdvice(one(), table, { ...measured(1.5, 3), network: stats('network_in', 900, 2000) })!;
    expect(advice).toMatchObject({ kind: 'idle', action: { name: 'stop', input: {} } });
    expect(advice.saving!.amount).toBeCloseTo(-0.32 * 730, 9);
  });

  test('traffic is work', () => {
    const advice = machineAdvice(one(), table, { ...measured(1.5, 3), network: stats('network_in', 90_000, 200_000) });
    expect(advice?.kind).toBe('resize');
  });
});

describe('confidence', () => {
  test.each([
    [14, 1, 'high'],
    [8, 0.8, 'medium'],
    [2, 1, 'low'],
  ])('%s days covered by %s are %s', (days, coverage, confidence) => {
    const cpu = stats('cpu', 15, 20, { from: (14 - days) * day, coverage });
    expect(machineAdvice(one(), table, { ...measured(15, 20), cpu })!.confidence).toBe(confidence);
  });

  test('less than a day says nothing', () => {
    expect(machineAdvice(one(), table, { ...measured(15, 20), cpu: stats('cpu', 15, 20, { from: 13.5 * day }) })).toBeNull();
  });
});

describe('unattached', () => {
  const unused = { kind: 'disk', state: 'stopped', type: 'gp3', details: { GiB: '200' } } as const;

  test('a disk is priced by its size', () => {
    const advice = unattachedAdvice(one(unused), table)!;
    expect(advice).toMatchObject({ kind: 'unattached_disk', action: { name: 'delete', input: {} } });
    expect(advice.saving!.amount).toBeCloseTo(-16, 9);
  });

  test('a disk of unknown size or type is named without a saving', () => {
    expect(unattachedAdvice(one({ ...unused, details: {} }), table)!.saving).toBeNull();
    expect(unattachedAdvice(one({ ...unused, type: 'io2' }), table)!.saving).toBeNull();
  });

  test('an address is priced by the hour', () => {
    const advice = unattachedAdvice(one({ kind: 'address', state: 'stopped' }), table)!;
    expect(advice.saving!.amount).toBeCloseTo(-3.65, 9);
    expect(unattachedAdvice(one(), table)).toBeNull();
  });
});
