import { appError, type ProgressCall, type StepProgress } from '../../sdk.ts';
import { type StepKind, settled } from './step-kind.ts';

const destroy = { effect: 'destroy', repeatable: true } as const;

function inUse({ target }: ProgressCall): StepProgress {
  return { state: 'failed', error: appError('conflict', `${target.name} is in use again: it was left alone.`) };
}

export const deleteVolume: StepKind = {
  step: { id: 'delete', title: 'Delete volume', operation: 'ec2:DeleteVolume', ...destroy },
  hasDryRun: true,
  async send({ account, call, dry, abort }) {
    const { DeleteVolumeCommand } = await import('@aws-sdk/client-ec2');
    const client = await account.clients.ec2(call.target.region);
    return client.send(new DeleteVolumeCommand({ VolumeId: call.target.id, ...(dry ? { DryRun: true } : {}) }), abort);
  },
  judge(call) {
    if (!call.fresh || call.fresh.providerState === 'deleted') return { state: 'done' };
    if (call.fresh.providerState === 'in-use') return inUse(call);
    return settled(call, call.fresh.providerState === 'deleting' ? 'passing' : 'before');
  },
};

export const releaseAddress: StepKind = {
  step: { id: 'release', title: 'Release address', operation: 'ec2:ReleaseAddress', ...destroy },
  hasDryRun: true,
  async send({ account, call, dry, abort }) {
    const { ReleaseAddressCommand } = await import('@aws-sdk/client-ec2');
    const client = await account.clients.ec2(call.target.region);
    return client.send(new ReleaseAddressCommand({ AllocationId: call.target.id, ...(dry ? { DryRun: true } : {}) }), abort);
  },
  judge(call) {
    if (!call.fresh) return { state: 'done' };
    return call.fresh.providerState === 'associated' ? inUse(call) : settled(call, 'before');
  },
};
