import { AppFailure } from '#shared/errors/app-error.ts';
import type { CachedMachine, MachineKey } from '#shared/model/machine.ts';
import { type MachineSeries, metricNames, metricRanges } from '#shared/model/metric.ts';
import { exits, type Outcome } from '../io.ts';
import type { OpenedCore } from '../open-core.ts';
import { table, time } from '../table.ts';
import { findMachine, keyOf } from './find-machines.ts';
import { summary, summaryTable } from './metrics.ts';
import { runColumns, runRow } from './run-text.ts';

const recentRuns = 5;

/** What the cache has of the last day; a machine can be shown without. */
async function measured({ client }: OpenedCore, machine: MachineKey): Promise<MachineSeries[]> {
  const to = Date.now();
  try {
    return (await client.metrics.series({ machines: [machine], metrics: [...metricNames], from: to - metricRanges['24h'], to })).series;
  } catch (cause) {
    if (cause instanceof AppFailure) return [];
    throw cause;
  }
}

function facts(machine: CachedMachine): string {
  const { id, name, kind, state, providerState, health, healthDetail, provider, account, accountName, region, zone, type, environment } =
    machine;
  const { capacity, parents, details, tags, os, privateIp, publicIp, launched, connectionId } = machine;
  const pairs: [string, string | null][] = [
    ['id', id],
    ['connection', connectionId],
    ['name', name],
    ['kind', kind],
    ['state', `${state} (${providerState})`],
    ['health', [health, healthDetail].filter(Boolean).join(': ')],
    ['place', [provider, accountName || account, region, zone].filter(Boolean).join(' · ')],
    ['environment', environment],
    ['type', [type, os].filter(Boolean).join(' · ')],
    ['addresses', [privateIp, publicIp].filter(Boolean).join(', ')],
    ['launched', time(launched)],
    [
      'capacity',
      capacity && `${capacity.running ?? '–'} run, ${capacity.desired ?? '–'} wanted, ${capacity.min ?? '–'} to ${capacity.max ?? '–'}`,
    ],
    ['belongs to', parents.join(', ')],
    ...Object.entries(details).map(([key, value]): [string, string] => [key, value]),
    [
      'tags',
      Object.entries(tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(', '),
    ],
  ];
  const width = Math.max(...pairs.map(([key]) => key.length));
  return pairs.flatMap(([key, value]) => (value ? [`${key.padEnd(width)}  ${value}\n`] : [])).join('');
}

/** One machine: what it is, what it cost, what was measured of it and what was done to it. From the cache. */
export async function showMachine(opened: OpenedCore, wanted: { id: string; connection?: string }): Promise<Outcome> {
  const key = keyOf(await findMachine(opened, wanted));
  const { machine, cost, asOf } = await opened.client.compute.get(key);
  const series = await measured(opened, key);
  const { runs } = await opened.client.actions.runs({ machine: key, limit: recentRuns });
  const costs = cost.map(({ from, to, currency, value }) => [`${from} to ${to}`, currency, value.toFixed(2)]);
  const parts = [facts(machine), table(['COST', 'CURRENCY', 'VALUE'], costs), summaryTable(series), table(runColumns, runs.map(runRow))];
  const metrics = Object.fromEntries(series.flatMap((one) => (summary(one) ? [[one.metric, summary(one)]] : [])));
  const age = asOf === null ? 'never read completely' : `as of ${new Date(asOf).toISOString()}`;
  return { json: { machine, cost, metrics, runs, asOf }, text: `${parts.join('\n')}\n${age}\n`, exit: exits.done };
}
