import type { Inspection } from '#shared/model/action.ts';
import { type CachedMachine, type MachineFacets, type MachineGroup, type MachineQuery, plainMachine } from '#shared/model/machine.ts';

const providers = ['aws', 'azure', 'gcp'] as const;
const regions = { aws: ['eu-central-1', 'us-east-1'], azure: ['westeurope', 'northeurope'], gcp: ['europe-west3', 'us-central1'] };
const types = { aws: 'm7g.large', azure: 'Standard_D4s_v5', gcp: 'n2-standard-4' };

function machine(index: number): CachedMachine {
  const provider = providers[index % 3]!;
  const environment = ['production', 'staging', 'development', ''][index % 7 > 3 ? 0 : index % 4]!;
  const state = index % 11 === 0 ? 'stopped' : index % 97 === 0 ? 'starting' : index % 301 === 0 ? 'unknown' : 'running';
  return {
    ...plainMachine,
    connectionId: 'demo',
    id: `i-${(0x10000000 + index * 7919).toString(16)}`,
    name: `${['web', 'api', 'db', 'batch', 'cache'][index % 5]}-${String(index).padStart(6, '0')}`,
    provider,
    account: `${provider}-${environment || 'shared'}`,
    accountName: `${provider.toUpperCase()} ${environment || 'shared'}`,
    region: regions[provider][index % 2]!,
    zone: `${regions[provider][index % 2]}a`,
    state,
    providerState: state,
    type: types[provider],
    os: index % 4 === 0 ? 'Windows' : 'Linux',
    privateIp: `10.${index % 200}.${(index >> 8) % 250}.${index % 250}`,
    publicIp: index % 9 === 0 ? `192.0.2.${index % 250}` : '',
    environment,
    launched: Date.parse('2026-01-01') + index * 60_000,
    parents: [],
    tags: { team: ['payments', 'search', 'platform'][index % 3]!, 'cost-center': `CC-${index % 20}`, env: environment },
    cpuPercent: (index * 37) % 100,
    memoryPercent: null,
  };
}

export function makeMachines(count: number): CachedMachine[] {
  return Array.from({ length: count }, (_, index) => machine(index));
}

const valueOf = (one: CachedMachine, column: string): string | number | null =>
  column.startsWith('tag:') ? (one.tags[column.slice(4)] ?? '') : (one[column as keyof CachedMachine] as string | number | null);

export function filterMachines(machines: CachedMachine[], { text, where }: Pick<MachineQuery, 'text' | 'where'>): CachedMachine[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return machines.filter((one) => {
    if (!where.every(({ column, values }) => values.includes(String(valueOf(one, column))))) return false;
    const hay = `${one.id} ${one.name} ${one.account} ${one.region} ${one.type} ${Object.values(one.tags).join(' ')}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

/** Rows without a value come last. */
function compareGroups(a: string, b: string): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  return a.localeCompare(b);
}

export function sortMachines(machines: CachedMachine[], { sort, groupBy }: Pick<MachineQuery, 'sort' | 'groupBy'>): CachedMachine[] {
  const sign = sort.descending ? -1 : 1;
  return [...machines].sort((a, b) => {
    const grouped = groupBy === null ? 0 : compareGroups(String(valueOf(a, groupBy)), String(valueOf(b, groupBy)));
    if (grouped !== 0) return grouped;
    const [x, y] = [valueOf(a, sort.column), valueOf(b, sort.column)];
    return sign * (typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y)));
  });
}

export function facets(machines: CachedMachine[]): MachineFacets {
  const count = (column: 'kind' | 'health' | 'state' | 'provider' | 'region' | 'account' | 'environment' | 'type') => {
    const counts: Record<string, number> = {};
    for (const one of machines) counts[one[column]] = (counts[one[column]] ?? 0) + 1;
    return counts;
  };
  return {
    kind: count('kind'),
    health: count('health'),
    state: count('state'),
    provider: count('provider'),
    region: count('region'),
    account: count('account'),
    environment: count('environment'),
    type: count('type'),
    tagKeys: ['team', 'cost-center', 'env'],
  };
}

export function groups(machines: CachedMachine[], groupBy: string): MachineGroup[] {
  const byValue = Map.groupBy(machines, (one) => String(valueOf(one, groupBy)));
  return [...byValue]
    .map(([value, mine]) => ({ value, count: mine.length, running: mine.filter(({ state }) => state === 'running').length }))
    .sort((a, b) => compareGroups(a.value, b.value));
}

/** What a provider would say of one machine: a load balancer before it and the next machine of the list attached. */
export function fakeInspection(machines: CachedMachine[], machineId: string): Inspection {
  const at = machines.findIndex(({ id }) => id === machineId);
  const next = machines[at + 1]!;
  return {
    raw: { InstanceId: machineId, State: { Name: machines[at]!.state } },
    related: [
      { relation: 'serves', kind: 'Load balancer', id: 'lb-shop', name: 'lb-shop', state: 'healthy' },
      { relation: 'contains', kind: 'machine', id: next.id, name: next.name, state: next.state },
    ],
    events: [{ at: Date.parse('2026-11-01T08:00:00Z'), text: 'Launched by the fleet' }],
    problems: [],
  };
}
