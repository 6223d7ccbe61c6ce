import type { Machine, ProgressCall, StepProgress } from '../../sdk.ts';
import { clusterArnOf } from '../container-rows.ts';
import { detailOf } from '../details.ts';
import { gone } from './gone.ts';
import { isSized, sizesOf } from './scale-input.ts';
import { type Sending, type StepKind, settled } from './step-kind.ts';

const change = { effect: 'change', repeatable: true } as const;
const clientOf = ({ account, call }: Sending) => account.clients.ecs(call.target.region);
const service = ({ call }: Sending) => ({ cluster: clusterArnOf(call.target), service: call.target.id });

/** Steps on a service fail when it is gone or deleted. */
function alive(call: ProgressCall, seen: (fresh: Machine) => 'done' | 'before'): StepProgress {
  return call.fresh && call.fresh.state !== 'terminated' ? settled(call, seen(call.fresh)) : gone(call);
}

export const scaleService: StepKind = {
  step: { id: 'scale-service', title: 'Set desired count', operation: 'ecs:UpdateService', ...change },
  hasDryRun: false,
  async send(sending) {
    const { UpdateServiceCommand } = await import('@aws-sdk/client-ecs');
    const command = new UpdateServiceCommand({ ...service(sending), desiredCount: sizesOf(sending.call.input).desired });
    return (await clientOf(sending)).send(command, sending.abort);
  },
  judge: (call) =>
    alive(call, (fresh) => {
      const { desired } = sizesOf(call.input);
      return isSized(fresh.capacity, desired === undefined ? {} : { desired }) ? 'done' : 'before';
    }),
};

/** Whether the service's primary deployment is another, younger one than before. */
function isRedeployed(fresh: Machine, before: Machine): boolean {
  if (detailOf(fresh, 'deployment') === detailOf(before, 'deployment')) return false;
  // A rollback makes the former deployment primary again; it is older, or of unknown age when none was seen before.
  return !(Date.parse(detailOf(fresh, 'deployment created')) < Date.parse(detailOf(before, 'deployment created')));
}

export const restartService: StepKind = {
  step: { id: 'restart', title: 'Force new deployment', operation: 'ecs:UpdateService', effect: 'change', repeatable: false },
  hasDryRun: false,
  async send(sending) {
    const { UpdateServiceCommand } = await import('@aws-sdk/client-ecs');
    return (await clientOf(sending)).send(new UpdateServiceCommand({ ...service(sending), forceNewDeployment: true }), sending.abort);
  },
  // Done when the deployment exists: how it rolls out is the service's health from then on.
  judge: (call) => alive(call, (fresh) => (isRedeployed(fresh, call.before) ? 'done' : 'before')),
};

export const stopTask: StepKind = {
  step: { id: 'stop-task', title: 'Stop task', operation: 'ecs:StopTask', effect: 'destroy', repeatable: true },
  hasDryRun: false,
  async send(sending) {
    const { StopTaskCommand } = await import('@aws-sdk/client-ecs');
    const { target } = sending.call;
    const command = new StopTaskCommand({ cluster: clusterArnOf(target), task: target.id, reason: 'Stopped from Aetherium' });
    return (await clientOf(sending)).send(command, sending.abort);
  },
  judge(call) {
    if (!call.fresh || call.fresh.state === 'terminated') return { state: 'done' };
    return settled(call, call.fresh.state === 'stopping' ? 'passing' : 'before');
  },
};
