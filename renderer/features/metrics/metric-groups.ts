import type { MachineKey } from '#shared/model/machine.ts';
import type { MachineSeries, MetricName } from '#shared/model/metric.ts';
import { seriesColor } from '../../ui/chart-colors.ts';
import { metricTitles } from './metric-format.ts';

/** Metrics of one unit that share a chart. */
export interface MetricGroup {
  id: string;
  title: string;
  metrics: readonly MetricName[];
}

export const metricGroups: readonly MetricGroup[] = [
  { id: 'cpu', title: 'CPU', metrics: ['cpu'] },
  { id: 'memory', title: 'Memory', metrics: ['memory'] },
  { id: 'network', title: 'Network', metrics: ['network_in', 'network_out'] },
  { id: 'disk-bytes', title: 'Disk throughput', metrics: ['disk_read_bytes', 'disk_write_bytes'] },
  { id: 'disk-ops', title: 'Disk operations', metrics: ['disk_read_ops', 'disk_write_ops'] },
  { id: 'credits', title: 'CPU credits', metrics: ['credits'] },
];

/** A machine in the charts, in the order in which it was added. */
export interface ShownMachine extends MachineKey {
  name: string;
}

/** One line of a chart. */
export interface Line {
  id: string;
  label: string;
  color: string;
  /** The second metric of a chart is dashed: in and out of one machine have one colour. */
  dashed: boolean;
  metric: MetricName;
  series: MachineSeries;
}

export const machineName = ({ connectionId, machineId }: MachineKey) => `${connectionId} ${machineId}`;

function labelOf(machine: ShownMachine, metric: MetricName, { metrics }: MetricGroup, alone: boolean): string {
  if (alone) return metricTitles[metric];
  return metrics.length > 1 ? `${machine.name} · ${metricTitles[metric].toLowerCase()}` : machine.name;
}

/** Lines of a group that have a value, machine by machine. */
export function linesOf(group: MetricGroup, machines: readonly ShownMachine[], series: readonly MachineSeries[]): Line[] {
  return machines.flatMap((machine, at) =>
    group.metrics.flatMap((metric, place) => {
      const found = series.find((one) => one.metric === metric && machineName(one) === machineName(machine));
      if (!found?.values.some((value) => !Number.isNaN(value))) return [];
      const label = labelOf(machine, metric, group, machines.length === 1);
      return { id: `${machineName(machine)} ${metric}`, label, color: seriesColor(at), dashed: place > 0, metric, series: found };
    }),
  );
}
