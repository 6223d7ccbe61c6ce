import type { AwsAccount } from './account.ts';

interface RegionState {
  name: string;
  enabled: boolean;
}

/** Every region of the partition and whether the account has enabled it. */
export async function allRegions(account: AwsAccount, abortSignal: AbortSignal): Promise<RegionState[]> {
  const { DescribeRegionsCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(account.settings.homeRegion);
  const source = { operation: 'ec2:DescribeRegions' };
  const reply = await account.call(source, () => client.send(new DescribeRegionsCommand({ AllRegions: true }), { abortSignal }));
  return (reply.Regions ?? []).map(({ RegionName, OptInStatus }) => ({ name: RegionName ?? '', enabled: OptInStatus !== 'not-opted-in' }));
}

export async function enabledRegions(account: AwsAccount, signal: AbortSignal): Promise<string[]> {
  const regions = await allRegions(account, signal);
  return regions
    .filter((region) => region.enabled && region.name !== '')
    .map((region) => region.name)
    .sort();
}
