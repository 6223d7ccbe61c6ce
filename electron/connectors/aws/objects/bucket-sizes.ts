import type { CloudWatchClient, Metric, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { AwsAccount } from '../account.ts';
import { batches } from '../batches.ts';

/** What CloudWatch measured of a bucket, once a day. */
export interface BucketSize {
  bytes: number | null;
  objects: number | null;
  measuredAt: number | null;
}
export interface RegionSizes {
  sizes: Map<string, BucketSize>;
  /** USD that were charged for them just now; 0 when they were known. */
  spent: number;
}
export type SizeReader = (region: string, signal: AbortSignal) => Promise<RegionSizes>;

const day = 86_400_000;
const keptMs = day / 2;
/** USD for each metric asked for. Source: Amazon CloudWatch pricing, "GetMetricData", the same in all commercial regions. */
const pricePerMetric = 0.01 / 1000;
/** Metrics of one GetMetricData. Source: CloudWatch API reference. */
const mostQueries = 500;

interface Asking {
  account: AwsAccount;
  client: CloudWatchClient;
  region: string;
  signal: AbortSignal;
}

function dimensionText({ Dimensions = [] }: Metric): string {
  return Dimensions.map(({ Name, Value }) => `${Name}=${Value}`)
    .sort()
    .join(',');
}

/** One metric for each bucket and storage type that has any bytes. Source: S3 User Guide, "Amazon S3 metrics and dimensions". */
async function storageMetrics({ account, client, region, signal }: Asking): Promise<Metric[]> {
  const { ListMetricsCommand } = await import('@aws-sdk/client-cloudwatch');
  const metrics: Metric[] = [];
  for (const MetricName of ['BucketSizeBytes', 'NumberOfObjects']) {
    let NextToken: string | undefined;
    do {
      const command = new ListMetricsCommand({ Namespace: 'AWS/S3', MetricName, NextToken });
      const source = { operation: 'cloudwatch:ListMetrics', scope: region };
      const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
      metrics.push(...(reply.Metrics ?? []));
      NextToken = reply.NextToken || undefined;
    } while (NextToken);
  }
  // Listed twice it would be counted, and charged, twice.
  return [...new Map(metrics.map((metric) => [`${metric.MetricName} ${dimensionText(metric)}`, metric])).values()];
}

function addTo(sizes: Map<string, BucketSize>, metric: Metric, { Values = [], Timestamps = [] }: MetricDataResult): void {
  const bucket = metric.Dimensions?.find(({ Name }) => Name === 'BucketName')?.Value;
  const value = Values[0];
  if (bucket === undefined || value === undefined) return;
  const size = sizes.get(bucket) ?? { bytes: null, objects: null, measuredAt: null };
  if (metric.MetricName === 'NumberOfObjects') size.objects = value;
  else size.bytes = (size.bytes ?? 0) + value;
  size.measuredAt = Math.max(size.measuredAt ?? 0, Timestamps[0]?.getTime() ?? 0) || null;
  sizes.set(bucket, size);
}

async function measure(asking: Asking, metrics: Metric[], sizes: Map<string, BucketSize>): Promise<void> {
  const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
  const { account, client, region, signal } = asking;
  const now = account.context.clock.now();
  const range = { StartTime: new Date(now - 3 * day), EndTime: new Date(now), ScanBy: 'TimestampDescending' } as const;
  const MetricDataQueries = metrics.map((Metric, n) => ({ Id: `m${n}`, MetricStat: { Metric, Period: day / 1000, Stat: 'Average' } }));
  let NextToken: string | undefined;
  do {
    const command = new GetMetricDataCommand({ ...range, MetricDataQueries, NextToken });
    const source = { operation: 'cloudwatch:GetMetricData', scope: region };
    const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
    for (const result of reply.MetricDataResults ?? []) {
      const metric = metrics[Number(result.Id?.slice(1))];
      if (metric) addTo(sizes, metric, result);
    }
    NextToken = reply.NextToken || undefined;
  } while (NextToken);
}

async function readSizes(account: AwsAccount, region: string, signal: AbortSignal): Promise<RegionSizes> {
  const asking = { account, client: await account.clients.cloudWatch(region), region, signal };
  const metrics = await storageMetrics(asking);
  const sizes = new Map<string, BucketSize>();
  for (const batch of batches(metrics, mostQueries)) await measure(asking, batch, sizes);
  return { sizes, spent: metrics.length * pricePerMetric };
}

/** Sizes by region; asked anew after twelve hours only, because they are measured daily and billed. */
export function sizeReader(account: AwsAccount): SizeReader {
  const kept = new Map<string, { until: number; sizes: Map<string, BucketSize> }>();
  return async (region, signal) => {
    const now = account.context.clock.now();
    const known = kept.get(region);
    if (known && known.until > now) return { sizes: known.sizes, spent: 0 };
    const read = await readSizes(account, region, signal);
    kept.set(region, { until: now + keptMs, sizes: read.sizes });
    return read;
  };
}
