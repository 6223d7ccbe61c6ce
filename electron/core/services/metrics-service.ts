import { randomUUID } from 'node:crypto';
import type { Services } from '#shared/contract/services.ts';
import { AppFailure, toAppError } from '#shared/errors/app-error.ts';
import type { Problem } from '#shared/model/freshness.ts';
import type { MetricsQuery, MetricsResult, Series } from '#shared/model/metric.ts';
import { createRefresher } from '../metrics/refresh.ts';
import { WireFloats } from '../metrics/wire-floats.ts';
import { createDating } from './dated.ts';
import type { ServiceContext } from './service-context.ts';

function carried<T extends Series>(series: T): T {
  return { ...series, values: WireFloats.of32(series.values), ...(series.peaks && { peaks: WireFloats.of32(series.peaks) }) };
}

const connectionsOf = ({ machines }: MetricsQuery) => [...new Set(machines.map(({ connectionId }) => connectionId))];

function problemOf({ connections, options }: ServiceContext, connectionId: string, cause: unknown): Problem {
  const id = randomUUID().slice(0, 8);
  const error = toAppError(cause, id);
  if (!(cause instanceof AppFailure)) options.logger.error('metrics not read', { id, connection: connectionId, cause });
  const name = [...connections.list(), ...connections.removed()].find((one) => one.id === connectionId)?.name ?? null;
  return { connectionId, connectionName: name, dataSet: 'metrics', scope: '', error, at: options.clock.now() };
}

export function metricsService(context: ServiceContext): Services['metrics'] {
  const { cache, options } = context;
  const dating = createDating(context);
  const refresher = createRefresher(context);

  /** Problems of a refresh made now stand for those that the scheduler noted of the same connection. */
  const series = async (query: MetricsQuery, met: Problem[] = []): Promise<MetricsResult> => {
    const api = await cache.api();
    const read = await api.metrics.series(query);
    const known = new Set(met.map(({ connectionId }) => connectionId));
    const asked = connectionsOf(query).filter((connectionId) => !known.has(connectionId));
    const sets = (await Promise.all(asked.map((connectionId) => api.sets.list({ connectionId })))).flat();
    const noted = dating.problems(sets.filter(({ dataSet }) => dataSet === 'metrics'));
    return { series: read.series.map(carried), asOf: read.asOf, problems: [...met, ...noted] };
  };

  return {
    series: (query) => series(query),
    async refresh(query, { signal }) {
      const refreshed = connectionsOf(query).map(async (connectionId) => {
        try {
          await refresher.refresh(connectionId, query, signal);
          return [];
        } catch (cause) {
          signal.throwIfAborted();
          return [problemOf(context, connectionId, cause)];
        }
      });
      return series(query, (await Promise.all(refreshed)).flat());
    },
    async sparks({ machines, metric }) {
      const sparks = await (await cache.api()).metrics.sparks({ machines, metric, now: options.clock.now() });
      return sparks.map(carried);
    },
  };
}
