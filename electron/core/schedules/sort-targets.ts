import { guardOf } from '#shared/model/environment.ts';
import type { CachedMachine } from '#shared/model/machine.ts';
import type { Hold } from '#shared/model/schedule.ts';
import { sentence } from './explain.ts';
import { heldAt, heldText, keyOf } from './holds.ts';
import type { ScheduleParts } from './schedule-parts.ts';
import type { StoredSchedule } from './schedule-store.ts';
import { machinesOf } from './targets.ts';

/** The machines of a schedule that it may act on, and in words which it leaves alone. */
export interface Sorted {
  act: CachedMachine[];
  leftOut: string;
}

const inEnvironments = (machines: readonly CachedMachine[]) => [...new Set(machines.map(({ environment }) => environment))].join(', ');

function guardText(readOnly: readonly CachedMachine[], unconfirmed: readonly CachedMachine[]): string {
  const asked = `${unconfirmed.length} in ${inEnvironments(unconfirmed)}, which was not confirmed when the schedule was saved: save it again`;
  return sentence([
    readOnly.length > 0 ? `${readOnly.length} in the read-only environment ${inEnvironments(readOnly)}` : '',
    unconfirmed.length > 0 ? asked : '',
  ]);
}

/** Leaves out machines that are held, in a read-only environment, or in a guarded one that nobody agreed to. */
export async function sortTargets(parts: ScheduleParts, { schedule, confirmed }: StoredSchedule, at: number): Promise<Sorted> {
  const machines = await machinesOf(parts.cache, schedule.targets);
  const held = await heldAt(parts, at);
  const { environments } = parts.settings.get();
  const free = machines.filter((machine) => !held(keyOf(machine)));
  const guard = ({ environment }: CachedMachine) => guardOf(environment, environments);
  const readOnly = free.filter((machine) => guard(machine) === 'read_only');
  const agreed = ({ environment }: CachedMachine) => confirmed.includes(environment.toLowerCase());
  const unconfirmed = free.filter((machine) => guard(machine) === 'typed' && !agreed(machine));
  const holds = machines.map((machine) => held(keyOf(machine))).filter((hold): hold is Hold => hold !== undefined);
  const out = new Set([...readOnly, ...unconfirmed]);
  return {
    act: free.filter((machine) => !out.has(machine)),
    leftOut: machines.length === 0 ? 'no machine matches' : sentence([heldText(holds), guardText(readOnly, unconfirmed)]),
  };
}
