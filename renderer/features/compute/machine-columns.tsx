import type { CachedMachine } from '#shared/model/machine.ts';
import type { Series } from '#shared/model/metric.ts';
import { providerName } from '../../ui/format/provider.ts';
import { formatTime } from '../../ui/format/time.ts';
import type { GridColumn } from '../../ui/grid/data-grid.tsx';
import { EnvironmentMark, MachineState } from '../../ui/machine-state.tsx';
import { Sparkline } from '../metrics/sparks.tsx';
import { capacityText, HealthMark, KindMark } from './machine-marks.tsx';

type Column = GridColumn<CachedMachine>;

export interface Names {
  zone: string;
  /** Connection id → name. */
  connections: Map<string, string>;
  /** CPU of the last 24 h; undefined: not known yet, null: not measured. */
  spark: (machine: CachedMachine) => Series | null | undefined;
}

const percent = (value: number | null) => (value === null ? <span className="ae-muted">–</span> : `${value.toFixed(0)} %`);

/** Columns that every machine has. Ids are the names the host sorts and exports by. */
function fixedColumns({ zone, connections, spark }: Names): Column[] {
  return [
    { id: 'name', header: 'Name', width: 232, cell: (machine) => machine.name || <span className="ae-muted">unnamed</span> },
    { id: 'kind', header: 'Kind', width: 134, cell: (machine) => <KindMark kind={machine.kind} /> },
    { id: 'state', header: 'State', width: 112, cell: (machine) => <MachineState state={machine.state} /> },
    {
      id: 'health',
      header: 'Health',
      width: 100,
      cell: ({ health, healthDetail }) => <HealthMark health={health} detail={healthDetail} />,
    },
    { id: 'capacity', header: 'Running', width: 80, numeric: true, cell: ({ capacity }) => capacityText(capacity) },
    { id: 'environment', header: 'Environment', width: 112, cell: (machine) => <EnvironmentMark environment={machine.environment} /> },
    { id: 'provider', header: 'Provider', width: 112, cell: (machine) => providerName(machine.provider) },
    { id: 'accountName', header: 'Account', width: 124, cell: (machine) => machine.accountName || machine.account },
    { id: 'account', header: 'Account id', width: 140, cell: (machine) => machine.account },
    { id: 'region', header: 'Region', width: 112, cell: (machine) => machine.region },
    { id: 'zone', header: 'Zone', width: 120, cell: (machine) => machine.zone },
    { id: 'type', header: 'Type', width: 132, cell: (machine) => machine.type },
    { id: 'os', header: 'System', width: 90, cell: (machine) => machine.os },
    { id: 'privateIp', header: 'Private address', width: 130, cell: (machine) => <span className="ae-mono">{machine.privateIp}</span> },
    { id: 'publicIp', header: 'Public address', width: 130, cell: (machine) => <span className="ae-mono">{machine.publicIp}</span> },
    { id: 'spark', header: 'CPU 24 h', width: 112, cell: (machine) => <Sparkline series={spark(machine)} metric="cpu" /> },
    { id: 'cpuPercent', header: 'CPU', width: 72, numeric: true, cell: (machine) => percent(machine.cpuPercent) },
    { id: 'memoryPercent', header: 'Memory', width: 84, numeric: true, cell: (machine) => percent(machine.memoryPercent) },
    {
      id: 'launched',
      header: 'Launched',
      width: 190,
      cell: (machine) => (machine.launched === null ? '' : formatTime(machine.launched, zone)),
    },
    { id: 'id', header: 'Id', width: 200, cell: (machine) => <span className="ae-mono">{machine.id}</span> },
    {
      id: 'connectionId',
      header: 'Connection',
      width: 150,
      cell: (machine) => connections.get(machine.connectionId) ?? machine.connectionId,
    },
  ];
}

function tagColumn(key: string): Column {
  return { id: `tag:${key}`, header: `Tag ${key}`, width: 130, sortable: true, cell: (machine) => machine.tags[key] ?? '' };
}

/** Made on the screen: the host neither sorts nor exports by them. */
export const shownOnly = ['capacity', 'spark'];

/** Every column that can be shown: the fixed ones and one per tag key in the estate. */
export function machineGridColumns(names: Names, tagKeys: string[]): Column[] {
  return [...fixedColumns(names).map((column) => ({ ...column, sortable: !shownOnly.includes(column.id) })), ...tagKeys.map(tagColumn)];
}

export const defaultColumns = [
  'name',
  'kind',
  'state',
  'health',
  'capacity',
  'environment',
  'provider',
  'accountName',
  'region',
  'type',
  'spark',
  'cpuPercent',
  'os',
  'privateIp',
  'launched',
];
