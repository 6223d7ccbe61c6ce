import { type AppFailure, type Clock, failure, type Permission } from '../sdk.ts';
import type { DemoAccount } from './company.ts';
import type { DemoOptions } from './options.ts';

/** Pause that a rate limit asks for, and what a slow provider takes for a page, in ms. */
const retryAfterMs = 30_000;
const slowPageMs = 5_000;

export const permissions: Permission[] = [
  { name: 'demo:ReadCosts', neededFor: 'Costs', dataSet: 'costs' },
  { name: 'demo:ListMachines', neededFor: 'Machines', dataSet: 'machines' },
  { name: 'demo:ListBuckets', neededFor: 'Buckets', dataSet: 'buckets' },
];

/** What fails, and for whom. */
export interface FailurePlan {
  connectionId: string;
  options: DemoOptions;
  clock: Clock;
}

/** Where in a read we are. */
export interface ReadPoint {
  account: DemoAccount;
  operation: string;
  signal: AbortSignal;
}

function applies({ options }: FailurePlan, account: DemoAccount): boolean {
  return options.failScope === '' || options.failScope === account.id || options.failScope === account.name;
}

type Refusal = (plan: FailurePlan, operation: string, scope: string) => AppFailure;

/** The failures as a provider would report them. */
const refusals: Partial<Record<DemoOptions['fail'], Refusal>> = {
  expired: ({ connectionId }, operation, scope) =>
    failure('auth_required', 'The sign-in to the demo organisation has expired.', {
      hint: 'This connection is set to fail. Edit it and set "Fail on purpose" to "No".',
      fix: { kind: 'sign_in', connectionId },
      source: { connectionId, operation, scope },
    }),
  forbidden: ({ connectionId }, operation, scope) =>
    failure('forbidden', `The demo organisation refuses ${operation}.`, {
      hint: `This connection is set to fail: it lacks the permission ${operation}.`,
      source: { connectionId, operation, scope },
    }),
  outage: ({ connectionId }, operation, scope) =>
    failure('provider_unavailable', 'The demo organisation does not answer.', {
      hint: 'This connection is set to fail. It is tried again automatically.',
      source: { connectionId, operation, scope, requestId: 'demo-outage' },
    }),
  rate_limit: ({ connectionId }, operation, scope) =>
    failure('rate_limited', 'The demo organisation allows one page at a time.', {
      retryAfterMs,
      source: { connectionId, operation, scope, requestId: 'demo-rate-limit' },
    }),
};

/** Before the first page: refuses what fails at once. */
export function beforeRead(plan: FailurePlan, { account, operation, signal }: ReadPoint): void {
  signal.throwIfAborted();
  if (plan.options.fail !== 'rate_limit' && applies(plan, account)) throwRefusal(plan, operation, account.name);
}

/** Before each page: waits where the provider is slow. */
export async function beforePage(plan: FailurePlan, { account, signal }: ReadPoint): Promise<void> {
  signal.throwIfAborted();
  if (plan.options.fail === 'slow' && applies(plan, account)) await plan.clock.sleep(slowPageMs, signal);
}

/** After each page and at the end: refuses more where requests are limited. */
export function afterPage(plan: FailurePlan, { account, operation, signal }: ReadPoint): void {
  signal.throwIfAborted();
  if (plan.options.fail === 'rate_limit' && applies(plan, account)) throwRefusal(plan, operation, account.name);
}

/** A check talks to the whole organisation: only failures of all accounts stop it. */
export function beforeCheck(plan: FailurePlan): void {
  const { fail, failScope } = plan.options;
  if (failScope === '' && fail !== 'forbidden') throwRefusal(plan, 'demo:Check', '');
}

function throwRefusal(plan: FailurePlan, operation: string, scope: string): void {
  const refusal = refusals[plan.options.fail];
  if (refusal) throw refusal(plan, operation, scope);
}
