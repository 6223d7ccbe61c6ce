import { firstDay, monthOf, weekday } from './calendar.ts';
import type { Fleet } from './fleets.ts';
import { streams, uniform } from './random.ts';
import { growthAnchor, type ServiceLine } from './service-lines.ts';

const daysPerMonth = 30.44;

function isMonthEnd(day: number): boolean {
  const month = monthOf(day);
  return day === firstDay(month) || day >= firstDay(month + 1) - 2;
}

/** Hours that each running machine of a fleet ran on a day: the same for all, so that sums per fleet and per machine agree. */
export function fleetHours(seed: number, fleet: Fleet, day: number): number {
  if (fleet.purchase === 'committed') return 24;
  const noise = uniform(seed, streams.hours, fleet.index, day);
  const weekend = weekday(day) >= 5;
  if (fleet.role === 'batch') return isMonthEnd(day) ? 22 : round(9 + 3 * noise);
  if (fleet.account.environment === 'prod') return round((weekend ? 22.2 : 23) + noise);
  if (fleet.account.environment === 'staging') return round((weekend ? 11 : 20) + 3 * noise);
  // Developers' machines are switched off at the weekend.
  return weekend ? 0 : round(9.5 + 2.5 * noise);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Units a metered line used on a day without anomalies; depends on seed, line and day only. */
export function unitsUsed(seed: number, line: ServiceLine, day: number): number {
  const { growth, weekend, monthEnd } = line.service.rhythm;
  const grown = (1 + growth) ** ((day - growthAnchor) / daysPerMonth);
  const ofWeek = weekday(day) < 5 ? 1 : weekday(day) === 5 ? 1 - weekend : 1 - 1.12 * weekend;
  const ofMonth = monthEnd !== 1 && isMonthEnd(day) ? monthEnd : 1;
  const noise = 1 + 0.06 * (uniform(seed, streams.noise, line.index, day * 2) + uniform(seed, streams.noise, line.index, day * 2 + 1) - 1);
  return Math.round(line.dailyUnits * grown * ofWeek * ofMonth * noise * 1e6) / 1e6;
}
