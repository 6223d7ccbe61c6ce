import { z } from 'zod';
import type { MachineSize } from '#shared/model/recommendation.ts';
import aws from '../../../resources/sizes/aws.json' with { type: 'json' };
import azure from '../../../resources/sizes/azure.json' with { type: 'json' };
import gcp from '../../../resources/sizes/gcp.json' with { type: 'json' };

/** Clouds of which a table is shipped. */
export type PricedProvider = 'aws' | 'azure' | 'gcp';

/** USD by region. */
const pricesSchema = z.record(z.string(), z.number().positive());

const fileSchema = z.strictObject({
  provider: z.enum(['aws', 'azure', 'gcp']),
  /** The day the prices were valid on, `YYYY-MM-DD`: the oldest of the sources. */
  date: z.iso.date(),
  currency: z.literal('USD'),
  /** The vendor's public price page, where a person can check a figure. */
  source: z.url(),
  /** Where the figures were taken from, and of which day each is. */
  notes: z.array(z.string()),
  regions: z.array(z.string()),
  sizes: z.array(
    z.strictObject({
      type: z.string(),
      vcpus: z.number().positive(),
      memoryGiB: z.number().positive(),
      architecture: z.enum(['x86_64', 'arm64']),
      family: z.string(),
      burstable: z.boolean(),
      hourly: pricesSchema,
    }),
  ),
  /** Price of a GiB-month by the provider's type of disk; types priced by steps are left out. */
  disks: z.array(z.strictObject({ type: z.string(), gibMonth: pricesSchema })),
  /** Price per hour of a public address that nothing uses. */
  addresses: pricesSchema,
});

/** Sizes and list prices (USD, Linux, on demand) of one provider, as shipped in `resources/sizes`. A lookup gives null for what the table does not know. */
export interface SizeTable {
  provider: PricedProvider;
  /** The day the prices were valid on, `YYYY-MM-DD`. */
  date: string;
  currency: 'USD';
  /** The vendor's public price page. */
  source: string;
  /** Where the figures were taken from. */
  notes: readonly string[];
  regions: readonly string[];
  size(type: string): MachineSize | null;
  /** List price per hour. */
  hourly(type: string, region: string): number | null;
  /** All sizes of the family that `type` belongs to, smallest first; empty for an unknown type. */
  family(type: string): readonly MachineSize[];
  /** Price of one GiB for a month of a disk of the provider's `type`, e.g. `gp3`. */
  diskGiBMonth(type: string, region: string): number | null;
  /** Price per hour of a public address that nothing uses. */
  addressHour(region: string): number | null;
}

const files: Record<PricedProvider, unknown> = { aws, azure, gcp };
const loaded = new Map<PricedProvider, SizeTable>();

function bySize(a: MachineSize, b: MachineSize): number {
  return a.vcpus - b.vcpus || a.memoryGiB - b.memoryGiB;
}

function readTable(file: unknown): SizeTable {
  const { provider, sizes, disks, addresses, ...rest } = fileSchema.parse(file);
  const all: MachineSize[] = sizes.map((size) => ({ provider, ...size })).sort(bySize);
  const types = new Map(all.map((size) => [size.type, size]));
  const families = Map.groupBy(all, (size) => size.family);
  const diskPrices = new Map(disks.map((disk) => [disk.type, disk.gibMonth]));
  return {
    provider,
    ...rest,
    size: (type) => types.get(type) ?? null,
    hourly: (type, region) => types.get(type)?.hourly[region] ?? null,
    family: (type) => families.get(types.get(type)?.family ?? '') ?? [],
    diskGiBMonth: (type, region) => diskPrices.get(type)?.[region] ?? null,
    addressHour: (region) => addresses[region] ?? null,
  };
}

/** The table of a provider; read and checked on first use, then kept. */
export function loadSizeTable(provider: PricedProvider): SizeTable {
  const table = loaded.get(provider) ?? readTable(files[provider]);
  loaded.set(provider, table);
  return table;
}
