import type { ComputeSource, Machine, Page, ReadOptions, Scope } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import { machinesOf } from './machines.ts';
import { enabledRegions } from './regions.ts';

const minute = 60_000;
/** The most DescribeInstances gives at once. */
const pageSize = 1000;

async function* readRegion(account: AwsAccount, options: ReadOptions): AsyncIterable<Page<Machine[]>> {
  const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  const signal = AbortSignal.any([account.context.signal, options.signal]);
  const region = options.scope.id;
  const client = await account.clients.ec2(region);
  const source = { operation: 'ec2:DescribeInstances', scope: region };
  const alias = await account.alias(signal);
  let token = options.cursor ?? undefined;
  do {
    const command = new DescribeInstancesCommand({ MaxResults: pageSize, NextToken: token });
    const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
    token = reply.NextToken || undefined;
    yield { items: machinesOf(reply.Reservations ?? [], { region, alias }), cursor: token ?? null, progress: token ? null : 1 };
  } while (token);
}

/** EC2 instances, one scope for each region. */
export function computeSource(account: AwsAccount): ComputeSource {
  return {
    maxAgeMs: 5 * minute,
    async scopes(signal): Promise<Scope[]> {
      const { regions } = account.settings;
      const ids = regions.length > 0 ? regions : await enabledRegions(account, signal);
      return ids.map((id) => ({ id, label: id }));
    },
    read: (options) => readRegion(account, options),
  };
}
