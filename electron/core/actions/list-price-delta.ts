import type { ActionInput, CostDelta } from '#shared/model/action.ts';
import type { Machine } from '#shared/model/machine.ts';
import { loadSizeTable, type PricedProvider, type SizeTable } from '../recommendations/size-table.ts';

const hoursPerMonth = 730;
const priced = new Set<string>(['aws', 'azure', 'gcp']);

/** Actions after which a running machine's hours are no longer charged. */
const endsHours = new Set(['stop', 'hibernate', 'suspend', 'terminate']);

function unattached({ kind, type, region, details }: Machine, action: string, table: SizeTable): number | null {
  if (kind === 'address' && action === 'release') {
    const price = table.addressHour(region);
    return price === null ? null : -price * hoursPerMonth;
  }
  const perGib = table.diskGiBMonth(type, region);
  const gib = Number(details['GiB']);
  return kind === 'disk' && action === 'delete' && perGib !== null && gib > 0 ? -gib * perGib : null;
}

function ofMachine({ type, region, state }: Machine, action: string, input: ActionInput, table: SizeTable): number | null {
  const hourly = table.hourly(type, region);
  if (hourly === null) return null;
  if (action === 'start') return hourly * hoursPerMonth;
  if (endsHours.has(action)) return state === 'running' ? -hourly * hoursPerMonth : null;
  const next = action === 'resize' ? table.hourly(String(input['type'] ?? '').trim(), region) : null;
  return next === null ? null : (next - hourly) * hoursPerMonth;
}

/**
 * What an action does to the bill by the list prices that are shipped (on demand, Linux), per month of 730 hours in USD;
 * null where the table does not know the type or region, or the action changes nothing that it prices.
 */
export function listPriceDelta(action: string, machine: Machine, input: ActionInput): CostDelta | null {
  if (!priced.has(machine.provider)) return null;
  const table = loadSizeTable(machine.provider as PricedProvider);
  const amount = machine.kind === 'machine' ? ofMachine(machine, action, input, table) : unattached(machine, action, table);
  if (amount === null || amount === 0) return null;
  const basis = `List prices of ${table.date} (Linux, on demand), ${hoursPerMonth} hours a month; discounts and commitments are not counted`;
  return { amount, currency: table.currency, basis };
}
