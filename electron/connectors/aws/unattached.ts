import type { Machine, Page, ReadOptions } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import { placeOf } from './place.ts';
import { addressOf, diskOf, isFree } from './unattached-rows.ts';

const pageSize = 500;

/** Volumes that no instance has, and Elastic IP addresses without association. A read cannot be resumed: it is a page or two. */
export async function* readUnattached(account: AwsAccount, region: string, { signal }: ReadOptions): AsyncIterable<Page<Machine[]>> {
  const { DescribeAddressesCommand, DescribeVolumesCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(region);
  const place = await placeOf(account, region, signal);
  const owner = await account.id(signal);
  const addressSource = { operation: 'ec2:DescribeAddresses', scope: region };
  const reply = await account.call(addressSource, () => client.send(new DescribeAddressesCommand({}), { abortSignal: signal }));
  let items = (reply.Addresses ?? []).filter(isFree).map((address) => addressOf(address, owner, place));
  let token: string | undefined;
  do {
    const Filters = [{ Name: 'status', Values: ['available'] }];
    const command = new DescribeVolumesCommand({ Filters, MaxResults: pageSize, NextToken: token });
    const source = { operation: 'ec2:DescribeVolumes', scope: region };
    const volumes = await account.call(source, () => client.send(command, { abortSignal: signal }));
    token = volumes.NextToken || undefined;
    items = [...items, ...(volumes.Volumes ?? []).map((volume) => diskOf(volume, owner, place))];
    yield { items, cursor: null, progress: token ? null : 1 };
    items = [];
  } while (token);
}
