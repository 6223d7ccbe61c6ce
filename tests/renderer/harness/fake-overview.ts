import type { Dated, Freshness } from '#shared/model/freshness.ts';
import type { CachedMachine, MachineState } from '#shared/model/machine.ts';
import type { MonthComparison, Overview } from '#shared/model/overview.ts';
import { charges, lastDay } from './fake-costs.ts';

const month = lastDay.slice(0, 7);
const before = '2026-10';

function daily(currency: string, of: string): number[] {
  const days: number[] = [];
  for (const charge of charges) {
    if (charge.currency !== currency || !charge.day.startsWith(of)) continue;
    const index = Number(charge.day.slice(8)) - 1;
    days[index] = (days[index] ?? 0) + charge.billed * 0.86;
  }
  return Array.from(days, (value) => value ?? 0);
}

const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);

function comparison(currency: string): MonthComparison {
  const [now, previous] = [daily(currency, month), daily(currency, before)];
  return {
    currency,
    month,
    through: '2026-11-21',
    value: total(now),
    previousSamePeriod: total(previous.slice(0, now.length)),
    previousFull: total(previous),
    daily: now,
    previousDaily: previous,
  };
}

function topServices(): Overview['topServices'] {
  const sums = new Map<string, Overview['topServices'][number]>();
  for (const { day, values, currency, billed } of charges) {
    const row = sums.get(values['ServiceName']!) ?? { service: values['ServiceName']!, currency, value: 0, previous: 0 };
    if (day.startsWith(month)) row.value += billed * 0.86;
    if (day.startsWith(before) && day.slice(8) <= '20') row.previous += billed * 0.86;
    sums.set(values['ServiceName']!, row);
  }
  return [...sums.values()].sort((a, b) => b.value - a.value);
}

interface Estate {
  connections: number;
  machines: CachedMachine[];
  freshness: Freshness[];
}

export function fakeOverview(dated: Dated, { connections, machines, freshness }: Estate): Overview {
  const byState: Partial<Record<MachineState, number>> = {};
  const byProvider: Record<string, number> = {};
  for (const { state, provider } of machines) {
    byState[state] = (byState[state] ?? 0) + 1;
    byProvider[provider] = (byProvider[provider] ?? 0) + 1;
  }
  const filled = machines.length > 0;
  return {
    ...dated,
    cost: filled ? [comparison('USD'), comparison('EUR')] : [],
    ratesUsed: [],
    topServices: filled ? topServices() : [],
    machines: { total: machines.length, byState, byProvider },
    connections,
    freshness,
  };
}
