import type { DemoAccount } from './company.ts';
import { hash, streams, uniform } from './random.ts';
import type { ServiceLine } from './service-lines.ts';

export interface DemoBucket {
  /** As `ResourceId` in the cost rows. */
  id: string;
  name: string;
  provider: DemoAccount['provider'];
  account: string;
  region: string;
  bytes: number;
  objects: number;
  publicAccess: boolean;
  encrypted: boolean;
  /** Older states are kept. */
  versioned: boolean;
  tags: Record<string, string>;
}

/** Mean size of an object in bytes lies between these. */
const objectBytes = [40_000, 9_000_000] as const;
const bytesPerGb = 1e9;
const daysPerMonth = 30.44;

function bucketOf(seed: number, line: ServiceLine): DemoBucket {
  const random = (n: number) => uniform(seed, streams.bucket, line.index, n);
  // A day's charge is a thirtieth of a GB-month.
  const bytes = Math.round(line.dailyUnits * daysPerMonth * bytesPerGb);
  const mean = objectBytes[0] + (objectBytes[1] - objectBytes[0]) * random(0) ** 3;
  return {
    id: line.resourceId,
    name: line.resourceName,
    provider: line.account.provider,
    account: line.account.id,
    region: line.region,
    bytes,
    objects: Math.max(1, Math.round(bytes / mean)),
    publicAccess: random(2) < 0.05,
    encrypted: hash(seed, streams.bucket, line.index, 3) % 50 !== 0,
    versioned: hash(seed, streams.bucket, line.index, 4) % 4 !== 0,
    tags: line.tags,
  };
}

/** The buckets that the object storage charges are for; their size is what the charges were at the start of 2026. */
export function bucketsOf(seed: number, lines: readonly ServiceLine[]): DemoBucket[] {
  return lines.filter((line) => line.service.subcategory === 'Object Storage').map((line) => bucketOf(seed, line));
}
