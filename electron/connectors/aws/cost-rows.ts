import type { DimensionValuesWithAttributes, Group, ResultByTime } from '@aws-sdk/client-cost-explorer';
import { type CostRowInput, failure } from '../sdk.ts';
import type { CostStep } from './cost-plan.ts';

/** What the rows of a page have in common. */
export interface RowContext {
  /** Account whose Cost Explorer was asked: for an organisation its management account. */
  billingAccount: { id: string; name: string };
  step: CostStep;
  /** Names of accounts by id. */
  names: Record<string, string>;
}

/** Names of linked accounts come beside the figures. */
export function accountNames(attributes: DimensionValuesWithAttributes[]): Record<string, string> {
  return Object.fromEntries(
    attributes.flatMap(({ Value, Attributes }) => (Value && Attributes?.['description'] ? [[Value, Attributes['description']]] : [])),
  );
}

const midnight = (day: string) => `${day.slice(0, 10)}T00:00:00Z`;

/** First days of the month of a day and of the month after it. */
function billingPeriod(day: string): { start: string; end: string } {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7));
  const first = (index: number) => `${new Date(Date.UTC(year, index, 1)).toISOString().slice(0, 10)}T00:00:00Z`;
  return { start: first(month - 1), end: first(month) };
}

/** Tag groups are named `key$value`; `key$` holds what has no such tag. */
function tagOf(tag: string, group: string): Record<string, string> | null {
  const value = group.slice(tag.length + 1);
  return value === '' ? null : { [tag]: value };
}

function amountOf(group: Group, metric: string): { amount: number; unit: string } | null {
  const found = group.Metrics?.[metric];
  if (found?.Amount === undefined || !found.Unit) return null;
  const amount = Number(found.Amount);
  if (Number.isFinite(amount)) return { amount, unit: found.Unit };
  throw failure('provider_unavailable', `Cost Explorer sent an amount that is no number: ${found.Amount}.`);
}

function rowOf(group: Group, day: ResultByTime, context: RowContext): CostRowInput | null {
  const [service = '', second = ''] = group.Keys ?? [];
  const billed = amountOf(group, 'UnblendedCost');
  const effective = amountOf(group, 'AmortizedCost');
  if (!billed || (billed.amount === 0 && !effective?.amount)) return null;
  const account = context.step.account ?? second;
  const start = day.TimePeriod?.Start ?? '';
  const period = billingPeriod(start);
  return {
    BilledCost: billed.amount,
    // Two metrics in two currencies would be a fault of the source: then the second is not taken.
    EffectiveCost: effective?.unit === billed.unit ? effective.amount : null,
    BillingCurrency: billed.unit,
    BillingAccountId: context.billingAccount.id,
    BillingAccountName: context.billingAccount.name,
    BillingPeriodStart: period.start,
    BillingPeriodEnd: period.end,
    ChargePeriodStart: midnight(start),
    ChargePeriodEnd: midnight(day.TimePeriod?.End ?? start),
    ServiceName: service,
    ServiceProviderName: 'AWS',
    HostProviderName: 'AWS',
    SubAccountId: account,
    SubAccountName: context.names[account] ?? account,
    ...(context.step.tag === null ? {} : { Tags: tagOf(context.step.tag, second) }),
    x_Estimated: day.Estimated ? 'true' : 'false',
  };
}

/** Rows of one page under FOCUS names. Groups without any cost are left out: Cost Explorer lists every service for every day. */
export function rowsOf(results: ResultByTime[], context: RowContext): CostRowInput[] {
  return results.flatMap((day) => (day.Groups ?? []).map((group) => rowOf(group, day, context)).filter((row) => row !== null));
}
