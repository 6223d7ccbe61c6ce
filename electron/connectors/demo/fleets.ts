import { accounts, type DemoAccount, ownerOf, regionShort } from './company.ts';
import { type MachineType, type Role, roles, typesFor } from './machine-types.ts';
import type { OrganisationOptions } from './options.ts';
import { pick, pickWeighted, streams, uniform } from './random.ts';

/** How a fleet's hours are paid for. */
type Purchase = 'standard' | 'committed' | 'spot';

/**
 * Machines of one application, role and size in one region. The number of places (slots) is fixed; the machine in a
 * slot is replaced from time to time, so that the estate keeps its size and still has old and new machines.
 */
export interface Fleet {
  index: number;
  account: DemoAccount;
  region: string;
  app: string;
  role: Role;
  type: MachineType;
  purchase: Purchase;
  os: string;
  diskGb: number;
  /** Common part of the machines' names. */
  name: string;
  /** Tags of machines and charges; empty for the untagged ones. */
  tags: Record<string, string>;
  /** Number of the first slot over the whole organisation. */
  firstSlot: number;
  size: number;
}

const machinesPerScale = 2000;
/** Share of fleets that nobody tagged. */
const untaggedShare = 0.11;

export function machineCount(options: OrganisationOptions): number {
  return Math.round(machinesPerScale * options.scale);
}

/** Splits `total` over weights: whole parts, at least one each, that add up to `total`. */
function shares(total: number, weights: number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  let left = total;
  let weightLeft = sum;
  return weights.map((weight, index) => {
    const mustLeave = weights.length - index - 1;
    const part = Math.max(1, Math.min(left - mustLeave, Math.round((left * weight) / weightLeft)));
    left -= part;
    weightLeft -= weight;
    return part;
  });
}

/** Fleets per account: more machines mean larger fleets as well as more of them. */
function fleetCount(options: OrganisationOptions, account: DemoAccount): number {
  const wanted = Math.round(1.1 * account.weight * options.scale ** 0.78);
  return Math.max(1, Math.min(wanted, Math.floor((machineCount(options) * account.weight) / 120)));
}

function purchaseOf(account: DemoAccount, random: number, role: Role): Purchase {
  if (account.environment === 'prod') return role !== 'batch' && role !== 'gpu' && random < 0.4 ? 'committed' : 'standard';
  return account.environment === 'dev' && random < 0.3 ? 'spot' : 'standard';
}

function osOf(account: DemoAccount, random: number): string {
  if (account.provider === 'azure') return random < 0.55 ? 'Windows Server 2022' : 'Ubuntu 24.04';
  return random < 0.12 ? 'Windows Server 2022' : random < 0.6 ? 'Ubuntu 24.04' : 'Debian 12';
}

function tagsOf(account: DemoAccount, app: string, random: number): Record<string, string> {
  if (random < untaggedShare) return {};
  const { team, costCenter } = ownerOf(app);
  const tags: Record<string, string> = { env: account.environment, team, app, 'cost-center': costCenter };
  // A few owners forget the environment or the cost centre.
  if (random > 0.95) delete tags['env'];
  else if (random > 0.88) delete tags['cost-center'];
  return tags;
}

type Place = Pick<Fleet, 'index' | 'account' | 'firstSlot' | 'size'>;

function makeFleet(seed: number, place: Place): Fleet {
  const random = (n: number) => uniform(seed, streams.fleet, place.index, n);
  const { account } = place;
  const role = pickWeighted(roles, random(1));
  const app = pick(account.apps, random(2));
  const region = random(3) < 0.66 ? account.regions[0]! : pick(account.regions, random(4));
  return {
    ...place,
    region,
    app,
    role: role.name,
    type: pick(typesFor(account.provider, role.name), random(5)),
    purchase: purchaseOf(account, random(6), role.name),
    os: osOf(account, random(7)),
    diskGb: role.diskGb * (1 + Math.floor(random(8) * 3)),
    name: `${app}-${role.name}-${account.environment}-${regionShort(region)}`,
    tags: tagsOf(account, app, random(9)),
  };
}

interface AccountShare {
  account: DemoAccount;
  machines: number;
  fleets: number;
  firstSlot: number;
  firstIndex: number;
}

/** How machines and fleets spread over the accounts. */
function accountShares(options: OrganisationOptions): AccountShare[] {
  const weights = accounts.map((account) => account.weight);
  let firstSlot = 0;
  let firstIndex = 0;
  return shares(machineCount(options), weights).map((machines, number) => {
    const account = accounts[number]!;
    const share = { account, machines, fleets: Math.min(fleetCount(options, account), machines), firstSlot, firstIndex };
    firstSlot += machines;
    firstIndex += share.fleets;
    return share;
  });
}

/** Fleets of one account; over all accounts their sizes add up to `machineCount`. */
export function fleetsOf(options: OrganisationOptions, account: DemoAccount): Fleet[] {
  const share = accountShares(options).find((one) => one.account === account)!;
  const weights = Array.from({ length: share.fleets }, (_, n) => 0.2 + uniform(options.seed, streams.fleet, share.firstIndex + n, 0) ** 2);
  let { firstSlot } = share;
  const fleets = shares(share.machines, weights).map((size, n) => {
    const fleet = makeFleet(options.seed, { index: share.firstIndex + n, account, firstSlot, size });
    firstSlot += size;
    return fleet;
  });
  return distinctNames(fleets);
}

/** Several fleets of one application, role and region get a number behind their name. */
function distinctNames(fleets: Fleet[]): Fleet[] {
  const seen = new Map<string, number>();
  for (const fleet of fleets) {
    const count = (seen.get(fleet.name) ?? 0) + 1;
    seen.set(fleet.name, count);
    if (count > 1) fleet.name = `${fleet.name}-g${count}`;
  }
  return fleets;
}
