import { describe, expect, test } from 'vitest';
import { loadSizeTable, type SizeTable } from '#core/recommendations/size-table.ts';
import type { MachineSize } from '#shared/model/recommendation.ts';

const tables = (['aws', 'azure', 'gcp'] as const).map((provider) => loadSizeTable(provider));
const sizesOf = (table: SizeTable, types: readonly string[]) => types.flatMap((type) => table.family(type));

/** One type of each family that the table has. */
const someTypes = {
  aws: [
    't3.nano',
    't3a.nano',
    't4g.nano',
    'm5.large',
    'm5a.large',
    'm6i.large',
    'm6a.large',
    'm6g.large',
    'm7i.large',
    'm7a.large',
    'm7g.large',
    'm8g.large',
    'c5.large',
    'c5a.large',
    'c6i.large',
    'c6a.large',
    'c6g.large',
    'c7i.large',
    'c7a.large',
    'c7g.large',
    'c8g.large',
    'r5.large',
    'r5a.large',
    'r6i.large',
    'r6a.large',
    'r6g.large',
    'r7i.large',
    'r7a.large',
    'r7g.large',
    'r8g.large',
  ],
  azure: [
    'B1s',
    'D2_v5',
    'D2s_v5',
    'D2d_v5',
    'D2ds_v5',
    'D2ls_v5',
    'D2ps_v5',
    'D2as_v5',
    'D2as_v4',
    'D2_v4',
    'D2s_v4',
    'D2_v3',
    'D2s_v3',
    'E2_v5',
    'E2s_v5',
    'E2ds_v5',
    'E2ps_v5',
    'E2_v4',
    'E2s_v4',
    'E2as_v4',
    'F2s_v2',
  ].map((name) => `Standard_${name}`),
  gcp: [
    'e2-micro',
    'e2-standard-2',
    'e2-highmem-2',
    'e2-highcpu-2',
    'n2-standard-2',
    'n2-highmem-2',
    'n2-highcpu-2',
    'n1-standard-1',
    'n1-highmem-2',
    'n1-highcpu-2',
    'n2d-standard-2',
    'n2d-highmem-2',
    'n2d-highcpu-2',
    't2d-standard-1',
    'c2-standard-4',
    'c2d-standard-2',
    'c2d-highmem-2',
    'c2d-highcpu-2',
    'c3-standard-4',
    'c3-highmem-4',
    'c3-highcpu-4',
    'c3d-standard-4',
    'c3d-highmem-4',
    'c3d-highcpu-4',
  ],
};

function expectWithinOnePercent(values: readonly number[], what: string): void {
  expect(Math.max(...values) / Math.min(...values), what).toBeLessThan(1.01);
}

const perGiB = (family: readonly MachineSize[], region: string) =>
  family.flatMap(({ hourly, memoryGiB }) => (hourly[region] === undefined ? [] : [hourly[region] / memoryGiB]));
const perCpu = (family: readonly MachineSize[], region: string) =>
  family.flatMap(({ hourly, vcpus }) => (hourly[region] === undefined ? [] : [hourly[region] / vcpus]));

describe.each(tables)('the table of $provider', (table) => {
  const types = someTypes[table.provider];

  test('says of when its prices are, where to look them up and where they come from', () => {
    expect(table.date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(new URL(table.source).protocol).toBe('https:');
    expect(table.notes.length).toBeGreaterThan(1);
    expect(table.regions.length).toBeGreaterThan(1);
  });

  test('has every type once, and prices in its own regions only', () => {
    const all = sizesOf(table, types);
    expect(new Set(all.map(({ type }) => type)).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(40);
    for (const { hourly, type } of all) {
      expect(Object.keys(hourly).length, type).toBeGreaterThan(0);
      expect(table.regions, type).toEqual(expect.arrayContaining(Object.keys(hourly)));
    }
  });

  test.each(types)('the family of %s is priced by size', (type) => {
    const family = table.family(type);
    expect(family.length).toBeGreaterThan(2);
    expect(new Set(family.map(({ architecture }) => architecture)).size).toBe(1);
    // Shared-core types of Google are sums of two rates: a quarter of a CPU with one GiB, half of one with two, one with four.
    for (const region of table.regions.filter((one) => family[0]!.hourly[one] !== undefined)) {
      expect(perGiB(family, region).length, `${region}: all sizes`).toBe(family.length);
      expectWithinOnePercent(perGiB(family, region), `${region} by GiB`);
      if (!family[0]!.burstable) expectWithinOnePercent(perCpu(family, region), `${region} by vCPU`);
    }
    if (!family[0]!.burstable)
      expectWithinOnePercent(
        family.map(({ vcpus, memoryGiB }) => memoryGiB / vcpus),
        'memory by vCPU',
      );
  });
});

test.each([
  ['aws', 'm7g.large', 'us-east-1', 0.0816],
  ['aws', 'm5.24xlarge', 'us-east-1', 4.608],
  ['aws', 'c7a.48xlarge', 'us-east-1', 9.85344],
  ['aws', 't4g.nano', 'us-east-1', 0.0042],
  ['aws', 't3.small', 'eu-central-1', 0.024],
  ['aws', 'm5.8xlarge', 'eu-west-1', 1.712],
  ['aws', 'c6i.8xlarge', 'eu-central-1', 1.552],
  ['aws', 'r5.8xlarge', 'eu-west-1', 2.256],
  ['azure', 'Standard_D96s_v5', 'eastus', 4.608],
  ['azure', 'Standard_E64_v5', 'westeurope', 4.864],
  ['azure', 'Standard_F16s_v2', 'eastus', 0.677],
  ['azure', 'Standard_D2as_v5', 'eastus', 0.086],
  ['azure', 'Standard_B2ms', 'westeurope', 0.096],
  ['gcp', 'e2-medium', 'us-central1', 0.03350571],
  ['gcp', 'e2-micro', 'europe-west4', 0.009221505],
  ['gcp', 'e2-highcpu-8', 'us-central1', 0.19788096],
  ['gcp', 'e2-highmem-16', 'europe-west3', 0.93170976],
  ['gcp', 'n2-standard-128', 'europe-west1', 6.837376],
  ['gcp', 'n2-highmem-4', 'europe-west4', 0.288456],
  ['gcp', 'n1-standard-16', 'europe-west1', 0.836028],
  ['gcp', 'n1-highmem-96', 'us-central1', 5.6832],
  ['gcp', 'n2d-highcpu-224', 'us-central1', 6.9861],
  ['gcp', 't2d-standard-60', 'us-central1', 2.5348],
  ['gcp', 'c2-standard-60', 'us-central1', 3.1321],
  ['gcp', 'c2d-highmem-112', 'us-central1', 6.8583],
  ['gcp', 'c3-highcpu-176', 'us-central1', 7.5856],
  ['gcp', 'c3d-standard-360', 'us-central1', 16.344],
] as const)('%s %s in %s costs what the published list says', (provider, type, region, price) => {
  // Lists round: to four digits for a small size, times its multiple for a large one.
  expect(Math.abs(loadSizeTable(provider).hourly(type, region)! / price - 1)).toBeLessThan(0.001);
});

describe('a lookup', () => {
  const aws = loadSizeTable('aws');

  test('gives the size with its provider, and the family from small to large', () => {
    expect(aws.size('t3.medium')).toMatchObject({ provider: 'aws', vcpus: 2, memoryGiB: 4, architecture: 'x86_64', burstable: true });
    expect(
      aws
        .family('m7g.4xlarge')
        .map(({ type }) => type)
        .slice(0, 3),
    ).toEqual(['m7g.medium', 'm7g.large', 'm7g.xlarge']);
  });

  test('of what is not known gives nothing instead of a guess', () => {
    expect([aws.size('x99.huge'), aws.hourly('x99.huge', 'us-east-1'), aws.hourly('m7i.large', 'eu-west-1')]).toEqual([null, null, null]);
    expect(aws.family('x99.huge')).toEqual([]);
    expect([aws.diskGiBMonth('io9', 'us-east-1'), aws.diskGiBMonth('gp3', 'mars-1'), aws.addressHour('mars-1')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test('knows disks and addresses', () => {
    expect(aws.diskGiBMonth('gp3', 'us-east-1')).toBe(0.08);
    expect(aws.addressHour('eu-west-1')).toBe(0.005);
    expect(loadSizeTable('gcp').diskGiBMonth('pd-ssd', 'europe-west3')).toBe(0.204);
    expect(loadSizeTable('azure').addressHour('westeurope')).toBe(0.005);
  });

  test('reads a table once', () => {
    expect(loadSizeTable('aws')).toBe(aws);
  });
});
