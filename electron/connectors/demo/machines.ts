import { type Machine, type MachineState, plainMachine } from '../sdk.ts';
import { dayOf } from './calendar.ts';
import type { CloudProvider } from './company.ts';
import type { Fleet } from './fleets.ts';
import type { MachineStates } from './machine-states.ts';
import { hash, streams, uniform } from './random.ts';
import { generation, identify, launchedAt, type Slot, slotOf } from './slots.ts';

/** Each provider's own word for a state. */
const providerWords: Record<CloudProvider, Partial<Record<MachineState, string>>> = {
  aws: { starting: 'pending' },
  azure: {
    running: 'VM running',
    stopped: 'VM deallocated',
    starting: 'VM starting',
    stopping: 'VM deallocating',
    suspended: 'VM hibernated',
  },
  gcp: {
    running: 'RUNNING',
    stopped: 'TERMINATED',
    starting: 'STAGING',
    stopping: 'STOPPING',
    suspended: 'SUSPENDED',
    unknown: 'REPAIRING',
  },
};

/** Everything a machine is made from. */
export interface MachineView {
  seed: number;
  /** Epoch ms, UTC. */
  now: number;
  states: MachineStates;
}

/** Busy by day, quiet by night; each machine has a level of its own. Whole percent. */
function load(view: MachineView, slot: Slot, base: number): number {
  const hour = Math.floor(view.now / 3_600_000);
  const swing = 1 + 0.35 * Math.sin(((hour % 24) - 8) * (Math.PI / 12));
  const level = base + 45 * uniform(view.seed, streams.load, slot.number) ** 2;
  const noise = 8 * uniform(view.seed, streams.load, slot.number, hour);
  return Math.min(99, Math.round(level * swing + noise));
}

/** Private addresses are distinct within an organisation of up to 2^24 slots. */
function privateIp(slot: Slot): string {
  return `10.${(slot.number >>> 16) & 255}.${(slot.number >>> 8) & 255}.${slot.number & 255}`;
}

/** Public addresses lie in 198.18.0.0/15, which RFC 2544 keeps for tests. */
function publicIp(fleet: Fleet, slot: Slot): string {
  if (fleet.role !== 'web') return '';
  return `198.${18 + ((slot.number >>> 16) & 1)}.${(slot.number >>> 8) & 255}.${slot.number & 255}`;
}

function measures(view: MachineView, slot: Slot, running: boolean): Pick<Machine, 'cpuPercent' | 'memoryPercent'> {
  if (!running) return { cpuPercent: null, memoryPercent: null };
  return { cpuPercent: load(view, slot, 6), memoryPercent: Math.min(97, 28 + (hash(view.seed, streams.load, slot.number, 1) % 55)) };
}

/** The machine that is in a slot now. */
function machineIn(view: MachineView, fleet: Fleet, position: number): Machine {
  const slot = slotOf(view.seed, fleet, position);
  const gen = generation(slot, dayOf(view.now));
  const { id, name, zone } = identify(view.seed, fleet, slot, gen);
  const state = view.states.at(id, slot.state, view.now);
  return {
    ...plainMachine,
    id,
    name,
    zone,
    provider: fleet.account.provider,
    account: fleet.account.id,
    accountName: fleet.account.name,
    region: fleet.region,
    state,
    providerState: providerWords[fleet.account.provider][state] ?? state,
    type: fleet.type.name,
    os: fleet.os,
    privateIp: privateIp(slot),
    publicIp: publicIp(fleet, slot),
    environment: fleet.tags['env'] ?? '',
    launched: launchedAt(view.seed, slot, gen),
    tags: { Name: name, ...fleet.tags },
    ...measures(view, slot, state === 'running'),
  };
}

/** All machines of the fleets, in the order of their slots; `from` skips as many. */
export function* machinesOf(view: MachineView, fleets: readonly Fleet[], from = 0): Generator<Machine> {
  let skip = from;
  for (const fleet of fleets) {
    for (let position = Math.min(skip, fleet.size); position < fleet.size; position++) yield machineIn(view, fleet, position);
    skip = Math.max(0, skip - fleet.size);
  }
}
