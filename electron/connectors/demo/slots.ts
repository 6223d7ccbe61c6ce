import type { MachineState } from '../sdk.ts';
import { dayMs } from './calendar.ts';
import type { Fleet } from './fleets.ts';
import { hash, hexDigits, streams, uniform } from './random.ts';

/**
 * A slot of a fleet holds one machine at a time. Its machine is replaced every `lifetime` days, counted from a day
 * that the slot's number decides: who is in a slot on a day depends on that day alone, never on today.
 */
export interface Slot {
  /** Number over the whole organisation. */
  number: number;
  lifetime: number;
  phase: number;
  state: MachineState;
}

/** Longest life of a machine in days: [shortest, spread]. Committed machines are kept for years. */
function lifetimes(fleet: Fleet): [number, number] {
  if (fleet.purchase === 'committed') return [1200, 900];
  return fleet.account.environment === 'prod' ? [90, 500] : [25, 160];
}

/** State a machine has when nobody started or stopped it from the console. Only running machines are charged for hours. */
function ownState(fleet: Fleet, random: number): MachineState {
  if (fleet.purchase === 'committed' || random < 0.885) return 'running';
  if (random < 0.965) return 'stopped';
  if (random < 0.975) return fleet.account.provider === 'aws' ? 'stopped' : 'suspended';
  if (random < 0.99) return fleet.account.provider === 'aws' ? 'terminated' : 'stopped';
  return random < 0.992 ? 'unknown' : 'running';
}

export function slotOf(seed: number, fleet: Fleet, position: number): Slot {
  const number = fleet.firstSlot + position;
  const [shortest, spread] = lifetimes(fleet);
  const lifetime = shortest + (hash(seed, streams.slot, number, 1) % spread);
  return {
    number,
    lifetime,
    phase: hash(seed, streams.slot, number, 2) % lifetime,
    state: ownState(fleet, uniform(seed, streams.slot, number, 3)),
  };
}

/** How many machines the slot has had before the one of `day`. */
export function generation(slot: Slot, day: number): number {
  return Math.floor((day - slot.phase) / slot.lifetime);
}

/** What identifies one machine. */
export interface MachineIdentity {
  id: string;
  name: string;
  zone: string;
}

function zoneOf(fleet: Fleet, slot: Slot): string {
  const letter = slot.number % 3;
  if (fleet.account.provider === 'azure') return `${fleet.region}-${letter + 1}`;
  return fleet.account.provider === 'gcp' ? `${fleet.region}-${'bcd'[letter]}` : `${fleet.region}${'abc'[letter]}`;
}

/** Identity of the machine that was in the slot in `gen`; ids have the provider's own form. */
export function identify(seed: number, fleet: Fleet, slot: Slot, gen: number): MachineIdentity {
  const zone = zoneOf(fleet, slot);
  const ordinal = String(slot.number - fleet.firstSlot + 1).padStart(3, '0');
  const key = hash(seed, streams.identity, slot.number, gen);
  if (fleet.account.provider === 'aws') {
    // The slot number in the middle keeps ids distinct; AWS ids have 17 hexadecimal digits.
    const id = `i-0${hexDigits(seed, key, 10)}${slot.number.toString(16).padStart(6, '0')}`;
    return { id, name: `${fleet.name}-${ordinal}`, zone };
  }
  const name = `${fleet.name}-${ordinal}-${hexDigits(seed, key, 4)}`;
  const { account } = fleet;
  if (account.provider === 'gcp') return { id: `projects/${account.id}/zones/${zone}/instances/${name}`, name, zone };
  return {
    id: `/subscriptions/${account.id}/resourceGroups/rg-${fleet.app}/providers/Microsoft.Compute/virtualMachines/${name}`,
    name,
    zone,
  };
}

/** When the machine of `gen` was launched: during the day ahead of its first full day. Epoch ms, UTC. */
export function launchedAt(seed: number, slot: Slot, gen: number): number {
  const firstFullDay = slot.phase + gen * slot.lifetime;
  return (firstFullDay - 1) * dayMs + (hash(seed, streams.slot, slot.number, gen + 1000) % dayMs);
}
