import type { CachedMachine, MachineKey } from '#shared/model/machine.ts';
import type { Hold } from '#shared/model/schedule.ts';
import type { CacheAccess } from '../services/cache-access.ts';
import type { ScheduleStore } from './schedule-store.ts';
import { everyMachine } from './targets.ts';

/** Which hold keeps schedules from a machine; the one that lasts longest where several do. */
export type HeldMachines = (key: MachineKey) => Hold | undefined;

const nameOf = ({ connectionId, machineId }: MachineKey) => `${connectionId} ${machineId}`;

/** The key of a cached machine. */
export const keyOf = ({ connectionId, id }: Pick<CachedMachine, 'connectionId' | 'id'>): MachineKey => ({ connectionId, machineId: id });

interface HoldParts {
  cache: CacheAccess;
  store: ScheduleStore;
}

async function keysOf(cache: CacheAccess, { targets }: Hold): Promise<MachineKey[]> {
  return 'machines' in targets ? targets.machines : (await everyMachine(cache, targets)).map(keyOf);
}

/** Holds that last at a time, the one that ends first in front. */
export async function holdsAt({ store }: Pick<HoldParts, 'store'>, at: number): Promise<Hold[]> {
  return (await store.holds()).filter(({ until }) => until > at).sort((a, b) => a.until - b.until);
}

/** Reads the holds once, to be asked about several times: which machines do schedules leave alone then? */
export async function readHolds(parts: HoldParts, from: number): Promise<(at: number) => HeldMachines> {
  const holds = await holdsAt(parts, from);
  const keys = await Promise.all(holds.map((hold) => keysOf(parts.cache, hold)));
  return (at) => {
    const lasting = holds.flatMap((hold, index) => (hold.until > at ? keys[index]!.map((key) => [nameOf(key), hold] as const) : []));
    const byName = new Map(lasting);
    return (key) => byName.get(nameOf(key));
  };
}

/** Machines that schedules leave alone at a time. */
export async function heldAt(parts: HoldParts, at: number): Promise<HeldMachines> {
  return (await readHolds(parts, at))(at);
}

/** `3 held: end of quarter`, with each reason once. */
export function heldText(holds: readonly Hold[]): string {
  const reasons = [...new Set(holds.map(({ reason }) => reason))].join('; ');
  return holds.length === 0 ? '' : `${holds.length} held: ${reasons}`;
}
