import { valueAt } from './aligned-lines.ts';
import { formatMetric } from './metric-format.ts';
import type { Line } from './metric-groups.ts';
import classes from './metrics.module.css';

interface Props {
  lines: readonly Line[];
  /** Time under the cursor, epoch ms; null: the newest values are shown. */
  at: number | null;
}

function newest(values: Float32Array): number {
  return values.findLast((value) => !Number.isNaN(value)) ?? NaN;
}

function Value({ line, at }: { line: Line; at: number | null }) {
  const { series, metric } = line;
  const value = at === null ? newest(series.values) : valueAt(series, at);
  const peak = at === null || !series.peaks ? NaN : valueAt({ ...series, values: series.peaks }, at);
  return (
    <span className="ae-num">
      {formatMetric(metric, value)}
      {peak > value ? <span className="ae-muted"> (peak {formatMetric(metric, peak)})</span> : null}
    </span>
  );
}

/** Lines with their values under the cursor, or the newest. */
export function ChartLegend({ lines, at }: Props) {
  return (
    <ul className={classes['legend']}>
      {lines.map((line) => (
        <li key={line.id} className={classes['entry']}>
          <span className={classes['key']} data-dashed={line.dashed || undefined} style={{ borderColor: line.color }} aria-hidden />
          <span className="ae-clip">{line.label}</span>
          <Value line={line} at={at} />
        </li>
      ))}
    </ul>
  );
}
