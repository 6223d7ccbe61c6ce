import { setImmediate } from 'node:timers/promises';
import type { CachedMachine, MachineQuery } from '#shared/model/machine.ts';
import type { MetricName, MetricStats } from '#shared/model/metric.ts';
import type { Recommendation, RecommendationQuery, RecommendationResult } from '#shared/model/recommendation.ts';
import type { CacheApi } from '../cache/cache-api.ts';
import type { Clock } from '../ports.ts';
import type { CacheAccess } from '../services/cache-access.ts';
import type { Groups } from '../threads/thread-api.ts';
import { machineAdvice, unattachedAdvice } from './advice.ts';
import { isEnough } from './confidence.ts';
import { type Dismissals, standing } from './dismissals.ts';
import type { Measured } from './needs.ts';
import { loadSizeTable, type PricedProvider, type SizeTable } from './size-table.ts';

const day = 86_400_000;
const lookBackDays = 14;
const pageSize = 1_000;

type Advice = Omit<Recommendation, 'dismissed'>;

interface Computed {
  advice: Advice[];
  considered: number;
  unmeasured: number;
  tables: SizeTable[];
}

interface Parts {
  cache: CacheAccess;
  clock: Clock;
  dismissals: Dismissals;
}

const keyOf = (connectionId: string, machineId: string) => `${connectionId} ${machineId}`;

async function statsBy(api: Groups<CacheApi>, metric: MetricName, now: number): Promise<Map<string, MetricStats>> {
  const found = await api.metrics.stats({ metric, from: now - lookBackDays * day, to: now });
  return new Map(found.map(({ connectionId, machineId, ...stats }) => [keyOf(connectionId, machineId), stats]));
}

const everything: MachineQuery = {
  text: '',
  where: [{ column: 'kind', values: ['machine', 'disk', 'address'] }],
  groupBy: null,
  sort: { column: 'name', descending: false },
  offset: 0,
  limit: pageSize,
};

async function* pages(api: Groups<CacheApi>): AsyncGenerator<CachedMachine[]> {
  for (let offset = 0; ; offset += pageSize) {
    const { rows } = await api.machines.query({ ...everything, offset });
    yield rows;
    if (rows.length < pageSize) return;
    await setImmediate();
  }
}

const priced = new Set<string>(['aws', 'azure', 'gcp']);
const tableOf = ({ provider }: CachedMachine) => (priced.has(provider) ? loadSizeTable(provider as PricedProvider) : null);

async function compute({ cache, clock }: Parts): Promise<Computed> {
  const api = await cache.api();
  const now = clock.now();
  const [cpu, memory, network] = await Promise.all((['cpu', 'memory', 'network_in'] as const).map((metric) => statsBy(api, metric, now)));
  const measuredOf = (machine: CachedMachine): Measured | null => {
    const key = keyOf(machine.connectionId, machine.id);
    const own = cpu!.get(key);
    return own ? { cpu: own, memory: memory!.get(key) ?? null, network: network!.get(key) ?? null } : null;
  };
  const found: Computed = { advice: [], considered: 0, unmeasured: 0, tables: [] };
  const tables = new Set<SizeTable>();
  for await (const rows of pages(api)) for (const machine of rows) look(machine);
  return { ...found, tables: [...tables] };

  function look(machine: CachedMachine): void {
    const table = tableOf(machine);
    if (!table || (machine.kind === 'machine' && machine.state !== 'running')) return;
    found.considered++;
    const measured = machine.kind === 'machine' ? measuredOf(machine) : null;
    if (machine.kind === 'machine' && !(measured && isEnough(measured))) return void found.unmeasured++;
    const advice = measured ? machineAdvice(machine, table, measured) : unattachedAdvice(machine, table);
    if (advice) found.advice.push(advice);
    tables.add(table);
  }
}

function sums(advice: readonly Recommendation[]): RecommendationResult['savings'] {
  const totals = new Map<string, number>();
  for (const { saving, dismissed } of advice) {
    if (saving && !dismissed) totals.set(saving.currency, (totals.get(saving.currency) ?? 0) + saving.amount);
  }
  return [...totals].map(([currency, amount]) => ({ currency, amount }));
}

function matches(one: Recommendation, query: RecommendationQuery): boolean {
  return (
    (query.kinds.length === 0 || query.kinds.includes(one.kind)) &&
    (query.connectionId === null || query.connectionId === one.connectionId) &&
    (query.machineId === null || query.machineId === one.machineId) &&
    (query.includeDismissed || one.dismissed === null)
  );
}

/** Advice from what the cache has measured. Computed once, and again after `changed`. */
export interface Recommender {
  list(query: RecommendationQuery): Promise<RecommendationResult>;
  /** Advice by id, for its dismissal; null when it does not stand any more. */
  find(id: string): Promise<Advice | null>;
  changed(): void;
}

export function createRecommender(parts: Parts): Recommender {
  let computing: Promise<Computed> | null = null;
  const current = () => {
    computing ??= compute(parts).catch((cause: unknown) => {
      computing = null;
      throw cause;
    });
    return computing;
  };
  return {
    async list(query) {
      const { advice, considered, unmeasured, tables } = await current();
      const all = standing(advice, await parts.dismissals.all());
      const recommendations = all.filter((one) => matches(one, query)).sort((a, b) => (a.saving?.amount ?? 0) - (b.saving?.amount ?? 0));
      const priceTables = tables.map(({ provider, date, source }) => ({ provider, date, source }));
      return { recommendations, savings: sums(recommendations), considered, unmeasured, priceTables };
    },
    find: async (id) => (await current()).advice.find((one) => one.id === id) ?? null,
    changed: () => void (computing = null),
  };
}
