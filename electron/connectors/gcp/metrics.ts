import type { Machine, MetricName, MetricPage, MetricRequest, MetricSource } from '../sdk.ts';
import type { GcpAccount } from './account.ts';
import { numberOf } from './machines.ts';
import { type GoogleMetric, googleMetrics } from './metric-table.ts';
import { partOf } from './paths.ts';

const minute = 60_000;
/** The most points that an answer holds. */
const pageSize = '100000';
/** Up to so many machines are named in the filter; above, the whole project is read by the same single call. A filter has at most 2,048 characters. */
const mostNamed = 50;
const names = Object.keys(googleMetrics) as MetricName[];

/** Source: https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.timeSeries/list */
interface SeriesRecord {
  resource?: { labels?: Record<string, string> };
  points?: { interval?: { endTime?: string }; value?: { doubleValue?: number; int64Value?: string } }[];
}
interface SeriesReply {
  timeSeries: SeriesRecord[];
  nextPageToken: string;
}

/** The time asked for, in whole steps. Monitoring keeps a value for every minute for six weeks, then for every ten minutes. */
interface Window {
  start: number;
  stepMs: number;
  steps: number;
}

const sixWeeks = 42 * 24 * 60 * minute;

function windowOf({ from, to, stepMs: wanted }: MetricRequest, now: number): Window {
  const least = from < now - sixWeeks ? 10 * minute : minute;
  const stepMs = Math.max(least, Math.ceil(wanted / minute) * minute);
  const start = Math.floor(from / stepMs) * stepMs;
  return { start, stepMs, steps: Math.max(0, Math.floor((Math.min(to, now) - start) / stepMs)) };
}

function filterOf(metric: GoogleMetric, machines: ReadonlyMap<string, string>): string {
  const named =
    machines.size <= mostNamed ? [`resource.labels.instance_id = one_of(${[...machines.keys()].map((id) => `"${id}"`).join(', ')})`] : [];
  const parts = [`metric.type = "${metric.type}"`, 'resource.type = "gce_instance"', ...(metric.where ? [metric.where] : []), ...named];
  return parts.join(' AND ');
}

function queryOf(metric: GoogleMetric, machines: ReadonlyMap<string, string>, { start, stepMs, steps }: Window) {
  return {
    filter: filterOf(metric, machines),
    'interval.startTime': new Date(start).toISOString(),
    'interval.endTime': new Date(start + steps * stepMs).toISOString(),
    'aggregation.alignmentPeriod': `${stepMs / 1000}s`,
    'aggregation.perSeriesAligner': metric.aligner,
    'aggregation.crossSeriesReducer': metric.reducer,
    'aggregation.groupByFields': 'resource.labels.instance_id',
    view: 'FULL',
    pageSize,
  };
}

/** Values of one series. A point's end is the end of its step, so that the first step ends one step after the start. */
function valuesOf({ points = [] }: SeriesRecord, factor: number, { start, stepMs, steps }: Window): Float32Array {
  const values = new Float32Array(steps).fill(Number.NaN);
  for (const { interval, value } of points) {
    const index = Math.round((Date.parse(interval?.endTime ?? '') - start) / stepMs) - 1;
    const number = value?.doubleValue ?? (value?.int64Value === undefined ? Number.NaN : Number(value.int64Value));
    if (index >= 0 && index < steps) values[index] = number * factor;
  }
  return values;
}

type OneSeries = MetricPage['series'][number];

/** A page may end in the middle of a series: its last one waits for the next page, which then begins with the rest of it. */
function joined(held: OneSeries[], found: OneSeries[]): OneSeries[] {
  const [last] = held;
  const [first, ...others] = found;
  if (!last || first?.machineId !== last.machineId) return [...held, ...found];
  const values = last.values.map((value, index) => (Number.isNaN(value) ? first.values[index]! : value));
  return [{ ...last, values }, ...others];
}

interface MetricRead {
  account: GcpAccount;
  project: string;
  /** Ids of the machines by the number that Monitoring knows them by. */
  machines: ReadonlyMap<string, string>;
  window: Window;
  signal: AbortSignal;
}

async function* readMetric(read: MetricRead, name: MetricName, metric: GoogleMetric): AsyncIterable<MetricPage> {
  const { account, project, machines, window, signal } = read;
  const { start, stepMs } = window;
  const query = queryOf(metric, machines, window);
  let pageToken: string | undefined;
  let held: OneSeries[] = [];
  do {
    const reply = await account.call<SeriesReply>({
      service: 'monitoring',
      path: `projects/${project}/timeSeries`,
      query: { ...query, pageToken },
      operation: 'monitoring.timeSeries.list',
      scope: project,
      signal,
    });
    pageToken = reply.nextPageToken || undefined;
    const found = (reply.timeSeries ?? []).flatMap((one) => {
      const machineId = machines.get(one.resource?.labels?.['instance_id'] ?? '');
      return machineId ? [{ machineId, metric: name, start, stepMs, values: valuesOf(one, metric.factor, window) }] : [];
    });
    const series = joined(held, found);
    held = pageToken ? series.splice(-1) : [];
    yield { series, calls: 1 };
  } while (pageToken);
}

const projectOf = (machine: Machine): string => partOf(machine.id, 'projects');

async function* readAll(account: GcpAccount, request: MetricRequest): AsyncIterable<MetricPage> {
  const [first] = request.machines;
  if (!first) return;
  const machines = new Map(
    request.machines.map((machine) => [numberOf(machine), machine.id]).filter(([number]) => number !== '') as [string, string][],
  );
  const signal = AbortSignal.any([account.context.signal, request.signal]);
  const window = windowOf(request, account.context.clock.now());
  if (machines.size === 0 || window.steps === 0) return;
  for (const name of request.metrics) {
    const metric = googleMetrics[name];
    if (metric) yield* readMetric({ account, project: projectOf(first), machines, window, signal }, name, metric);
  }
}

/** Cloud Monitoring: one call reads one metric of all machines of a project, up to 100,000 points a page. */
export function metricSource(account: GcpAccount): MetricSource {
  return {
    metricsOf: (machine) => (machine.kind === 'machine' ? names : []),
    scopeOf: projectOf,
    background: ['cpu', 'memory'],
    maxAgeMs: 5 * minute,
    read: (request) => readAll(account, request),
  };
}
