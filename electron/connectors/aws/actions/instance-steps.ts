import { type ActionInput, appError, type Machine, type MachineState, type ProgressCall, type StepProgress } from '../../sdk.ts';
import { detailOf } from '../details.ts';
import { gone } from './gone.ts';
import { type Sending, type StepKind, settled } from './step-kind.ts';

const change = { effect: 'change', repeatable: true } as const;
const clientOf = ({ account, call }: Sending) => account.clients.ec2(call.target.region);
const only = ({ call, dry }: Sending) => ({ InstanceIds: [call.target.id], ...(dry ? { DryRun: true } : {}) });

function ended(call: ProgressCall): StepProgress {
  return { state: 'failed', error: appError('conflict', `${call.target.name} was terminated.`) };
}

/** Gone or terminated is a failure for all but termination. */
function alive(call: ProgressCall, judge: (fresh: Machine) => StepProgress): StepProgress {
  if (!call.fresh) return gone(call);
  return call.fresh.state === 'terminated' ? ended(call) : judge(call.fresh);
}

const towards =
  (goal: MachineState, passing: MachineState) =>
  (call: ProgressCall): StepProgress =>
    alive(call, ({ state }) => settled(call, state === goal ? 'done' : state === passing ? 'passing' : 'before'));

/** EC2 accepts a start and may still fail it: the instance goes back to stopped, with another reason than before. */
function judgeStart(call: ProgressCall): StepProgress {
  return alive(call, (fresh) => {
    const reason = detailOf(fresh, 'state reason');
    if (fresh.state === 'stopped' && call.accepted && reason && reason !== detailOf(call.before, 'state reason')) {
      return { state: 'failed', error: appError('conflict', `${fresh.name} did not start: ${reason}`) };
    }
    return towards('running', 'starting')(call);
  });
}

export const start: StepKind = {
  step: { id: 'start', title: 'Start', operation: 'ec2:StartInstances', ...change },
  hasDryRun: true,
  async send(sending) {
    const { StartInstancesCommand } = await import('@aws-sdk/client-ec2');
    return (await clientOf(sending)).send(new StartInstancesCommand(only(sending)), sending.abort);
  },
  judge: judgeStart,
};

export const stop: StepKind = {
  step: { id: 'stop', title: 'Stop', operation: 'ec2:StopInstances', ...change },
  hasDryRun: true,
  async send(sending) {
    const { StopInstancesCommand } = await import('@aws-sdk/client-ec2');
    return (await clientOf(sending)).send(new StopInstancesCommand(only(sending)), sending.abort);
  },
  judge: towards('stopped', 'stopping'),
};

export const hibernate: StepKind = {
  step: { id: 'hibernate', title: 'Hibernate', operation: 'ec2:StopInstances', ...change },
  hasDryRun: true,
  async send(sending) {
    const { StopInstancesCommand } = await import('@aws-sdk/client-ec2');
    return (await clientOf(sending)).send(new StopInstancesCommand({ ...only(sending), Hibernate: true }), sending.abort);
  },
  judge: towards('stopped', 'stopping'),
};

export const reboot: StepKind = {
  step: { id: 'reboot', title: 'Reboot', operation: 'ec2:RebootInstances', effect: 'change', repeatable: false },
  hasDryRun: true,
  async send(sending) {
    const { RebootInstancesCommand } = await import('@aws-sdk/client-ec2');
    return (await clientOf(sending)).send(new RebootInstancesCommand(only(sending)), sending.abort);
  },
  // A rebooting instance stays `running`, with the same launch time: nothing tells whether it was rebooted.
  judge: (call) => alive(call, () => ({ state: call.accepted ? 'done' : 'unknown' })),
};

export const terminate: StepKind = {
  step: { id: 'terminate', title: 'Terminate', operation: 'ec2:TerminateInstances', effect: 'destroy', repeatable: true },
  hasDryRun: true,
  async send(sending) {
    const { TerminateInstancesCommand } = await import('@aws-sdk/client-ec2');
    return (await clientOf(sending)).send(new TerminateInstancesCommand(only(sending)), sending.abort);
  },
  judge(call) {
    if (!call.fresh || call.fresh.state === 'terminated') return { state: 'done' };
    return settled(call, call.fresh.providerState === 'shutting-down' ? 'passing' : 'before');
  },
};

/** The type that a resize asks for, as AWS writes it. */
export const newType = (input: ActionInput) => String(input['type'] ?? '').trim();

export const modify: StepKind = {
  step: { id: 'modify', title: 'Change type', operation: 'ec2:ModifyInstanceAttribute', ...change },
  hasDryRun: true,
  async send(sending) {
    const { ModifyInstanceAttributeCommand } = await import('@aws-sdk/client-ec2');
    const { call, dry } = sending;
    const wanted = { InstanceId: call.target.id, InstanceType: { Value: newType(call.input) }, ...(dry ? { DryRun: true } : {}) };
    return (await clientOf(sending)).send(new ModifyInstanceAttributeCommand(wanted), sending.abort);
  },
  judge: (call) => alive(call, (fresh) => settled(call, fresh.type === newType(call.input) ? 'done' : 'before')),
};
