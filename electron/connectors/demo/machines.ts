import { type Machine, type MachineState, plainMachine } from '../sdk.ts';
import { dayOf } from './calendar.ts';
import type { CloudProvider } from './company.ts';
import type { Fleet } from './fleets.ts';
import { groupOf } from './groups.ts';
import { cpuAt, keyOf, memoryAt } from './load.ts';
import type { MachineView } from './machine-view.ts';
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

/** Private addresses are distinct within an organisation of up to 2^24 slots. */
function privateIp(slot: Slot): string {
  return `10.${(slot.number >>> 16) & 255}.${(slot.number >>> 8) & 255}.${slot.number & 255}`;
}

/** Public addresses lie in 198.18.0.0/15, which RFC 2544 keeps for tests. */
function publicIp(fleet: Fleet, slot: Slot): string {
  if (fleet.role !== 'web') return '';
  return `198.${18 + ((slot.number >>> 16) & 1)}.${(slot.number >>> 8) & 255}.${slot.number & 255}`;
}

function measures(view: MachineView, id: string, running: boolean): Pick<Machine, 'cpuPercent' | 'memoryPercent'> {
  if (!running) return { cpuPercent: null, memoryPercent: null };
  const key = keyOf(id);
  return { cpuPercent: Math.round(cpuAt(view.seed, key, view.now)), memoryPercent: Math.round(memoryAt(view.seed, key, view.now)) };
}

/** The machine that is in a slot now. */
function machineIn(view: MachineView, fleet: Fleet, position: number): Machine {
  const slot = slotOf(view.seed, fleet, position);
  const gen = generation(slot, dayOf(view.now));
  const { id, name, zone } = identify(view.seed, fleet, slot, gen);
  const state = view.states.at(id, slot.state, view.now);
  const changed = view.states.of(id);
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
    type: changed.type ?? fleet.type.name,
    os: fleet.os,
    privateIp: privateIp(slot),
    publicIp: publicIp(fleet, slot),
    environment: fleet.tags['env'] ?? '',
    launched: launchedAt(view.seed, slot, gen),
    tags: changed.tags ?? { Name: name, ...fleet.tags },
    health: state === 'running' ? 'ok' : 'unknown',
    parents: groupOf(fleet),
    details: { purchase: fleet.purchase, 'disk GiB': String(fleet.diskGb) },
    ...measures(view, id, state === 'running'),
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
