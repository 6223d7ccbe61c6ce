import type { Inspection } from '../sdk.ts';
import { eventAt, found, type InspectCall } from './inspect-parts.ts';

export async function inspectDisk({ account, target, signal }: InspectCall): Promise<Inspection> {
  const { DescribeVolumesCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(target.region);
  const source = { operation: 'ec2:DescribeVolumes', scope: target.region };
  const command = new DescribeVolumesCommand({ Filters: [{ Name: 'volume-id', Values: [target.id] }] });
  const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
  const volume = found(reply.Volumes?.[0], target);
  const made = volume.SnapshotId ? `Created from ${volume.SnapshotId}` : 'Created';
  return { raw: volume, related: [], events: eventAt(volume.CreateTime, made), problems: [] };
}

export async function inspectAddress({ account, target, signal }: InspectCall): Promise<Inspection> {
  const { DescribeAddressesCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(target.region);
  const source = { operation: 'ec2:DescribeAddresses', scope: target.region };
  const command = new DescribeAddressesCommand({ Filters: [{ Name: 'allocation-id', Values: [target.id] }] });
  const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
  return { raw: found(reply.Addresses?.[0], target), related: [], events: [], problems: [] };
}
