import type { Session } from '#connectors/sdk.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { Machine } from '#shared/model/machine.ts';
import type { MetricsQuery } from '#shared/model/metric.ts';
import type { CacheApi } from '../cache/cache-api.ts';
import type { MetricSource } from '../capabilities/metrics.ts';
import { withConnection } from '../services/connection-session.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { isLocal } from '../sync/capabilities.ts';
import type { Groups } from '../threads/thread-api.ts';
import { type Asked, createAsked, type Missing } from './missing.ts';
import { stepFor } from './read-windows.ts';
import { createSharedWork } from './shared-work.ts';

type Context = Pick<ServiceContext, 'cache' | 'connections' | 'sessions' | 'vault' | 'events' | 'options'>;

export interface Refresher {
  /** Reads what the cache lacks of the machines of one connection, and stores it. Throws `AppFailure`. */
  refresh(connectionId: string, query: MetricsQuery, signal: AbortSignal): Promise<void>;
}

interface Reading {
  api: Groups<CacheApi>;
  connectionId: string;
  query: MetricsQuery;
  missing: Missing[];
  now: number;
  signal: AbortSignal;
}

/** Requests of one scope each: all its machines and all that is missing of any of them, so that it stays one call. */
function requests(source: MetricSource, machines: Machine[], { missing, query, now, signal }: Reading) {
  const byScope = Map.groupBy(machines, (machine) => source.scopeOf(machine));
  return [...byScope.values()].flatMap((group) => {
    const able = new Map(group.map((machine) => [machine.id, new Set(source.metricsOf(machine))]));
    const wanted = missing.filter(({ machineId, metric }) => able.get(machineId)?.has(metric));
    if (wanted.length === 0) return [];
    const ids = new Set(wanted.map(({ machineId }) => machineId));
    const stepMs = stepFor(query.from, now);
    return {
      machines: group.filter(({ id }) => ids.has(id)),
      metrics: [...new Set(wanted.map(({ metric }) => metric))],
      from: Math.floor(Math.min(...wanted.map(({ from }) => from)) / stepMs) * stepMs,
      to: Math.min(query.to, now),
      stepMs,
      signal,
    };
  });
}

async function read(session: Session, reading: Reading): Promise<boolean> {
  const { api, connectionId, missing, now } = reading;
  const source = session.metrics;
  if (!source) return false;
  const keys = [...new Set(missing.map(({ machineId }) => machineId))].map((machineId) => ({ connectionId, machineId }));
  let stored = false;
  for (const request of requests(source, await api.machines.find({ keys }), reading)) {
    for await (const { series } of source.read(request)) {
      if (series.length > 0) await api.metrics.put({ connectionId, now, series });
      stored ||= series.length > 0;
    }
  }
  return stored;
}

async function refreshOnce(context: Context, asked: Asked, wanted: Omit<Reading, 'api' | 'missing' | 'now'>): Promise<void> {
  const { connections, sessions, options, events } = context;
  const { connectionId, query, signal } = wanted;
  const now = options.clock.now();
  const api = await context.cache.api();
  const missing = asked.missing(query, (await api.metrics.series(query)).series, now);
  if (missing.length === 0) return;
  const manifest = sessions.manifest(connections.get(connectionId).kind);
  if (!manifest.capabilities.includes('metrics')) return;
  if (!options.connectivity.online() && !isLocal(manifest)) throw failure('offline');
  const stored = await withConnection(context, { connectionId, signal }, (session) => read(session, { ...wanted, api, missing, now }));
  asked.answered(missing, { until: Math.min(query.to, now), stepMs: stepFor(query.from, now) });
  if (stored) events.changed('metrics', 'machines');
}

export function createRefresher(context: Context): Refresher {
  const asked = createAsked();
  const shared = createSharedWork<void>();
  return {
    refresh(connectionId, { from, to, ...query }, signal) {
      const machines = query.machines.filter((machine) => machine.connectionId === connectionId);
      const own = { ...query, machines, from, to };
      // Two windows on the same machines differ by the seconds between their openings.
      const minutes = [from, to].map((time) => Math.floor(time / 60_000));
      const name = JSON.stringify([connectionId, machines.map(({ machineId }) => machineId).sort(), [...query.metrics].sort(), minutes]);
      return shared.run(name, signal, (over) => refreshOnce(context, asked, { connectionId, query: own, signal: over }));
    },
  };
}
