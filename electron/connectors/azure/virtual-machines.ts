import type { VirtualMachine, VirtualMachineInstanceView, VirtualMachineScaleSetVM } from '@azure/arm-compute';
import type { Machine } from '../sdk.ts';
import { canonical, shortName } from './arm-id.ts';
import { healthOf, powerOf } from './power.ts';
import { facts, rowOf } from './rows.ts';
import type { Subscription } from './subscriptions.ts';

/** Addresses of a machine, from its network interfaces. */
export interface Addresses {
  privateIp: string;
  publicIp: string;
}

/** What is known of a machine beside its own record. */
export interface Beside {
  view?: VirtualMachineInstanceView | undefined;
  addresses?: Addresses | undefined;
}

type Sized = Pick<VirtualMachine, 'storageProfile' | 'hardwareProfile'>;

function osOf({ storageProfile }: Sized): string {
  const { offer = '', sku = '' } = storageProfile?.imageReference ?? {};
  const image = [offer, sku].filter((part) => part !== '').join(' ');
  const family = storageProfile?.osDisk?.osType ?? '';
  return image ? `${family} (${image})` : family;
}

export function machineOfVm(vm: VirtualMachine, subscription: Subscription, { view = vm.instanceView, addresses }: Beside = {}): Machine {
  const scaleSet = canonical(vm.virtualMachineScaleSet?.id);
  return rowOf(vm, subscription, {
    ...powerOf(view),
    ...healthOf(view, vm.provisioningState),
    ...addresses,
    type: vm.hardwareProfile?.vmSize ?? '',
    zone: vm.zones?.[0] ?? '',
    os: osOf(vm),
    launched: vm.timeCreated?.getTime() ?? null,
    parents: scaleSet ? [scaleSet] : [],
    details: facts({
      provisioning: vm.provisioningState,
      priority: vm.priority === 'Regular' ? undefined : vm.priority,
      availabilitySet: shortName(canonical(vm.availabilitySet?.id)),
      adminUser: vm.osProfile?.adminUsername,
    }),
  });
}

/** An instance of a scale set in uniform orchestration; in the flexible one they are virtual machines like others. */
export function machineOfInstance(vm: VirtualMachineScaleSetVM, subscription: Subscription): Machine {
  const id = canonical(vm.id);
  return rowOf(vm, subscription, {
    ...powerOf(vm.instanceView),
    ...healthOf(vm.instanceView, vm.provisioningState),
    type: vm.sku?.name ?? vm.hardwareProfile?.vmSize ?? '',
    zone: vm.zones?.[0] ?? '',
    os: osOf(vm),
    launched: vm.timeCreated?.getTime() ?? null,
    parents: [id.split('/virtualmachines/')[0]!],
    details: facts({
      provisioning: vm.provisioningState,
      instance: vm.instanceId,
      latestModel: vm.latestModelApplied,
      adminUser: vm.osProfile?.adminUsername,
    }),
  });
}
