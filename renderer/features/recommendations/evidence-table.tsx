import { type MetricStats, metricUnits } from '#shared/model/metric.ts';
import { formatPercent } from '../../ui/format/number.ts';
import { SimpleTable, type TableColumn } from '../../ui/simple-table.tsx';

const names: Partial<Record<MetricStats['metric'], string>> = { cpu: 'CPU', memory: 'Memory', network_in: 'Network in' };

function value(key: 'p50' | 'p95' | 'max'): TableColumn<MetricStats> {
  const header = { p50: 'Median', p95: '95 %', max: 'Peak' }[key];
  return { key, header, numeric: true, render: (stats) => `${stats[key].toFixed(stats[key] < 100 ? 1 : 0)} ${metricUnits[stats.metric]}` };
}

const columns: TableColumn<MetricStats>[] = [
  { key: 'metric', header: 'Measured', render: ({ metric }) => names[metric] ?? metric },
  value('p50'),
  value('p95'),
  value('max'),
  { key: 'days', header: 'Days', numeric: true, render: ({ from, to }) => ((to - from) / 86_400_000).toFixed(1) },
  { key: 'coverage', header: 'Covered', numeric: true, render: ({ coverage }) => formatPercent(coverage) },
];

/** What an advice rests on. */
export function EvidenceTable({ evidence }: { evidence: MetricStats[] }) {
  return <SimpleTable label="Evidence" columns={columns} rows={evidence} rowKey={({ metric }) => metric} />;
}
