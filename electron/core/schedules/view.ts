import type { Schedule, ScheduledMachine } from '#shared/model/schedule.ts';
import type { CacheAccess } from '../services/cache-access.ts';
import { heldAt, holdsAt, keyOf } from './holds.ts';
import type { Schedules } from './schedules.ts';
import { everyMachine } from './targets.ts';

interface ViewParts {
  cache: CacheAccess;
  schedules: Pick<Schedules, 'store'>;
}

/** The machines of a schedule with what holds them, held ones first. */
export async function machinesNow(
  { cache, schedules: { store } }: ViewParts,
  { targets }: Schedule,
  at: number,
): Promise<ScheduledMachine[]> {
  const held = await heldAt({ cache, store }, at);
  const all = (await everyMachine(cache, targets)).map((machine): ScheduledMachine => {
    const { name, state, environment } = machine;
    return { ...keyOf(machine), name, state, environment, hold: held(keyOf(machine)) ?? null };
  });
  return [...all.filter(({ hold }) => hold), ...all.filter(({ hold }) => !hold)];
}

/** How many machines of a schedule are held at a time. */
export async function heldNow({ cache, schedules: { store } }: ViewParts, { targets }: Schedule, at: number): Promise<number> {
  // The usual case costs no look at the machines.
  if ((await holdsAt({ store }, at)).length === 0) return 0;
  const held = await heldAt({ cache, store }, at);
  return (await everyMachine(cache, targets)).filter((machine) => held(keyOf(machine))).length;
}
