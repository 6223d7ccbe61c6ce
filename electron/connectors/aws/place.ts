import type { AwsAccount } from './account.ts';

/** Where rows were found. */
export interface Place {
  region: string;
  /** Alias of the account, `''` when unknown. */
  alias: string;
  /** Profile of ~/.aws that the connection uses, `''` when it signs in otherwise: for snippets that a person runs. */
  profile: string;
}

export async function placeOf(account: AwsAccount, region: string, signal: AbortSignal): Promise<Place> {
  const { auth, profile } = account.settings;
  return { region, alias: await account.alias(signal), profile: auth === 'profile' ? profile : '' };
}

/** Partition of a region, as ARNs name it. Source: AWS General Reference, "Amazon Resource Names". */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws';
}

/**
 * Id of an Auto Scaling group's row: its ARN with `*` in place of the group's UUID, as policies may write it too. A
 * member only knows the name of its group (tag `aws:autoscaling:groupName`), and both must lead to the same row.
 */
export function groupId(name: string, account: string, region: string): string {
  return `arn:${partitionOf(region)}:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/${name}`;
}

/** Account id in an ARN. */
export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

/** What stands behind the last `/` of an ARN. */
export function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
