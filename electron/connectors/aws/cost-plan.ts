import type { GetCostAndUsageCommandInput } from '@aws-sdk/client-cost-explorer';

/** Half-open range of UTC days, as Cost Explorer wants it. */
export interface CostPeriod {
  Start: string;
  End: string;
}

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** From the first day of the oldest month through yesterday; on the first day of the only month there is today. */
export function costPeriod(now: number, months: number): CostPeriod {
  const today = new Date(now);
  const first = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - (months - 1), 1);
  const End = dayOf(now);
  const Start = dayOf(first);
  return Start < End ? { Start, End } : { Start, End: dayOf(now + 86_400_000) };
}

/** One daily question: all accounts by service, or one account by service and tag. */
export interface CostStep {
  /** Null: the accounts come as a group. */
  account: string | null;
  tag: string | null;
}

/**
 * How the figures are taken apart. Cost Explorer groups by two keys at most, and every grouped answer holds the whole
 * cost, so two answers for the same charges must never be stored together. Without a tag one question by service and
 * account is enough. With a tag each account is asked alone (a filter), by service and tag: every charge is still
 * answered exactly once, and service, account and tag are all known.
 */
export function costSteps(tag: string, accounts: readonly string[]): CostStep[] {
  return tag === '' ? [{ account: null, tag: null }] : accounts.map((account) => ({ account, tag }));
}

/** UnblendedCost is what is invoiced (FOCUS BilledCost), AmortizedCost spreads commitments (FOCUS EffectiveCost). */
const Metrics = ['UnblendedCost', 'AmortizedCost'];

export function stepInput(period: CostPeriod, step: CostStep, token: string | null): GetCostAndUsageCommandInput {
  const second = step.tag === null ? { Type: 'DIMENSION' as const, Key: 'LINKED_ACCOUNT' } : { Type: 'TAG' as const, Key: step.tag };
  return {
    TimePeriod: period,
    Granularity: 'DAILY',
    Metrics,
    GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }, second],
    ...(step.account === null ? {} : { Filter: { Dimensions: { Key: 'LINKED_ACCOUNT', Values: [step.account] } } }),
    ...(token === null ? {} : { NextPageToken: token }),
  };
}

/** Which accounts had cost: by month, because one page is enough and each is billed. */
export function accountsInput(period: CostPeriod, token: string | null): GetCostAndUsageCommandInput {
  return {
    TimePeriod: period,
    Granularity: 'MONTHLY',
    Metrics: ['UnblendedCost'],
    GroupBy: [{ Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' }],
    ...(token === null ? {} : { NextPageToken: token }),
  };
}

/** Where an interrupted read goes on. The period is kept: a token belongs to the question it came from. */
export interface CostCursor {
  period: CostPeriod;
  steps: CostStep[];
  /** Names of the accounts seen so far. */
  names: Record<string, string>;
  step: number;
  token: string | null;
  /** What the pages before it held, for the report. */
  tally: CostTally;
}

/** Rows of a read, and how many of them AWS still estimates. */
export interface CostTally {
  rows: number;
  estimated: number;
}

export function parseCursor(text: string): CostCursor {
  return JSON.parse(text) as CostCursor;
}
