import type { MachineKey } from '#shared/model/machine.ts';
import type { Hold } from '#shared/model/schedule.ts';
import { heldAt } from './holds.ts';
import type { ScheduleParts } from './schedule-parts.ts';
import { createScheduleRunner } from './schedule-runner.ts';
import type { ScheduleStore } from './schedule-store.ts';

/** Schedules and holds of this home. */
export interface Schedules {
  store: ScheduleStore;
  /** Those of the machines that a hold keeps schedules from now, with that hold. */
  heldMachines(keys: readonly MachineKey[]): Promise<(MachineKey & { hold: Hold })[]>;
  /** Runs what is due from now on. The command line never does. */
  start(): void;
  /** Looks again now: something was saved, or the vault was opened. */
  wake(): void;
  stop(): Promise<void>;
}

export function createSchedules(parts: ScheduleParts): Schedules {
  const runner = createScheduleRunner(parts);
  return {
    store: parts.store,
    async heldMachines(keys) {
      const held = await heldAt(parts, parts.clock.now());
      return keys.flatMap((key) => {
        const hold = held(key);
        return hold ? [{ ...key, hold }] : [];
      });
    },
    start: () => runner.start(),
    wake: () => runner.wake(),
    stop: () => runner.stop(),
  };
}
