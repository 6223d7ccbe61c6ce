import type { ProgressCall, StepProgress } from '../../sdk.ts';
import { detailOf } from '../details.ts';
import { groupNameOf } from '../group-rows.ts';
import { gone } from './gone.ts';
import { isSized, sizesOf } from './scale-input.ts';
import { type Sending, type StepKind, settled } from './step-kind.ts';

const change = { effect: 'change', repeatable: true } as const;
const clientOf = ({ account, call }: Sending) => account.clients.autoScaling(call.target.region);
const named = ({ call }: Sending) => ({ AutoScalingGroupName: groupNameOf(call.target) });

export const scaleGroup: StepKind = {
  step: { id: 'scale-group', title: 'Set size', operation: 'autoscaling:UpdateAutoScalingGroup', ...change },
  hasDryRun: false,
  async send(sending) {
    const { UpdateAutoScalingGroupCommand } = await import('@aws-sdk/client-auto-scaling');
    const { desired: DesiredCapacity, min: MinSize, max: MaxSize } = sizesOf(sending.call.input);
    const command = new UpdateAutoScalingGroupCommand({ ...named(sending), DesiredCapacity, MinSize, MaxSize });
    return (await clientOf(sending)).send(command, sending.abort);
  },
  judge: (call) => (call.fresh ? settled(call, isSized(call.fresh.capacity, sizesOf(call.input)) ? 'done' : 'before') : gone(call)),
};

/** What a person means by pausing: no machine is added, ended, moved or replaced. Health checks and the load balancer go on. */
export const pausedProcesses = [
  'AZRebalance',
  'AlarmNotification',
  'InstanceRefresh',
  'Launch',
  'ReplaceUnhealthy',
  'ScheduledActions',
  'Terminate',
];

export function suspendedOf(machine: ProgressCall['target']): string[] {
  return detailOf(machine, 'suspended processes')
    .split(', ')
    .filter((name) => name !== '');
}

function judgeBy(holds: (suspended: string[]) => boolean): (call: ProgressCall) => StepProgress {
  return (call) => (call.fresh ? settled(call, holds(suspendedOf(call.fresh)) ? 'done' : 'before') : gone(call));
}

export const pauseScaling: StepKind = {
  step: { id: 'pause-scaling', title: 'Suspend scaling processes', operation: 'autoscaling:SuspendProcesses', ...change },
  hasDryRun: false,
  async send(sending) {
    const { SuspendProcessesCommand } = await import('@aws-sdk/client-auto-scaling');
    const command = new SuspendProcessesCommand({ ...named(sending), ScalingProcesses: pausedProcesses });
    return (await clientOf(sending)).send(command, sending.abort);
  },
  judge: judgeBy((suspended) => pausedProcesses.every((name) => suspended.includes(name))),
};

export const resumeScaling: StepKind = {
  step: { id: 'resume-scaling', title: 'Resume scaling processes', operation: 'autoscaling:ResumeProcesses', ...change },
  hasDryRun: false,
  async send(sending) {
    const { ResumeProcessesCommand } = await import('@aws-sdk/client-auto-scaling');
    // Without a list all are resumed, whoever suspended them.
    return (await clientOf(sending)).send(new ResumeProcessesCommand(named(sending)), sending.abort);
  },
  judge: judgeBy((suspended) => suspended.length === 0),
};
