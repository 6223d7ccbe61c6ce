import type { AzureAccount } from './account.ts';
import type { CallSource } from './errors.ts';

/** A paged list as the SDKs give it. */
interface SdkList<T> {
  byPage(settings?: { continuationToken?: string }): AsyncIterator<T[] & { continuationToken?: string }>;
}

/** Pages of a list of an SDK, from `cursor` on, each with the address of the next. */
export async function* sdkPages<T>(
  account: AzureAccount,
  source: Omit<CallSource, 'connectionId'>,
  list: SdkList<T>,
  cursor: string | null,
): AsyncIterable<{ items: T[]; next: string | null }> {
  const pages = list.byPage(cursor ? { continuationToken: cursor } : {});
  for (;;) {
    const step = await account.call(source, () => pages.next());
    if (step.done) return;
    yield { items: step.value, next: step.value.continuationToken ?? null };
  }
}

/** All of a list: where everything is needed before the first row can be made. */
export async function collect<T>(account: AzureAccount, source: Omit<CallSource, 'connectionId'>, list: SdkList<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const { items } of sdkPages(account, source, list, null)) all.push(...items);
  return all;
}
