import type * as Ec2 from '@aws-sdk/client-ec2';
import { AppFailure } from '../sdk.ts';
import type { AwsAccount } from './account.ts';

/** Where permissions are tried. */
export interface Probing {
  account: AwsAccount;
  region: string;
  /** An instance that dry runs can name; null when there is none or it may not be asked for. */
  instance: string | null;
  abort: { abortSignal: AbortSignal };
}

/** `unknown`: the probe could not tell. */
export type Verdict = 'allowed' | 'missing' | 'unknown';
type Probe = (probing: Probing) => Promise<unknown>;

const dry =
  (send: (client: Ec2.EC2Client, sdk: typeof Ec2, probing: Probing) => Promise<unknown>): Probe =>
  async (probing) =>
    send(await probing.account.clients.ec2(probing.region), await import('@aws-sdk/client-ec2'), probing);

const DryRun = true;
const InstanceIdsOf = ({ instance }: Probing) => ({ InstanceIds: [instance ?? ''], DryRun });

async function groups({ account, region, abort }: Probing): Promise<unknown> {
  const { DescribeAutoScalingGroupsCommand } = await import('@aws-sdk/client-auto-scaling');
  return (await account.clients.autoScaling(region)).send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 1 }), abort);
}

async function clusters({ account, region, abort }: Probing): Promise<unknown> {
  const { ListClustersCommand } = await import('@aws-sdk/client-ecs');
  return (await account.clients.ecs(region)).send(new ListClustersCommand({ maxResults: 1 }), abort);
}

async function bucketList({ account, region, abort }: Probing): Promise<unknown> {
  const { ListBucketsCommand } = await import('@aws-sdk/client-s3');
  return (await account.clients.s3(region)).send(new ListBucketsCommand({ MaxBuckets: 1 }), abort);
}

/** Reads that can be tried for nothing: by a dry run, or by asking for a single row. */
const reads: Record<string, Probe> = {
  'ec2:DescribeInstances': dry((client, sdk, { abort }) => client.send(new sdk.DescribeInstancesCommand({ DryRun }), abort)),
  'ec2:DescribeInstanceStatus': dry((client, sdk, { abort }) => client.send(new sdk.DescribeInstanceStatusCommand({ DryRun }), abort)),
  'ec2:DescribeVolumes': dry((client, sdk, { abort }) => client.send(new sdk.DescribeVolumesCommand({ DryRun }), abort)),
  'ec2:DescribeAddresses': dry((client, sdk, { abort }) => client.send(new sdk.DescribeAddressesCommand({ DryRun }), abort)),
  'autoscaling:DescribeAutoScalingGroups': groups,
  'ecs:ListClusters': clusters,
  's3:ListAllMyBuckets': bucketList,
};

const Tags = [{ Key: 'aetherium-permission-check', Value: 'dry run' }];

/** Changes that EC2 answers a dry run for, on an instance that exists. */
const changes: Record<string, Probe> = {
  'ec2:StartInstances': dry((client, sdk, on) => client.send(new sdk.StartInstancesCommand(InstanceIdsOf(on)), on.abort)),
  'ec2:StopInstances': dry((client, sdk, on) => client.send(new sdk.StopInstancesCommand(InstanceIdsOf(on)), on.abort)),
  'ec2:RebootInstances': dry((client, sdk, on) => client.send(new sdk.RebootInstancesCommand(InstanceIdsOf(on)), on.abort)),
  'ec2:CreateTags': dry((client, sdk, on) =>
    client.send(new sdk.CreateTagsCommand({ Resources: [on.instance ?? ''], Tags, DryRun }), on.abort),
  ),
  'ec2:DeleteTags': dry((client, sdk, on) =>
    client.send(new sdk.DeleteTagsCommand({ Resources: [on.instance ?? ''], Tags, DryRun }), on.abort),
  ),
};

function codeOf(cause: unknown): string {
  return cause instanceof AppFailure ? cause.error.code : '';
}

/** Codes by which AWS refuses for another reason than a missing permission. */
const otherReasons = new Set(['invalid_input', 'not_found', 'conflict', 'unsupported']);

/** Tries a permission without changing anything. Throws what says nothing about it: wrong credentials, no network. */
export async function probe(name: string, probing: Probing): Promise<Verdict> {
  const ask = reads[name] ?? (probing.instance ? changes[name] : undefined);
  if (!ask) return 'unknown';
  const answer = () =>
    ask(probing).catch((cause: unknown) => {
      if (!(cause instanceof Error) || cause.name !== 'DryRunOperation') throw cause;
    });
  try {
    await probing.account.call({ operation: name, scope: probing.region }, answer);
    return 'allowed';
  } catch (cause) {
    if (codeOf(cause) === 'forbidden') return 'missing';
    if (name in changes && otherReasons.has(codeOf(cause))) return 'unknown';
    throw cause;
  }
}

/** Some instance of the region. */
export async function anyInstance({ account, region, abort }: Omit<Probing, 'instance'>): Promise<string | null> {
  const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(region);
  const source = { operation: 'ec2:DescribeInstances', scope: region };
  try {
    const reply = await account.call(source, () => client.send(new DescribeInstancesCommand({ MaxResults: 5 }), abort));
    return reply.Reservations?.flatMap(({ Instances = [] }) => Instances)[0]?.InstanceId ?? null;
  } catch (cause) {
    if (codeOf(cause) === 'forbidden' || otherReasons.has(codeOf(cause))) return null;
    throw cause;
  }
}
