import { Button, CloseButton, SegmentedControl, Switch } from '@mantine/core';
import { type MetricRange, metricRanges } from '#shared/model/metric.ts';
import { seriesColor } from '../../ui/chart-colors.ts';
import { ComparePicker } from './compare-picker.tsx';
import { machineName, type ShownMachine } from './metric-groups.ts';
import classes from './metrics.module.css';
import { isZoomed, type TimeWindow } from './time-window.ts';

interface Props {
  window: TimeWindow;
  onWindow: (window: TimeWindow) => void;
  machines: readonly ShownMachine[];
  /** Machines that the panel was opened for; the others can be taken out. */
  fixed: number;
  onMachines: (machines: ShownMachine[]) => void;
  table: boolean;
  onTable: (table: boolean) => void;
}

const mostMachines = 8;
const rangeNames: Record<MetricRange, string> = { '1h': '1 h', '6h': '6 h', '24h': '24 h', '7d': '7 days', '30d': '30 days' };
const ranges = (Object.keys(metricRanges) as MetricRange[]).map((value) => ({ value, label: rangeNames[value] }));

function ComparedMachines({ machines, fixed, onMachines }: Pick<Props, 'machines' | 'fixed' | 'onMachines'>) {
  if (machines.length < 2) return null;
  return (
    <ul className={classes['compared']} aria-label="Machines compared">
      {machines.map((machine, at) => (
        <li key={machineName(machine)} className={classes['entry']}>
          <span className={classes['key']} style={{ borderColor: seriesColor(at) }} aria-hidden />
          {machine.name}
          {at < fixed ? null : (
            <CloseButton
              size="xs"
              aria-label={`Do not compare ${machine.name}`}
              onClick={() => onMachines(machines.filter((one) => one !== machine))}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

/** Range, machines to compare, and charts or tables. */
export function MetricsToolbar({ window, onWindow, machines, fixed, onMachines, table, onTable }: Props) {
  return (
    <>
      <div className={classes['toolbar']}>
        <SegmentedControl
          size="xs"
          aria-label="Time range"
          data={ranges}
          value={isZoomed(window) ? '' : window.range}
          onChange={(range) => onWindow({ range: range as MetricRange })}
        />
        {isZoomed(window) ? (
          <Button size="compact-xs" variant="default" onClick={() => onWindow({ range: window.range })}>
            Reset zoom
          </Button>
        ) : null}
        {machines.length < mostMachines ? <ComparePicker shown={machines} onAdd={(machine) => onMachines([...machines, machine])} /> : null}
        <Switch size="xs" label="As table" checked={table} onChange={({ currentTarget }) => onTable(currentTarget.checked)} />
      </div>
      <ComparedMachines machines={machines} fixed={fixed} onMachines={onMachines} />
    </>
  );
}
