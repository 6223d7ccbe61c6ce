import type { CachedMachine } from '#shared/model/machine.ts';
import type { MetricStats } from '#shared/model/metric.ts';
import type { MachineSize, Recommendation, RecommendationKind } from '#shared/model/recommendation.ts';
import { confidenceOf, isEnough } from './confidence.ts';
import { carries, isIdle, type Measured } from './needs.ts';
import type { SizeTable } from './size-table.ts';

const hoursPerMonth = 730;
/** Advice below this is not worth the trouble of a change: USD a month, and share of the price. */
const leastSaving = { amount: 5, share: 0.1 };

type Advice = Omit<Recommendation, 'dismissed'>;

const percent = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} %`;
const evidenceOf = ({ cpu, memory, network }: Measured): MetricStats[] => [cpu, ...(memory ? [memory] : []), ...(network ? [network] : [])];

function about(machine: CachedMachine, kind: RecommendationKind, detail = '') {
  const { connectionId, id, name, provider, account, accountName, region, environment } = machine;
  const key = [kind, connectionId, id, detail].join('|');
  return {
    id: key,
    kind,
    connectionId,
    machineId: id,
    machineKind: machine.kind,
    name,
    provider,
    account,
    accountName,
    region,
    environment,
  };
}

function saving(table: SizeTable, perHour: number | null, what: string): Recommendation['saving'] {
  if (perHour === null) return null;
  const basis = `${what} at the list prices of ${table.date} (${table.source}), ${hoursPerMonth} hours a month; discounts and commitments are not counted`;
  return { amount: perHour * hoursPerMonth, currency: table.currency, basis };
}

/** The cheapest size of the family that carries the load and is worth changing to. */
function cheaper(machine: CachedMachine, table: SizeTable, current: MachineSize, measured: Measured): MachineSize | null {
  const price = table.hourly(machine.type, machine.region);
  if (price === null) return null;
  const least = Math.max(leastSaving.amount / hoursPerMonth, price * leastSaving.share);
  const fits = table
    .family(machine.type)
    .filter((size) => size.architecture === current.architecture && carries(size, current, measured))
    .flatMap((size) => {
      const hourly = table.hourly(size.type, machine.region);
      return hourly !== null && price - hourly >= least ? [{ size, hourly }] : [];
    });
  return fits.sort((a, b) => a.hourly - b.hourly)[0]?.size ?? null;
}

function resize(machine: CachedMachine, table: SizeTable, measured: Measured): Advice | null {
  const current = table.size(machine.type);
  const smaller = current && cheaper(machine, table, current, measured);
  if (!current || !smaller) return null;
  const { cpu, memory } = measured;
  const memoryText = memory ? `Memory stayed below ${percent(memory.p95)} of ${current.memoryGiB} GiB.` : 'Memory is not measured here.';
  return {
    ...about(machine, 'resize', smaller.type),
    title: `${machine.type} → ${smaller.type}`,
    reason:
      `CPU stayed below ${percent(cpu.p95)} of ${current.vcpus} vCPU for 95 % of the time, with a peak of ${percent(cpu.max)}. ${memoryText} ` +
      `${smaller.type} (${smaller.vcpus} vCPU, ${smaller.memoryGiB} GiB) carries that with CPU at 70 % and memory at 80 % at most.`,
    evidence: evidenceOf(measured),
    saving: saving(table, table.hourly(smaller.type, machine.region)! - table.hourly(machine.type, machine.region)!, 'The difference'),
    ...confidenceOf(measured, { shrinksMemory: smaller.memoryGiB < current.memoryGiB }),
    action: { name: 'resize', input: { type: smaller.type } },
  };
}

function idle(machine: CachedMachine, table: SizeTable, measured: Measured): Advice | null {
  if (!isIdle(measured)) return null;
  const price = table.hourly(machine.type, machine.region);
  const { cpu, network } = measured;
  const traffic = network ? `, with traffic below ${Math.round(network.p95)} B/s` : '; traffic was not measured';
  return {
    ...about(machine, 'idle'),
    title: 'Idle: stop it',
    reason: `CPU never passed ${percent(cpu.max)} and stayed below ${percent(cpu.p95)} for 95 % of the time${traffic}. Its disks go on being charged when it is stopped.`,
    evidence: evidenceOf(measured),
    saving: saving(table, price === null ? null : -price, 'The machine’s hours'),
    ...confidenceOf(measured, { shrinksMemory: false }),
    action: { name: 'stop', input: {} },
  };
}

/** Advice for a machine that runs and was measured long enough; null when it is right as it is. */
export function machineAdvice(machine: CachedMachine, table: SizeTable, measured: Measured): Advice | null {
  if (machine.kind !== 'machine' || machine.state !== 'running' || !isEnough(measured)) return null;
  return idle(machine, table, measured) ?? resize(machine, table, measured);
}

const certain = { confidence: 'high', confidenceReason: 'The provider says that nothing is attached.' } as const;

/** Size in GiB among the facts of a disk; null when the connector does not say. */
function gibOf({ details }: CachedMachine): number | null {
  const size = Number(details['GiB']);
  return Number.isFinite(size) && size > 0 ? size : null;
}

/** Advice for a disk or an address that nothing uses. */
export function unattachedAdvice(machine: CachedMachine, table: SizeTable): Advice | null {
  if (machine.kind === 'disk') {
    const gib = gibOf(machine);
    const month = table.diskGiBMonth(machine.type, machine.region);
    return {
      ...about(machine, 'unattached_disk'),
      title: `Unattached disk${gib === null ? '' : ` of ${gib} GiB`}: delete it`,
      reason: 'No machine uses it, and it is charged by its size. Make a snapshot first when its data may be needed.',
      evidence: [],
      saving: saving(table, gib === null || month === null ? null : (-gib * month) / hoursPerMonth, 'The disk'),
      ...certain,
      action: { name: 'delete', input: {} },
    };
  }
  if (machine.kind !== 'address') return null;
  const price = table.addressHour(machine.region);
  return {
    ...about(machine, 'unattached_address'),
    title: 'Unattached address: release it',
    reason: 'Nothing uses it, and it is charged by the hour. Once released it cannot be had again.',
    evidence: [],
    saving: saving(table, price === null ? null : -price, 'The address'),
    ...certain,
    action: { name: 'release', input: {} },
  };
}
