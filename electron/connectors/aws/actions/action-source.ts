import { type ActionSource, failure, type StepCall } from '../../sdk.ts';
import type { AwsAccount } from '../account.ts';
import type { Facts } from '../facts.ts';
import { readMachines } from '../read-machines.ts';
import { hibernate, reboot, resize, start, stop, terminate } from './instance-plans.ts';
import { deleteDisk, pauseScaling, release, restart, resumeScaling, scale, stopTask, tag } from './other-plans.ts';
import type { SdkReply } from './step-kind.ts';
import { stepKind } from './step-list.ts';
import type { Planner } from './target-plan.ts';

const planners: Record<string, Planner> = {
  start,
  stop,
  hibernate,
  reboot,
  terminate,
  resize,
  tag,
  scale,
  'pause-scaling': pauseScaling,
  'resume-scaling': resumeScaling,
  restart,
  'stop-task': stopTask,
  delete: deleteDisk,
  release,
};

/** EC2's answer to a dry run is an error in any case: this one says that it would have been accepted. */
function isPassed(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'DryRunOperation';
}

/** Sends a step; null when a dry run of it was passed. */
function send(account: AwsAccount, call: StepCall, dry: boolean): Promise<SdkReply | null> {
  const source = { operation: call.step.operation, scope: call.target.region };
  const abort = { abortSignal: AbortSignal.any([account.context.signal, call.signal]) };
  return account.call(source, async () => {
    try {
      return await stepKind(call.step.id).send({ account, call, dry, abort });
    } catch (cause) {
      if (dry && isPassed(cause)) return null;
      throw cause;
    }
  });
}

async function dryRun(account: AwsAccount, call: StepCall): Promise<void | false> {
  if (!stepKind(call.step.id).hasDryRun) return false;
  if (await send(account, call, true))
    throw failure('provider_unavailable', 'The endpoint answered a dry run as if it had been carried out.');
}

/**
 * Changes by EC2, Auto Scaling and ECS. None of their calls used here takes an idempotency token: a doubtful call is
 * judged by what the target looks like now. Limits: EC2 refills 2 to 5 changing calls a second for an account and region
 * (EC2 API reference, "Request throttling").
 */
export function actionSource(account: AwsAccount, facts: Facts): ActionSource {
  return {
    limits: { concurrency: 5, perSecond: 5 },
    read: (targets, signal) => readMachines(account, targets, AbortSignal.any([account.context.signal, signal])),
    async plan(call, signal) {
      const planner = planners[call.action];
      if (!planner) throw failure('unsupported', `AWS has no action ${call.action}.`);
      return planner(call, { facts, signal: AbortSignal.any([account.context.signal, signal]) });
    },
    dryRun: (call) => dryRun(account, call),
    async begin(call) {
      const reply = await send(account, call, false);
      return { requestId: reply?.$metadata.requestId ?? null, operation: null };
    },
    progress: async (call) => stepKind(call.step.id).judge(call),
  };
}
