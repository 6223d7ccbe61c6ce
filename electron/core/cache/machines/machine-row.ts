import type { CachedMachine, Machine } from '#shared/model/machine.ts';

/** A row of the table `machines`. */
export interface MachineRow {
  row: number;
  connection_id: string;
  id: string;
  scope: string;
  run: string;
  name: string;
  provider: Machine['provider'];
  account: string;
  account_name: string;
  region: string;
  zone: string;
  state: Machine['state'];
  provider_state: string;
  type: string;
  os: string;
  private_ip: string;
  public_ip: string;
  environment: string;
  launched: number | null;
  tags: string;
  cost_resource_id: string | null;
  cpu_percent: number | null;
  memory_percent: number | null;
  kind: Machine['kind'];
  health: Machine['health'];
  health_detail: string;
  capacity: string | null;
  parents: string;
  details: string;
}

const columns: [column: keyof MachineRow, parameter: string][] = [
  ['connection_id', 'connectionId'],
  ['id', 'id'],
  ['scope', 'scope'],
  ['run', 'run'],
  ['name', 'name'],
  ['provider', 'provider'],
  ['account', 'account'],
  ['account_name', 'accountName'],
  ['region', 'region'],
  ['zone', 'zone'],
  ['state', 'state'],
  ['provider_state', 'providerState'],
  ['type', 'type'],
  ['os', 'os'],
  ['private_ip', 'privateIp'],
  ['public_ip', 'publicIp'],
  ['environment', 'environment'],
  ['launched', 'launched'],
  ['tags', 'tags'],
  ['cost_resource_id', 'costResourceId'],
  ['cpu_percent', 'cpuPercent'],
  ['memory_percent', 'memoryPercent'],
  ['kind', 'kind'],
  ['health', 'health'],
  ['health_detail', 'healthDetail'],
  ['capacity', 'capacity'],
  ['parents', 'parents'],
  ['details', 'details'],
];

/** Measured apart from the machine: a read of machines that says nothing of them leaves them, unless the machine has stopped. */
const measured = new Set<string>(['cpu_percent', 'memory_percent']);
const keptWhileRunning = (column: string) =>
  `CASE excluded.state WHEN 'running' THEN coalesce(excluded.${column}, machines.${column}) ELSE excluded.${column} END`;

/** Parts of the upsert: column names, parameters, and the assignments when the machine is known. */
export const machineColumnsSql = {
  names: columns.map(([column]) => column).join(', '),
  values: columns.map(([, parameter]) => `@${parameter}`).join(', '),
  updates: columns
    .filter(([column]) => column !== 'connection_id' && column !== 'id')
    .map(([column]) => `${column} = ${measured.has(column) ? keptWhileRunning(column) : `excluded.${column}`}`)
    .join(', '),
};

export function toParameters(machine: Machine, read: { connectionId: string; scope: string; run: string }): Record<string, unknown> {
  return {
    ...machine,
    ...read,
    tags: JSON.stringify(machine.tags),
    costResourceId: machine.costResourceId ?? null,
    capacity: machine.capacity && JSON.stringify(machine.capacity),
    parents: JSON.stringify(machine.parents),
    details: JSON.stringify(machine.details),
  };
}

export function toMachine(row: MachineRow): CachedMachine {
  return {
    connectionId: row.connection_id,
    id: row.id,
    name: row.name,
    provider: row.provider,
    account: row.account,
    accountName: row.account_name,
    region: row.region,
    zone: row.zone,
    state: row.state,
    providerState: row.provider_state,
    type: row.type,
    os: row.os,
    privateIp: row.private_ip,
    publicIp: row.public_ip,
    environment: row.environment,
    launched: row.launched,
    tags: JSON.parse(row.tags) as Record<string, string>,
    ...(row.cost_resource_id === null ? {} : { costResourceId: row.cost_resource_id }),
    cpuPercent: row.cpu_percent,
    memoryPercent: row.memory_percent,
    kind: row.kind,
    health: row.health,
    healthDetail: row.health_detail,
    capacity: row.capacity === null ? null : (JSON.parse(row.capacity) as Machine['capacity']),
    parents: JSON.parse(row.parents) as string[],
    details: JSON.parse(row.details) as Record<string, string>,
  };
}
