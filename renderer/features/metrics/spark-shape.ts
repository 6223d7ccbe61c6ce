import type { MetricName, Series } from '#shared/model/metric.ts';
import { formatMetric, metricTitles } from './metric-format.ts';

export interface SparkBox {
  width: number;
  height: number;
}

/** Lower end at zero, so that two sparks of one column compare; percent reach to 100. */
function topOf(values: Float32Array, metric: MetricName): number {
  if (metric === 'cpu' || metric === 'memory') return 100;
  return values.reduce((top, value) => (value > top ? value : top), 0) || 1;
}

/** An SVG path through the values, one stroke between gaps; `''` when there is none. A lone value becomes a dot of no length. */
export function sparkPath(values: Float32Array, metric: MetricName, { width, height }: SparkBox): string {
  const top = topOf(values, metric);
  const right = Math.max(1, values.length - 1);
  const parts: string[] = [];
  let open = false;
  values.forEach((value, at) => {
    if (Number.isNaN(value)) {
      open = false;
      return;
    }
    const x = (1 + (at / right) * (width - 2)).toFixed(1);
    const y = (height - 1 - (Math.min(value, top) / top) * (height - 2)).toFixed(1);
    const lone = !open && !(values[at + 1]! >= 0);
    parts.push(`${open ? 'L' : 'M'}${x} ${y}${lone ? 'h0' : ''}`);
    open = true;
  });
  return parts.join('');
}

/** The spark in words: newest value, mean and highest of the time shown. */
export function sparkText({ values }: Pick<Series, 'values'>, metric: MetricName): string {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return `${metricTitles[metric]}: not measured`;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const highest = known.reduce((most, value) => Math.max(most, value));
  const [now, average, most] = [known.at(-1)!, mean, highest].map((value) => formatMetric(metric, value));
  return `${metricTitles[metric]}, last 24 h: now ${now}, mean ${average}, highest hour ${most}`;
}
