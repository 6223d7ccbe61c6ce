import { AppFailure } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { wholeList } from './arm.ts';

export interface Subscription {
  id: string;
  /** The id again where the name may not be read. */
  name: string;
}

interface SubscriptionRecord {
  subscriptionId?: string;
  displayName?: string;
  state?: string;
}

/** Disabled and deleted ones answer every read with an error. Source: ARM reference, "Subscriptions - List", SubscriptionState. */
const readable = new Set(['Enabled', 'Warned', 'PastDue']);

async function visible(account: AzureAccount, signal: AbortSignal): Promise<Subscription[]> {
  const records = await wholeList(account, {
    path: '/subscriptions',
    apiVersion: '2022-12-01',
    operation: 'Microsoft.Resources/subscriptions/read',
    signal,
  });
  return (records as SubscriptionRecord[])
    .filter(({ state }) => readable.has(state ?? 'Enabled'))
    .map(({ subscriptionId = '', displayName }) => ({ id: subscriptionId.toLowerCase(), name: displayName || subscriptionId }));
}

/** The subscriptions of the connection: those it names, else all that the identity sees. */
export async function listSubscriptions(account: AzureAccount, signal: AbortSignal): Promise<Subscription[]> {
  const { subscriptions: wanted } = account.settings;
  if (wanted.length === 0) return visible(account, signal);
  try {
    const names = new Map((await visible(account, signal)).map(({ id, name }) => [id, name]));
    return wanted.map((id) => ({ id, name: names.get(id) ?? id }));
  } catch (cause) {
    // A nicer name only: those named can be read without it.
    if (!(cause instanceof AppFailure) || cause.error.code !== 'forbidden') throw cause;
    return wanted.map((id) => ({ id, name: id }));
  }
}
