import type { GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import { failure, type MetricPage, type MetricRequest, type MetricSource } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import { batches } from './batches.ts';
import { metricsOf, queryOf, type Wanted, wantedOf } from './metric-queries.ts';
import { SeriesBuilder } from './metric-series.ts';

/** Queries and values that one call gives at most. Source: CloudWatch API reference, GetMetricData. */
const mostQueries = 500;
const mostValues = 100_800;
/** USD for each metric asked for. Source: Amazon CloudWatch pricing, "GetMetricData", the same in all commercial regions. */
const pricePerMetric = 0.01 / 1000;
const currency = 'USD';
const minute = 60_000;

interface Call {
  account: AwsAccount;
  request: MetricRequest;
  region: string;
  wanted: Wanted[];
}

/** Starts of all periods of the call: AWS counts periods from the start time. */
function alignedStart({ request, wanted }: Call): number {
  const longest = Math.max(...wanted.map(({ period }) => period)) * 1000;
  return Math.floor(request.from / longest) * longest;
}

function checkResults(reply: GetMetricDataCommandOutput, source: { operation: string; scope: string }): void {
  const failed = reply.MetricDataResults?.find(({ StatusCode }) => StatusCode === 'InternalError' || StatusCode === 'Forbidden');
  if (!failed) return;
  const code = failed.StatusCode === 'Forbidden' ? 'forbidden' : 'provider_unavailable';
  throw failure(code, `CloudWatch could not give ${failed.Label ?? 'a metric'} in ${source.scope} (${failed.StatusCode}).`, { source });
}

/** Up to 500 series: one call, and another for each further page of values. */
async function readBatch(call: Call): Promise<MetricPage> {
  const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
  const { account, request, region, wanted } = call;
  const client = await account.clients.cloudWatch(region);
  const signal = AbortSignal.any([account.context.signal, request.signal]);
  const builders = wanted.map((one) => new SeriesBuilder(one, request));
  const source = { operation: 'cloudwatch:GetMetricData', scope: region };
  const input = {
    StartTime: new Date(alignedStart(call)),
    EndTime: new Date(request.to),
    MetricDataQueries: wanted.map(queryOf),
    MaxDatapoints: mostValues,
  };
  let calls = 0;
  let NextToken: string | undefined;
  do {
    const command = new GetMetricDataCommand({ ...input, NextToken });
    const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
    calls += 1;
    checkResults(reply, source);
    for (const result of reply.MetricDataResults ?? []) builders[Number(result.Id?.slice(1))]?.add(result);
    NextToken = reply.NextToken || undefined;
  } while (NextToken);
  const series = builders.flatMap((builder) => builder.series() ?? []);
  return { series, calls, spent: { amount: wanted.length * pricePerMetric, currency } };
}

async function* read(account: AwsAccount, request: MetricRequest): AsyncIterable<MetricPage> {
  const { machines, metrics, from, stepMs } = request;
  const range = { from, now: account.context.clock.now(), stepMs };
  const byRegion = Object.groupBy(machines, ({ region }) => region);
  for (const [region, list = []] of Object.entries(byRegion)) {
    for (const wanted of batches(wantedOf(list, metrics, range), mostQueries)) yield await readBatch({ account, request, region, wanted });
  }
}

/** CloudWatch: CPU, network, disk and credits of instances, CPU and memory of ECS services. Every metric asked for is billed. */
export function metricSource(account: AwsAccount): MetricSource {
  const background = account.settings.backgroundMetrics === 'cpu' ? (['cpu'] as const) : [];
  return {
    metricsOf,
    scopeOf: ({ region }) => region,
    background,
    maxAgeMs: 30 * minute,
    read: (request) => read(account, request),
    price(machines) {
      const asked = machines * background.length;
      const note = 'CloudWatch bills 0.01 USD for 1,000 metrics asked for.';
      return { calls: Math.ceil(asked / mostQueries), amount: asked * pricePerMetric, currency, note };
    },
  };
}
