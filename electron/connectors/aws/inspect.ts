import { failure, type Inspection, type InspectSource, type MachineKind } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import type { Facts } from './facts.ts';
import { inspectCluster, inspectService, inspectTask } from './inspect-containers.ts';
import { inspectGroup } from './inspect-group.ts';
import { inspectInstance } from './inspect-instance.ts';
import type { InspectCall } from './inspect-parts.ts';
import { inspectAddress, inspectDisk } from './inspect-unattached.ts';

const inspectors: Partial<Record<MachineKind, (call: InspectCall) => Promise<Inspection>>> = {
  machine: inspectInstance,
  group: inspectGroup,
  cluster: inspectCluster,
  service: inspectService,
  task: inspectTask,
  disk: inspectDisk,
  address: inspectAddress,
};

async function inspect(call: InspectCall): Promise<Inspection> {
  const { target } = call;
  const inspector = inspectors[target.kind];
  if (!inspector) throw failure('unsupported', `AWS has no ${target.kind}.`);
  const inspection = await inspector(call);
  // The SDK's objects have dates and classes of their own; what crosses to the screen is plain JSON.
  return {
    ...inspection,
    raw: JSON.parse(JSON.stringify(inspection.raw)) as unknown,
    events: inspection.events.sort((a, b) => b.at - a.at),
  };
}

/** AWS's own records, read when a person looks at one row. */
export function inspectSource(account: AwsAccount, facts: Facts): InspectSource {
  const until = (signal: AbortSignal) => AbortSignal.any([account.context.signal, signal]);
  return { inspect: (target, signal) => inspect({ account, facts, target, signal: until(signal) }) };
}
