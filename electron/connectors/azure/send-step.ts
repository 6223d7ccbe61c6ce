import type { ComputeManagementClient } from '@azure/arm-compute';
import type { ContainerServiceClient } from '@azure/arm-containerservice';
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { failure, type StepAccepted, type StepCall } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { sendArm } from './arm.ts';
import { type ArmId, parseArmId } from './arm-id.ts';
import { tagChange, wantedCount, wantedSize } from './inputs.ts';
import { acceptedBy, acceptedReply, type SdkPoller } from './lro.ts';
import { networkVersion, type PublicIpRecord } from './unattached.ts';

/** One step about to be sent. */
interface Sender {
  account: AzureAccount;
  call: StepCall;
  id: ArmId;
  compute: ComputeManagementClient;
  containers: ContainerServiceClient;
  /** Submits the operation, without waiting for its end. */
  submit: (begin: () => SdkPoller) => Promise<StepAccepted>;
}
type Send = (sender: Sender) => Promise<StepAccepted>;

/** Only while it is as it was read a moment ago; where ARM gives no tag, without this condition. */
const ifMatch = (etag: string | undefined) => (etag ? { ifMatch: etag } : {});

const source = ({ call, id }: Sender) => ({ operation: call.step.operation, scope: id.name });

type VmStep = 'start' | 'deallocate' | 'powerOff' | 'restart' | 'redeploy' | 'delete';

const vm =
  (name: VmStep): Send =>
  ({ submit, compute, id }) =>
    submit(() => compute.virtualMachines[name](id.resourceGroup, id.name));

const instance =
  (name: VmStep): Send =>
  ({ submit, compute, id }) =>
    submit(() => compute.virtualMachineScaleSetVMs[name](id.resourceGroup, id.names[0]!, id.name));

const resize: Send = async (sender) => {
  const { account, compute, id, call, submit } = sender;
  const { etag } = await account.call(source(sender), () => compute.virtualMachines.get(id.resourceGroup, id.name));
  const change = { hardwareProfile: { vmSize: wantedSize(call.input) } };
  return submit(() => compute.virtualMachines.update(id.resourceGroup, id.name, change, ifMatch(etag)));
};

const scaleSet: Send = async (sender) => {
  const { account, compute, id, call, submit } = sender;
  const { sku, etag } = await account.call(source(sender), () => compute.virtualMachineScaleSets.get(id.resourceGroup, id.name));
  const change = { sku: { ...sku, capacity: wantedCount(call.input) } };
  return submit(() => compute.virtualMachineScaleSets.update(id.resourceGroup, id.name, change, ifMatch(etag)));
};

/** A pool can only be written whole: as it was read, with another count, and only while it is unchanged. */
const scalePool: Send = async (sender) => {
  const { account, containers, id, call, submit } = sender;
  const [cluster = '', pool = ''] = id.names;
  const present = await account.call(source(sender), () => containers.agentPools.get(id.resourceGroup, cluster, pool));
  const change = { ...present, count: wantedCount(call.input) };
  return submit(() => containers.agentPools.createOrUpdate(id.resourceGroup, cluster, pool, change, ifMatch(present.eTag)));
};

const cluster =
  (name: 'start' | 'stop'): Send =>
  ({ submit, containers, id }) =>
    submit(() => containers.managedClusters[name](id.resourceGroup, id.name));

/** The tags API changes single tags, where writing the resource would replace those that somebody else set meanwhile. */
async function changeTags(sender: Sender, operation: 'Merge' | 'Delete', tags: Record<string, string>): Promise<StepAccepted> {
  const { account, call } = sender;
  const path = `${call.target.id}/providers/Microsoft.Resources/tags/default`;
  const body = { operation, properties: { tags } };
  return acceptedReply(
    await sendArm(account, { method: 'PATCH', path, apiVersion: '2021-04-01', body, ...source(sender), signal: call.signal }),
  );
}
const setTags: Send = (sender) => changeTags(sender, 'Merge', tagChange(sender.call.input).set);
const removeTags: Send = (sender) => {
  const { tags } = sender.call.target;
  const keys = tagChange(sender.call.input).remove.filter((key) => key in tags);
  return changeTags(sender, 'Delete', Object.fromEntries(keys.map((key) => [key, tags[key]!])));
};

/** Looks once more before it is gone for ever: somebody may have taken it into use since the plan. */
const deleteDisk: Send = async (sender) => {
  const { account, compute, id, submit } = sender;
  const { diskState } = await account.call(source(sender), () => compute.disks.get(id.resourceGroup, id.name));
  if (diskState !== 'Unattached') throw failure('conflict', `The disk is in use (${diskState}).`);
  return submit(() => compute.disks.delete(id.resourceGroup, id.name));
};

const releaseAddress: Send = async (sender) => {
  const { account, call, id } = sender;
  const path = `/subscriptions/${id.subscription}/resourceGroups/${id.resourceGroup}/providers/Microsoft.Network/publicIPAddresses/${id.name}`;
  const request = { path, apiVersion: networkVersion, ...source(sender), signal: call.signal };
  const { etag, properties } = (await sendArm(account, request)).body as PublicIpRecord;
  if (properties?.ipConfiguration ?? properties?.natGateway) throw failure('conflict', 'The address is in use.');
  return acceptedReply(await sendArm(account, { ...request, method: 'DELETE', ...(etag ? { headers: { 'if-match': etag } } : {}) }));
};

const tagging = { set: setTags, remove: removeTags };
const senders: Readonly<Record<string, Readonly<Record<string, Send>>>> = {
  virtualmachines: {
    start: vm('start'),
    deallocate: vm('deallocate'),
    'power-off': vm('powerOff'),
    restart: vm('restart'),
    redeploy: vm('redeploy'),
    delete: vm('delete'),
    resize,
    ...tagging,
  },
  'virtualmachinescalesets/virtualmachines': {
    start: instance('start'),
    deallocate: instance('deallocate'),
    'power-off': instance('powerOff'),
    restart: instance('restart'),
    redeploy: instance('redeploy'),
    delete: instance('delete'),
  },
  virtualmachinescalesets: { scale: scaleSet, ...tagging },
  managedclusters: { start: cluster('start'), stop: cluster('stop'), ...tagging },
  'managedclusters/agentpools': { scale: scalePool },
  disks: { delete: deleteDisk, ...tagging },
  publicipaddresses: { delete: releaseAddress, ...tagging },
};

/** Sends one step; returns when Azure accepted it, with the address of the operation if it goes on. */
export async function sendStep(account: AzureAccount, call: StepCall): Promise<StepAccepted> {
  const id = parseArmId(call.target.id);
  const send = senders[id.type]?.[call.step.id];
  if (!send) throw failure('unsupported', 'Azure does not offer this for this kind of resource.');
  let last: PipelineResponse | null = null;
  const watch = { signal: call.signal, onReply: (reply: PipelineResponse) => (last = reply) };
  const sender: Sender = {
    account,
    call,
    id,
    compute: await account.compute(id.subscription, watch),
    containers: await account.containers(id.subscription, watch),
    submit: (begin) => account.call(source(sender), () => acceptedBy(begin(), () => last)),
  };
  return send(sender);
}
