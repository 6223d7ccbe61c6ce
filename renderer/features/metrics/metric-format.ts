import { type MetricName, metricUnits } from '#shared/model/metric.ts';
import { formatBytes, formatCount } from '../../ui/format/number.ts';

export const metricTitles: Record<MetricName, string> = {
  cpu: 'CPU',
  memory: 'Memory',
  network_in: 'Network in',
  network_out: 'Network out',
  disk_read_bytes: 'Disk read',
  disk_write_bytes: 'Disk written',
  disk_read_ops: 'Disk reads',
  disk_write_ops: 'Disk writes',
  credits: 'CPU credits',
};

/** `7.2`, `12`, `1,234`: three figures, as many as a chart can be read to. */
function short(value: number): string {
  return Math.abs(value) >= 100 || value === 0 ? formatCount(value) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2).replace(/\.?0+$/, '');
}

/** A value with its unit: `12.5 %`, `1.2 MB/s` (decimal units), `340 ops/s`; `–` for none. */
export function formatMetric(metric: MetricName, value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const unit = metricUnits[metric];
  if (unit === 'B/s') return `${formatBytes(value)}/s`;
  return unit === 'credits' ? short(value) : `${short(value)} ${unit}`;
}
