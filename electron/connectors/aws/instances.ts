import { type AppError, AppFailure, type Machine, type Page, type ReadOptions } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import { type HealthLookup, readHealth, unknownHealth } from './instance-health.ts';
import { machinesOf } from './machines.ts';
import { placeOf } from './place.ts';

/** The most DescribeInstances gives at once. */
const pageSize = 1000;

interface Healths {
  health: HealthLookup;
  warnings: AppError[];
}

/** Without the permission for status checks machines are shown with unknown health, and the page says why. */
async function healths(account: AwsAccount, region: string, signal: AbortSignal): Promise<Healths> {
  try {
    return { health: await readHealth(account, region, signal), warnings: [] };
  } catch (cause) {
    if (!(cause instanceof AppFailure) || !['forbidden', 'unsupported'].includes(cause.error.code)) throw cause;
    return { health: () => unknownHealth, warnings: [cause.error] };
  }
}

/** The instances of a region, 1,000 to a page. */
export async function* readInstances(account: AwsAccount, region: string, { signal, cursor }: ReadOptions): AsyncIterable<Page<Machine[]>> {
  const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(region);
  const source = { operation: 'ec2:DescribeInstances', scope: region };
  const place = await placeOf(account, region, signal);
  const asked = healths(account, region, signal);
  // Asked beside the first page and awaited behind it: a failure of the page comes first.
  asked.catch(() => {});
  let token = cursor ?? undefined;
  let first = true;
  do {
    const command = new DescribeInstancesCommand({ MaxResults: pageSize, NextToken: token });
    const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
    const { health, warnings } = await asked;
    token = reply.NextToken || undefined;
    const items = machinesOf(reply.Reservations ?? [], place, health);
    yield { items, cursor: token ?? null, progress: token ? null : 1, ...(first && warnings.length > 0 ? { warnings } : {}) };
    first = false;
  } while (token);
}
