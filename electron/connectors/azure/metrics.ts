import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { MetricsClient } from '@azure/monitor-query-metrics';
import {
  AppFailure,
  failure,
  type Machine,
  type MetricName,
  type MetricPage,
  type MetricRequest,
  type MetricSource,
  type Series,
} from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { canonical, parseArmId } from './arm-id.ts';
import { createHttpClient } from './http-client.ts';
import { type AzureMetric, measuredOf, metricScope } from './metric-table.ts';
import type { PlanAsk } from './plan-steps.ts';

/** Most resources of one call. Reference: "Metrics Batch - Batch". */
const batchSize = 50;
const minute = 60_000;

/** Intervals that Azure keeps values at, in minutes, with their ISO 8601 names. */
const intervals = [
  [1, 'PT1M'],
  [5, 'PT5M'],
  [15, 'PT15M'],
  [30, 'PT30M'],
  [60, 'PT1H'],
  [360, 'PT6H'],
  [720, 'PT12H'],
  [1440, 'P1D'],
] as const;

function intervalOf(stepMs: number): { name: string; stepMs: number } {
  const [minutes, name] = intervals.find(([one]) => one * minute >= stepMs) ?? intervals.at(-1)!;
  return { name, stepMs: minutes * minute };
}

type Values = Awaited<ReturnType<MetricsClient['queryResources']>>[number]['metrics'][number];
type Value = NonNullable<Values['timeseries'][number]['data']>[number];

/** One call, and what its answer is put together with. */
interface Batch {
  machines: readonly Machine[];
  wanted: readonly AzureMetric[];
  from: number;
  stepMs: number;
  points: number;
  /** Memory in bytes; undefined where the size is not known. */
  memoryOf: (machine: Machine) => number | undefined;
}

/** Value of one point, and its peak; undefined where there is none. */
function read(value: Value, by: AzureMetric['by'], scale: number): { mean: number | undefined; peak: number | undefined } {
  if (by === 'rate') return { mean: value.total === undefined ? undefined : value.total / scale, peak: undefined };
  if (by === 'average') return { mean: value.average, peak: value.maximum };
  const used = (free: number | undefined) => (free === undefined ? undefined : Math.min(100, Math.max(0, 100 * (1 - free / scale))));
  // Least free is most used.
  return { mean: used(value.average), peak: used(value.minimum) };
}

function scaleOf(machine: Machine, { by }: AzureMetric, batch: Batch): number | undefined {
  return by === 'free_memory' ? batch.memoryOf(machine) : batch.stepMs / 1000;
}

function seriesOf(
  machine: Machine,
  metric: AzureMetric,
  found: Values,
  batch: Batch,
): (Series & { machineId: string; metric: MetricName })[] {
  const scale = scaleOf(machine, metric, batch);
  if (scale === undefined) return [];
  const { from: start, stepMs, points } = batch;
  const values = new Float32Array(points).fill(Number.NaN);
  const peaks = new Float32Array(points).fill(Number.NaN);
  for (const value of found.timeseries[0]?.data ?? []) {
    const at = Math.floor((value.timeStamp.getTime() - start) / stepMs);
    if (!(at >= 0 && at < points)) continue;
    const { mean, peak } = read(value, metric.by, scale);
    if (mean !== undefined) values[at] = mean;
    if (peak !== undefined) peaks[at] = peak;
  }
  if (values.every((value) => Number.isNaN(value))) return [];
  return [{ machineId: machine.id, metric: metric.metric, start, stepMs, values, ...(metric.by === 'rate' ? {} : { peaks }) }];
}

/** Without its list a reply would look like machines that were not measured. */
function assertList({ status, bodyAsText }: PipelineResponse): void {
  if (status !== 200 || /"values"\s*:\s*\[/.test(bodyAsText ?? '')) return;
  throw failure('provider_unavailable', 'The answer of Azure Monitor could not be understood.');
}

async function createMetricsClient(account: AzureAccount, region: string, signal: AbortSignal): Promise<MetricsClient> {
  const { MetricsClient: Client } = await import('@azure/monitor-query-metrics');
  const endpoint = account.settings.metricsEndpoint.replace('{region}', region);
  return new Client(endpoint, account.credential(signal), {
    credentials: { scopes: [`${account.settings.metricsAudience}/.default`] },
    httpClient: await createHttpClient(account.context, { signal, hosts: [new URL(endpoint).hostname], onReply: assertList }),
    retryOptions: { maxRetries: 0 },
  });
}

/** Memory by size, where the table can be had: without it memory is left out, the rest is not. */
async function memoryTable({ sizes, signal }: PlanAsk, machine: Machine, wanted: readonly AzureMetric[]): Promise<Batch['memoryOf']> {
  if (!wanted.some(({ by }) => by === 'free_memory')) return () => undefined;
  try {
    const table = await sizes(parseArmId(machine.id).subscription, machine.region, signal);
    return ({ type }) => table.get(type.toLowerCase()) || undefined;
  } catch (cause) {
    if (!(cause instanceof AppFailure) || !['forbidden', 'not_found', 'invalid_input', 'unsupported'].includes(cause.error.code))
      throw cause;
    return () => undefined;
  }
}

/** Metrics that one of the machines has; those that another has besides come back without values. */
function wantedOf(machines: readonly Machine[], metrics: readonly MetricName[]): AzureMetric[] {
  const all = machines.flatMap((machine) => measuredOf(machine)?.metrics ?? []);
  return [...new Map(all.filter(({ metric }) => metrics.includes(metric)).map((one) => [one.name, one])).values()];
}

function aggregationOf(wanted: readonly AzureMetric[]): string {
  const needed = wanted.flatMap(({ by }) =>
    by === 'rate' ? ['total'] : by === 'average' ? ['average', 'maximum'] : ['average', 'minimum'],
  );
  return [...new Set(needed)].join(',');
}

async function* readMetrics(account: AzureAccount, sizes: PlanAsk['sizes'], request: MetricRequest): AsyncIterable<MetricPage> {
  const machines = request.machines.filter((machine) => measuredOf(machine) !== null);
  const [first] = machines;
  const wanted = wantedOf(machines, request.metrics);
  if (!first || wanted.length === 0) return;
  const signal = AbortSignal.any([account.context.signal, request.signal]);
  signal.throwIfAborted();
  const { name: interval, stepMs } = intervalOf(request.stepMs);
  const from = Math.floor(request.from / stepMs) * stepMs;
  const common = { wanted, from, stepMs, points: Math.max(1, Math.ceil((request.to - from) / stepMs)) };
  const memoryOf = await memoryTable({ account, sizes, signal }, first, wanted);
  const client = await createMetricsClient(account, first.region, signal);
  const options = { startTime: new Date(from), endTime: new Date(request.to), interval, aggregation: aggregationOf(wanted) };
  for (let at = 0; at < machines.length; at += batchSize) {
    const batch: Batch = { ...common, memoryOf, machines: machines.slice(at, at + batchSize) };
    yield { series: await readBatch(account, client, batch, options), calls: 1 };
  }
}

type Options = Parameters<MetricsClient['queryResources']>[3];

async function readBatch(account: AzureAccount, client: MetricsClient, batch: Batch, options: Options): Promise<MetricPage['series']> {
  const byId = new Map(batch.machines.map((machine) => [canonical(machine.id), machine]));
  const byName = new Map(batch.wanted.map((metric) => [metric.name.toLowerCase(), metric]));
  const { namespace } = measuredOf(batch.machines[0]!)!;
  const names = batch.wanted.map(({ name }) => name);
  const source = { operation: 'Microsoft.Insights/metrics/read', scope: metricScope(batch.machines[0]!) };
  const results = await account.call(source, () => client.queryResources([...byId.keys()], names, namespace, options));
  return results.flatMap(({ resourceId, metrics }) => {
    const machine = byId.get(canonical(resourceId));
    if (!machine) return [];
    return metrics.flatMap((found) => {
      const metric = byName.get(found.name.toLowerCase());
      return metric ? seriesOf(machine, metric, found, batch) : [];
    });
  });
}

/** Source: Azure Monitor price list, "Metrics queries". */
const free = 'Platform metrics are free of charge, and so are the calls within the free amount of a month (1,000,000 by the price list).';

/** Platform metrics of Azure Monitor: free of charge, kept for 93 days, fifty machines to a call. */
export function metricSource(account: AzureAccount, sizes: PlanAsk['sizes']): MetricSource {
  return {
    metricsOf: (machine) => measuredOf(machine)?.metrics.map(({ metric }) => metric) ?? [],
    scopeOf: metricScope,
    background: ['cpu'],
    maxAgeMs: 5 * minute,
    read: (request) => readMetrics(account, sizes, request),
    price: (machines) => ({ calls: Math.ceil(machines / batchSize), amount: 0, currency: 'USD', note: free }),
  };
}
