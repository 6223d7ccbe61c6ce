import { failure } from '#shared/errors/app-error.ts';
import type { CachedMachine, MachineSelection } from '#shared/model/machine.ts';
import { machineQuerySchema, machineStates } from '#shared/model/machine.ts';
import type { Schedule } from '#shared/model/schedule.ts';
import type { CacheAccess } from '../services/cache-access.ts';

export type Targets = Schedule['targets'];

/** One plan takes no more. */
export const maxTargets = 2_000;

/** Only virtual machines that still exist can be started and stopped. */
function query({ text, where }: MachineSelection, limit: number) {
  const living = machineStates.filter((state) => state !== 'terminated');
  const only = [
    { column: 'kind' as const, values: ['machine'] },
    { column: 'state' as const, values: living },
  ];
  return { ...machineQuerySchema.parse({ text, limit }), where: [...where, ...only] };
}

async function named(cache: CacheAccess, machines: { connectionId: string; machineId: string }[]): Promise<CachedMachine[]> {
  const api = await cache.api();
  return (await api.machines.find({ keys: machines })).filter(({ kind, state }) => kind === 'machine' && state !== 'terminated');
}

const pageSize = 5_000;

/** All machines that targets mean now, by what is cached. */
export async function everyMachine(cache: CacheAccess, targets: Targets): Promise<CachedMachine[]> {
  if ('machines' in targets) return named(cache, targets.machines);
  const api = await cache.api();
  const all: CachedMachine[] = [];
  for (;;) {
    const { rows } = await api.machines.query({ ...query(targets.selection, pageSize), offset: all.length });
    all.push(...rows);
    if (rows.length < pageSize) return all;
  }
}

/** The machines that a schedule acts on now. `invalid_input` when they are more than a plan takes. */
export async function machinesOf(cache: CacheAccess, targets: Targets): Promise<CachedMachine[]> {
  const count = await countMachines(cache, targets);
  if (count > maxTargets)
    throw failure('invalid_input', `${count} machines match, a schedule takes at most ${maxTargets}`, {
      hint: 'Narrow the filter, or make several schedules.',
      source: { scope: 'targets' },
    });
  return everyMachine(cache, targets);
}

/** How many machines targets mean now. */
export async function countMachines(cache: CacheAccess, targets: Targets): Promise<number> {
  if ('machines' in targets) return (await named(cache, targets.machines)).length;
  return (await (await cache.api()).machines.query(query(targets.selection, 1))).total;
}
