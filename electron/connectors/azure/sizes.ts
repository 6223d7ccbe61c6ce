import type { AzureAccount } from './account.ts';
import { collect } from './paging.ts';

/** Memory in bytes by lower-cased name of the size. */
export type SizeTable = ReadonlyMap<string, number>;

/** Sizes that Azure offers in a region, asked once in a session: for memory in percent, and to tell a wrong size from one that needs another host. */
export function sizesOf(account: AzureAccount): (subscription: string, region: string, signal: AbortSignal) => Promise<SizeTable> {
  const known = new Map<string, Promise<SizeTable>>();
  async function ask(subscription: string, region: string, signal: AbortSignal): Promise<SizeTable> {
    const client = await account.compute(subscription, { signal });
    const source = { operation: 'Microsoft.Compute/locations/vmSizes/read', scope: region };
    const list = await collect(account, source, client.virtualMachineSizes.list(region));
    return new Map(list.map(({ name = '', memoryInMB = 0 }) => [name.toLowerCase(), memoryInMB * 1024 * 1024]));
  }
  return (subscription, region, signal) => {
    const key = `${subscription}/${region}`;
    const asked = known.get(key) ?? ask(subscription, region, signal);
    known.set(key, asked);
    asked.catch(() => known.delete(key));
    return asked;
  };
}
