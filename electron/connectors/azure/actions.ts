import { type ActionCall, type ActionSource, AppFailure, type Related, type TargetPlan } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { stepProgress } from './judge-step.ts';
import { type PlanAsk, planSteps } from './plan-steps.ts';
import { readTargets } from './read-targets.ts';
import { recordOf } from './records.ts';
import { relatedByRow, relatedOfVm } from './related.ts';
import { sendStep } from './send-step.ts';

/** Actions that take a machine out of service: then it matters who sends traffic to it. */
const outages = new Set(['stop', 'power-off', 'terminate']);

interface Dependants {
  dependants: Related[];
  warnings: string[];
}

async function dependantsOf({ action, target }: ActionCall, { account, signal }: PlanAsk): Promise<Dependants> {
  if (target.kind !== 'machine' || !outages.has(action)) return { dependants: relatedByRow(target), warnings: [] };
  try {
    const { related, problems } = await relatedOfVm(account, target, await recordOf(account, target, signal), signal);
    return { dependants: related, warnings: problems.map(({ message }) => `Not everything that depends on it is known: ${message}`) };
  } catch (cause) {
    // A plan without them is still a plan; one for what is gone is not.
    if (!(cause instanceof AppFailure) || !['forbidden', 'provider_unavailable'].includes(cause.error.code)) throw cause;
    return { dependants: relatedByRow(target), warnings: [`What depends on it is not known: ${cause.error.message}`] };
  }
}

async function planTarget(call: ActionCall, ask: PlanAsk): Promise<TargetPlan> {
  const { steps, skip, warnings } = await planSteps(call, ask);
  if (skip !== null) return { steps, skip, warnings, dependants: [], cost: null };
  const found = await dependantsOf(call, ask);
  return { steps, skip, warnings: [...warnings, ...found.warnings], dependants: found.dependants, cost: null };
}

/**
 * Changes in Azure. Resource Manager refills 10 writes per second for each identity and subscription; what is begun at a
 * time stays below that, so that others with the same identity are not throttled. Source: Azure documentation, "Understand
 * how Azure Resource Manager throttles requests". There is no dry run of these operations.
 */
export function actionSource(account: AzureAccount, sizes: PlanAsk['sizes']): ActionSource {
  const within = (signal: AbortSignal) => AbortSignal.any([account.context.signal, signal]);
  return {
    limits: { concurrency: 20, perSecond: 5 },
    read: (targets, signal) => readTargets(account, targets, within(signal)),
    plan: (call, signal) => planTarget(call, { account, sizes, signal: within(signal) }),
    begin: (call) => sendStep(account, { ...call, signal: within(call.signal) }),
    progress: (call) => stepProgress(account, { ...call, signal: within(call.signal) }),
  };
}
