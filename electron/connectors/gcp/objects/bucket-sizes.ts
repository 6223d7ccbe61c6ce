import type { Bucket } from '../../sdk.ts';
import { type GcpAccount, listAll } from '../account.ts';

const dayMs = 86_400_000;

/** Source: https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.timeSeries/list */
interface SeriesRecord {
  resource?: { labels?: Record<string, string> };
  points?: { interval?: { endTime?: string }; value?: { doubleValue?: number; int64Value?: string } }[];
}

export type Size = Pick<Bucket, 'bytes' | 'objects' | 'measuredAt'>;

/** The newest value of each bucket of a project, all classes together; Google measures about once a day. */
async function newest(account: GcpAccount, { project, metric, signal }: { project: string; metric: string; signal: AbortSignal }) {
  const now = account.context.clock.now();
  const series = await listAll<SeriesRecord>(
    account,
    {
      service: 'monitoring',
      path: `projects/${project}/timeSeries`,
      query: {
        filter: `metric.type = "storage.googleapis.com/storage/${metric}" AND resource.type = "gcs_bucket"`,
        'interval.startTime': new Date(now - dayMs).toISOString(),
        'interval.endTime': new Date(now).toISOString(),
        'aggregation.alignmentPeriod': '86400s',
        'aggregation.perSeriesAligner': 'ALIGN_NEXT_OLDER',
        'aggregation.crossSeriesReducer': 'REDUCE_SUM',
        'aggregation.groupByFields': 'resource.labels.bucket_name',
      },
      operation: 'monitoring.timeSeries.list',
      scope: project,
      signal,
    },
    (reply) => (reply as { timeSeries?: SeriesRecord[] }).timeSeries,
  );
  return new Map(
    series.flatMap(({ resource, points = [] }) => {
      const value = points[0]?.value;
      const number = value?.doubleValue ?? Number(value?.int64Value ?? Number.NaN);
      const name = resource?.labels?.['bucket_name'];
      return name && !Number.isNaN(number) ? [[name, { number, at: Date.parse(points[0]?.interval?.endTime ?? '') }] as const] : [];
    }),
  );
}

/** Sizes of a project's buckets by name. Source: https://cloud.google.com/monitoring/api/metrics_gcp_p_z#gcp-storage */
export async function bucketSizes(account: GcpAccount, project: string, signal: AbortSignal): Promise<Map<string, Size>> {
  const [bytes, counts] = await Promise.all([
    newest(account, { project, metric: 'total_bytes', signal }),
    newest(account, { project, metric: 'object_count', signal }),
  ]);
  return new Map(
    [...bytes].map(([name, { number, at }]) => [
      name,
      { bytes: number, objects: counts.get(name)?.number ?? null, measuredAt: Number.isNaN(at) ? null : at },
    ]),
  );
}
