import {
  type MachineSeries,
  type MetricName,
  type MetricRange,
  type MetricsResult,
  metricNames,
  metricRanges,
  metricUnits,
} from '#shared/model/metric.ts';
import { exits, type Outcome } from '../io.ts';
import type { OpenedCore } from '../open-core.ts';
import { footer, table, time } from '../table.ts';
import { UsageError } from '../usage-error.ts';
import { findMachine, keyOf } from './find-machines.ts';

export interface MetricsOptions {
  id: string;
  connection?: string;
  metric: string[];
  range: string;
  cached?: true;
}

function metricOf(text: string): MetricName {
  const known = metricNames.find((one) => one === text);
  if (!known) throw new UsageError(`There is no metric ${text}`, `It is one of ${metricNames.join(', ')}.`);
  return known;
}

function rangeOf(text: string): number {
  const known = Object.keys(metricRanges).find((one): one is MetricRange => one === text);
  if (!known) throw new UsageError(`--range ${text} is unknown`, `It is one of ${Object.keys(metricRanges).join(', ')}.`);
  return metricRanges[known];
}

/** NaN is no JSON: a gap is null. */
const numbers = (values: Float32Array) => [...values].map((value) => (Number.isNaN(value) ? null : value));

export function seriesJson({ metric, start, stepMs, values, peaks }: MachineSeries) {
  return { metric, unit: metricUnits[metric], start, stepMs, values: numbers(values), ...(peaks && { peaks: numbers(peaks) }) };
}

const rounded = (value: number) => Number(value.toPrecision(4));

/** Last value with its time, and what the values say together; null without any. */
export function summary({ start, stepMs, values }: MachineSeries) {
  const last = values.findLastIndex((value) => !Number.isNaN(value));
  if (last < 0) return null;
  const known = [...values].filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return {
    at: start + last * stepMs,
    last: rounded(values[last]!),
    mean: rounded(mean),
    highest: rounded(Math.max(...known)),
    points: known.length,
  };
}

export function summaryTable(series: readonly MachineSeries[]): string {
  const rows = series.flatMap((one) => {
    const found = summary(one);
    return found ? [[one.metric, metricUnits[one.metric], found.last, found.mean, found.highest, found.points, time(found.at)]] : [];
  });
  return table(['METRIC', 'UNIT', 'LAST', 'MEAN', 'HIGHEST', 'VALUES', 'MEASURED'], rows);
}

function valueTable({ start, stepMs, values, peaks, metric }: MachineSeries): string {
  const cell = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : rounded(value));
  const rows = [...values].map((value, index) => [time(start + index * stepMs), cell(value), cell(peaks?.[index] ?? value)]);
  return table(['AT', `${metric.toUpperCase()} ${metricUnits[metric]}`, 'HIGHEST'], rows);
}

function textOf({ series, asOf, problems }: MetricsResult): string {
  const [only] = series;
  const body = series.length === 1 && only ? valueTable(only) : summaryTable(series);
  return body + footer({ asOf, stale: problems.length > 0, problems });
}

/** Measurements of one machine: of one metric each value, of several a summary. */
export async function showMetrics(opened: OpenedCore, { id, connection, metric, range, cached }: MetricsOptions): Promise<Outcome> {
  const metrics = metric.length > 0 ? metric.map(metricOf) : [...metricNames];
  const span = rangeOf(range);
  const machine = await findMachine(opened, { id, ...(connection !== undefined && { connection }) });
  const to = Date.now();
  const query = { machines: [keyOf(machine)], metrics, from: to - span, to };
  const result = await opened.client.metrics[cached ? 'series' : 'refresh'](query);
  const { series, asOf, problems } = result;
  return { json: { ...keyOf(machine), series: series.map(seriesJson), asOf, problems }, text: textOf(result), exit: exits.done };
}
