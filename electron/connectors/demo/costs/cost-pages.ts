import type { CostBatch } from '../../sdk.ts';
import { firstDay, monthOf, thirteenMonths } from '../calendar.ts';
import { accounts, type DemoAccount } from '../company.ts';
import type { OrganisationOptions } from '../options.ts';
import { organisation } from '../organisation.ts';
import { fleetHours, unitsUsed } from '../use.ts';
import { settlements } from './account-charges.ts';
import { type AccountPlan, type PlanInput, planAccount } from './account-plan.ts';
import { type FleetLines, machineResource } from './fleet-lines.ts';
import { PageWriter } from './page-writer.ts';

/** Rows of a full page. */
const pageRows = 65_536;
/** As with real providers' resource-level exports, hours name the single machine on the last days only; before, its fleet. */
const machineDetailDays = 31;

export interface CostPagesOptions extends OrganisationOptions {
  accountId: string;
  /** Last day, as a day number; the costs begin with the month twelve months earlier. */
  endDay: number;
  /** Rows that are stored already: whole pages. */
  skipRows: number;
}

export interface CostPage {
  batch: CostBatch;
  /** Rows up to the end of this page. */
  rowsDone: number;
  progress: number;
}

/** Writes the charges of an account day by day. Its generators yield each time the page is full. */
class DayWriter {
  private readonly input: PlanInput;
  private readonly plan: AccountPlan;
  private readonly writer: PageWriter;
  private readonly naming: { seed: number; writer: PageWriter };
  private day = 0;
  private period = 0;
  private daysInMonth = 0;
  private effective = 0;

  constructor(input: PlanInput, writer: PageWriter) {
    this.input = input;
    this.writer = writer;
    this.naming = { seed: input.seed, writer };
    this.plan = planAccount(input, writer);
  }

  *write(day: number): Generator<void> {
    this.day = day;
    this.period = this.plan.days[day - this.input.period.start]!;
    this.effective = 0;
    this.daysInMonth = firstDay(monthOf(day) + 1) - firstDay(monthOf(day));
    for (const fleet of this.plan.fleets) yield* this.fleet(fleet);
    yield* this.services();
    yield* this.accountCharges();
  }

  /** True when the page is full. */
  private row(line: number, resource: number, quantity: number, period = this.period): boolean {
    this.effective += this.writer.write(line, period, resource, quantity);
    return this.writer.full;
  }

  private *fleet({ fleet, hoursLine, diskLine, running }: FleetLines): Generator<void> {
    const { day } = this;
    const hours = fleetHours(this.input.seed, fleet, day);
    if (hours > 0 && day > this.input.period.end - machineDetailDays) {
      for (const one of running) if (this.row(hoursLine, machineResource(this.naming, one, day), hours)) yield;
    } else if (hours > 0 && running.length > 0 && this.row(hoursLine, 0, hours * running.length)) yield;
    if (this.row(diskLine, 0, (fleet.size * fleet.diskGb) / this.daysInMonth)) yield;
  }

  private *services(): Generator<void> {
    const { day } = this;
    for (const { line, index, resource, anomalies } of this.plan.services) {
      let units = unitsUsed(this.input.seed, line, day);
      for (const anomaly of anomalies) if (day >= anomaly.startDay && day <= anomaly.endDay) units *= anomaly.factor;
      if (this.row(index, resource, units)) yield;
    }
  }

  private *accountCharges(): Generator<void> {
    const { account, seed } = this.input;
    const { plan, day } = this;
    if (plan.commitment && this.row(plan.commitment.unused, 0, 24)) yield;
    const base = this.effective;
    const { refund, adjustment } = settlements(seed, accounts.indexOf(account), day);
    const parts: [line: number, share: number][] = [
      [plan.credit, account.creditShare],
      [plan.refund, refund],
      [plan.adjustment, adjustment],
      [plan.tax, account.taxRate],
    ];
    for (const [line, share] of parts) if (share > 0 && this.row(line, 0, base * share)) yield;
    const month = plan.months.get(day);
    if (plan.commitment && month !== undefined && this.row(plan.commitment.fee, 0, this.daysInMonth, month)) yield;
  }
}

function* pagesOfAccount(options: CostPagesOptions, account: DemoAccount): Generator<CostPage> {
  const period = thirteenMonths(options.endDay);
  const writer = new PageWriter(pageRows);
  const days = new DayWriter({ seed: options.seed, account, organisation: organisation(options), period }, writer);
  let rowsDone = 0;
  for (let day = period.start; day <= period.end; day++) {
    for (const _ of days.write(day)) {
      rowsDone += writer.rows;
      if (rowsDone <= options.skipRows) writer.drop();
      else yield { batch: writer.take(), rowsDone, progress: (day - period.start) / (period.end - period.start + 1) };
    }
  }
  rowsDone += writer.rows;
  if (rowsDone > options.skipRows && writer.rows > 0) yield { batch: writer.take(), rowsDone, progress: 1 };
}

/** The cost rows of one account in pages; equal options give equal pages. */
export function costPages(options: CostPagesOptions): Generator<CostPage> {
  const account = accounts.find((candidate) => candidate.id === options.accountId);
  if (!account) throw new Error(`No account ${options.accountId} in the demo organisation`);
  return pagesOfAccount(options, account);
}
