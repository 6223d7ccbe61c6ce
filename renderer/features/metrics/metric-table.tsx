import { useZone } from '../../app/preferences.ts';
import { formatTime } from '../../ui/format/time.ts';
import { SimpleTable, type TableColumn } from '../../ui/simple-table.tsx';
import { formatMetric } from './metric-format.ts';
import type { Line, MetricGroup } from './metric-groups.ts';
import classes from './metrics.module.css';
import { tableRows } from './table-rows.ts';

interface Props {
  group: MetricGroup;
  lines: Line[];
  /** Epoch ms. */
  from: number;
  to: number;
}

type Row = ReturnType<typeof tableRows>[number];

/** The same values as a chart shows, in words: for screen readers, and for copying. */
export function MetricTable({ group, lines, from, to }: Props) {
  const zone = useZone();
  const columns: TableColumn<Row>[] = [
    { key: 'time', header: 'From', render: ({ time }) => formatTime(time, zone) },
    ...lines.map(
      (line, at): TableColumn<Row> => ({
        key: line.id,
        header: line.label,
        numeric: true,
        render: ({ cells }) => {
          const { mean, peak } = cells[at]!;
          return peak > mean
            ? `${formatMetric(line.metric, mean)} (peak ${formatMetric(line.metric, peak)})`
            : formatMetric(line.metric, mean);
        },
      }),
    ),
  ];
  return (
    <section className={classes['chart']} aria-label={group.title}>
      <h4 className={classes['title']}>{group.title}</h4>
      <SimpleTable
        label={`${group.title}, means`}
        columns={columns}
        rows={tableRows(
          lines.map(({ series }) => series),
          { from, to },
        )}
        rowKey={({ time }) => String(time)}
      />
    </section>
  );
}
