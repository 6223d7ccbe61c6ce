import type { MetricName } from '../sdk.ts';

/** Where Cloud Monitoring keeps a metric, and what makes it ours. */
export interface GoogleMetric {
  type: string;
  /** More of the filter: a metric that has several series for each machine. */
  where?: string;
  /** `ALIGN_RATE` makes a rate per second of a count. */
  aligner: 'ALIGN_MEAN' | 'ALIGN_RATE';
  /** How the series of one machine (disks, network cards) become one. */
  reducer: 'REDUCE_MEAN' | 'REDUCE_SUM';
  factor: number;
}

const rate = (name: string): GoogleMetric => ({
  type: `compute.googleapis.com/instance/${name}`,
  aligner: 'ALIGN_RATE',
  reducer: 'REDUCE_SUM',
  factor: 1,
});

/**
 * Sources: https://cloud.google.com/monitoring/api/metrics_gcp_c (compute.googleapis.com) and
 * https://cloud.google.com/monitoring/api/metrics_opsagent. Memory is known only where the Ops Agent runs. There are no
 * CPU credits: shared-core machines burst without an account of it.
 */
export const googleMetrics: Partial<Record<MetricName, GoogleMetric>> = {
  // A fraction of the machine's CPUs: 1 is all of them.
  cpu: { type: 'compute.googleapis.com/instance/cpu/utilization', aligner: 'ALIGN_MEAN', reducer: 'REDUCE_MEAN', factor: 100 },
  memory: {
    type: 'agent.googleapis.com/memory/percent_used',
    where: 'metric.labels.state = "used"',
    aligner: 'ALIGN_MEAN',
    reducer: 'REDUCE_MEAN',
    factor: 1,
  },
  network_in: rate('network/received_bytes_count'),
  network_out: rate('network/sent_bytes_count'),
  disk_read_bytes: rate('disk/read_bytes_count'),
  disk_write_bytes: rate('disk/write_bytes_count'),
  disk_read_ops: rate('disk/read_ops_count'),
  disk_write_ops: rate('disk/write_ops_count'),
};
