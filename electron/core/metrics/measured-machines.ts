import { setImmediate } from 'node:timers/promises';
import type { CachedMachine, Machine, MachineQuery } from '#shared/model/machine.ts';
import type { CacheApi } from '../cache/cache-api.ts';
import type { MetricSource } from '../capabilities/metrics.ts';
import type { Groups } from '../threads/thread-api.ts';

/** Rows from the cache thread at a time: a few milliseconds to unpack. */
const pageSize = 250;

function query(connectionId: string, offset: number): MachineQuery {
  const where: MachineQuery['where'] = [
    { column: 'connectionId', values: [connectionId] },
    { column: 'state', values: ['running'] },
  ];
  return { text: '', where, groupBy: null, sort: { column: 'name', descending: false }, offset, limit: pageSize };
}

async function* runningMachines(api: Groups<CacheApi>, connectionId: string): AsyncGenerator<CachedMachine[]> {
  for (let offset = 0; ; offset += pageSize) {
    const { rows } = await api.machines.query(query(connectionId, offset));
    yield rows;
    if (rows.length < pageSize) return;
    await setImmediate();
  }
}

/** The cached machines of a connection that run and are measured in the background, by the scope that one call can be about. */
export async function measuredMachines(api: Groups<CacheApi>, connectionId: string, source: MetricSource): Promise<Map<string, Machine[]>> {
  const byScope = new Map<string, Machine[]>();
  for await (const machines of runningMachines(api, connectionId)) {
    for (const machine of machines) {
      if (!source.metricsOf(machine).some((metric) => source.background.includes(metric))) continue;
      const scope = source.scopeOf(machine);
      const others = byScope.get(scope);
      if (others) others.push(machine);
      else byScope.set(scope, [machine]);
    }
  }
  return byScope;
}
