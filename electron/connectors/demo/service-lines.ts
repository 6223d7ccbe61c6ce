import { accounts, type DemoAccount, ownerOf, regionShort } from './company.ts';
import type { Fleet } from './fleets.ts';
import type { OrganisationOptions } from './options.ts';
import { hexDigits, pick, streams, uniform } from './random.ts';
import { catalog, type MeteredService, machineServices } from './service-catalog.ts';

/** One resource that a metered service charges for every day. */
export interface ServiceLine {
  /** Number over the whole organisation. */
  index: number;
  account: DemoAccount;
  service: MeteredService;
  region: string;
  app: string;
  resourceId: string;
  resourceName: string;
  /** Empty when nobody tagged it. */
  tags: Record<string, string>;
  /** Units used on an average weekday of `growthAnchor`. */
  dailyUnits: number;
}

/** Day 0 of growth, 2026-01-01: use grows from here on and was smaller before, whatever today is. */
export const growthAnchor = Date.UTC(2026, 0, 1) / 86_400_000;

/** Machines beyond the fleets, started and ended by autoscaling within hours: charged without naming a resource. */
function autoscaling(account: DemoAccount): MeteredService {
  return {
    service: machineServices[account.provider].compute,
    category: 'Compute',
    subcategory: 'Virtual Machines',
    meter: 'Autoscaled instance hours',
    sku: 'AUTOSCALE-HOURS',
    unit: 'Hours',
    price: 0.11,
    weight: 0.14,
    rhythm: { weekend: 0.2, growth: 0.022, monthEnd: 1 },
    resourceType: '',
  };
}

function machineCost(fleets: readonly Fleet[]): number {
  return fleets.reduce((sum, fleet) => sum + fleet.size * fleet.type.hourly * 20, 0);
}

function resourceOf(
  line: Pick<ServiceLine, 'index' | 'account' | 'service' | 'region' | 'app'>,
  seed: number,
): Pick<ServiceLine, 'resourceId' | 'resourceName'> {
  const { account, service, region, app } = line;
  if (service.resourceType === '') return { resourceId: '', resourceName: '' };
  const kind = service.resourceType.toLowerCase().replaceAll(' ', '-');
  const name = `${app}-${kind}-${regionShort(region)}-${hexDigits(seed, line.index, 5)}`;
  const words = service.service.split(' ');
  const slug = words.at(-1)!.toLowerCase();
  if (account.provider === 'aws') return { resourceId: `arn:aws:${slug}:${region}:${account.id}:${kind}/${name}`, resourceName: name };
  if (account.provider === 'gcp') return { resourceId: `projects/${account.id}/${kind}s/${name}`, resourceName: name };
  return { resourceId: `/subscriptions/${account.id}/resourceGroups/rg-${app}/providers/${slug}/${kind}s/${name}`, resourceName: name };
}

function makeLine(options: OrganisationOptions, account: DemoAccount, service: MeteredService, index: number): ServiceLine {
  const random = (n: number) => uniform(options.seed, streams.line, index, n);
  const app = pick(account.apps, random(1));
  const { team, costCenter } = ownerOf(app);
  const place = { index, account, service, app, region: random(2) < 0.7 ? account.regions[0]! : pick(account.regions, random(3)) };
  return {
    ...place,
    ...resourceOf(place, options.seed),
    tags: random(4) < 0.15 ? {} : { env: account.environment, team, app, 'cost-center': costCenter },
    dailyUnits: 0.3 + random(5) ** 2,
  };
}

/** Turns the relative sizes of an account's lines of one service into units, so that the lines cost the service's share. */
function fillUnits(lines: ServiceLine[], dailyCost: number): void {
  const sum = lines.reduce((total, line) => total + line.dailyUnits, 0);
  for (const line of lines) line.dailyUnits = ((line.dailyUnits / sum) * dailyCost) / line.service.price;
}

function linesOfAccount(options: OrganisationOptions, account: DemoAccount, fleets: readonly Fleet[], firstIndex: number): ServiceLine[] {
  const services = [autoscaling(account), ...catalog[account.provider]];
  const count = Math.max(services.length, Math.round(account.weight * options.scale ** 0.78));
  const lines = Array.from({ length: count }, (_, n) => makeLine(options, account, services[n % services.length]!, firstIndex + n));
  for (const service of services) {
    fillUnits(
      lines.filter((line) => line.service === service),
      service.weight * machineCost(fleets),
    );
  }
  return lines;
}

/** All metered lines besides machines, in a fixed order; what they cost follows the machines of their account. */
export function serviceLinesOf(options: OrganisationOptions, fleetsOf: (account: DemoAccount) => readonly Fleet[]): ServiceLine[] {
  const lines: ServiceLine[] = [];
  for (const account of accounts) lines.push(...linesOfAccount(options, account, fleetsOf(account), lines.length));
  return lines;
}
