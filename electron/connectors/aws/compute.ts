import type { ComputeSource, Machine, Page, ReadOptions, Scope } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import { readContainers } from './containers.ts';
import { readGroups } from './groups.ts';
import { readInstances } from './instances.ts';
import { enabledRegions } from './regions.ts';
import { readUnattached } from './unattached.ts';

const minute = 60_000;

/** What is read of a region apart from its instances; each fails and ages on its own. */
export const regionParts = ['ecs', 'asg', 'unattached'] as const;
export type RegionPart = (typeof regionParts)[number];

const labels: Record<RegionPart, string> = { ecs: 'ECS', asg: 'Auto Scaling', unattached: 'unattached' };

/** How one part of a region is read. */
export type RegionRead = (account: AwsAccount, region: string, options: ReadOptions) => AsyncIterable<Page<Machine[]>>;

const reads: Record<RegionPart, RegionRead> = { ecs: readContainers, asg: readGroups, unattached: readUnattached };

function read(account: AwsAccount, options: ReadOptions): AsyncIterable<Page<Machine[]>> {
  const [region, part] = options.scope.id.split('/') as [string, RegionPart | undefined];
  const signal = AbortSignal.any([account.context.signal, options.signal]);
  return (part ? reads[part] : readInstances)(account, region, { ...options, signal });
}

function scopesOf(region: string, parts: readonly RegionPart[]): Scope[] {
  return [{ id: region, label: region }, ...parts.map((part) => ({ id: `${region}/${part}`, label: `${region} ${labels[part]}` }))];
}

/** EC2 instances, containers, Auto Scaling groups and what nothing uses: a scope of each for each region. */
export function computeSource(account: AwsAccount): ComputeSource {
  return {
    maxAgeMs: 5 * minute,
    async scopes(signal) {
      const { regions, inventory } = account.settings;
      const names = regions.length > 0 ? regions : await enabledRegions(account, signal);
      const parts = regionParts.filter((part) => inventory[part]);
      return names.flatMap((region) => scopesOf(region, parts));
    },
    read: (options) => read(account, options),
  };
}
