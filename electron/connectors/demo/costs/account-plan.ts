import type { PlantedAnomaly } from '../anomalies.ts';
import { firstDay, isoDay, isoTime, monthOf, type Period } from '../calendar.ts';
import { billing, type DemoAccount } from '../company.ts';
import type { Organisation } from '../organisation.ts';
import type { ServiceLine } from '../service-lines.ts';
import { adjustmentLine, creditLine, refundLine, taxLine } from './account-charges.ts';
import { commitmentLines } from './commitments.ts';
import { type FleetLines, fleetLines, hoursCharge } from './fleet-lines.ts';
import { serviceText } from './line-text.ts';
import type { PageWriter } from './page-writer.ts';
import { usageCosts } from './unit-costs.ts';

/** A metered service with its numbers in the writer's tables. */
interface PlannedService {
  line: ServiceLine;
  index: number;
  resource: number;
  anomalies: PlantedAnomaly[];
}

/** Every charge an account can have, as numbers of the writer's lines. */
export interface AccountPlan {
  fleets: FleetLines[];
  services: PlannedService[];
  tax: number;
  credit: number;
  refund: number;
  adjustment: number;
  commitment: { fee: number; unused: number } | null;
  /** Numbers of the writer's periods: per day, and per month by its first day. */
  days: number[];
  months: Map<number, number>;
}

/** What a plan is made from. */
export interface PlanInput {
  seed: number;
  account: DemoAccount;
  organisation: Organisation;
  period: Period;
}

function plannedServices({ account, organisation, period }: PlanInput, writer: PageWriter): PlannedService[] {
  const anomalies = organisation.anomalies(period);
  const lines = organisation.serviceLines().filter((line) => line.account === account);
  return lines.map((line) => ({
    line,
    index: writer.addLine({ text: serviceText(line), unit: usageCosts(account, line.service.price), metered: true }),
    resource: line.resourceId ? writer.addResource({ ResourceId: line.resourceId, ResourceName: line.resourceName }) : 0,
    anomalies: anomalies.filter((anomaly) => anomaly.line === line),
  }));
}

function commitmentOf(account: DemoAccount, fleets: FleetLines[], writer: PageWriter): AccountPlan['commitment'] {
  const committed = fleets.filter(({ fleet }) => fleet.purchase === 'committed');
  if (committed.length === 0) return null;
  const used = committed.reduce((sum, { fleet, running }) => sum + running.length * 24 * hoursCharge(fleet).unit.effective, 0);
  const { fee, unused } = commitmentLines(account, used);
  return { fee: writer.addLine(fee), unused: writer.addLine(unused) };
}

function addPeriod({ account, period }: PlanInput, writer: PageWriter, start: number, end: number): number {
  const month = monthOf(start);
  const times = {
    BillingPeriodStart: isoTime(firstDay(month)),
    BillingPeriodEnd: isoTime(firstDay(month + 1)),
    ChargePeriodStart: isoTime(start),
    ChargePeriodEnd: isoTime(end),
  };
  // The running month has no invoice yet.
  if (month === monthOf(period.end)) return writer.addPeriod(times);
  return writer.addPeriod({ ...times, InvoiceId: `${billing[account.provider].accountId}-${isoDay(start).slice(0, 7)}` });
}

function periodsOf(input: PlanInput, writer: PageWriter): Pick<AccountPlan, 'days' | 'months'> {
  const days: number[] = [];
  const months = new Map<number, number>();
  for (let day = input.period.start; day <= input.period.end; day++) {
    const month = monthOf(day);
    if (day === firstDay(month)) months.set(day, addPeriod(input, writer, day, firstDay(month + 1)));
    days.push(addPeriod(input, writer, day, day + 1));
  }
  return { days, months };
}

/** Enters all lines, resources and periods of an account into the writer. */
export function planAccount(input: PlanInput, writer: PageWriter): AccountPlan {
  const { account, organisation, seed } = input;
  const fleets = organisation.fleets(account).map((fleet) => fleetLines(seed, fleet, writer));
  return {
    fleets,
    services: plannedServices(input, writer),
    tax: writer.addLine(taxLine(account)),
    credit: writer.addLine(creditLine(account)),
    refund: writer.addLine(refundLine(account)),
    adjustment: writer.addLine(adjustmentLine(account)),
    commitment: commitmentOf(account, fleets, writer),
    ...periodsOf(input, writer),
  };
}
