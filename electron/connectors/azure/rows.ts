import { environmentTag, failure, type Machine, plainMachine } from '../sdk.ts';
import { canonical } from './arm-id.ts';
import type { Subscription } from './subscriptions.ts';

/** What every ARM record has. */
export interface ArmRecord {
  id?: string;
  name?: string;
  location?: string;
  tags?: Record<string, string>;
}

type Own = Pick<Machine, 'state' | 'providerState' | 'type'> & Partial<Machine>;

/** A row of the estate; what is the same for every kind of resource comes from the record. */
export function rowOf(record: ArmRecord, subscription: Subscription, own: Own): Machine {
  const id = canonical(record.id);
  // Without an id it would look as if the resource were gone.
  if (!id) throw failure('provider_unavailable', 'Azure described a resource without its id: the answer could not be understood.');
  const tags = { ...record.tags };
  return {
    ...plainMachine,
    id,
    name: record.name ?? '',
    provider: 'azure',
    account: subscription.id,
    accountName: subscription.name,
    region: (record.location ?? '').toLowerCase().replaceAll(' ', ''),
    zone: '',
    os: '',
    privateIp: '',
    publicIp: '',
    environment: environmentTag(tags),
    launched: null,
    tags,
    costResourceId: id,
    cpuPercent: null,
    memoryPercent: null,
    ...own,
  };
}

/** Facts that are known, in the provider's words. */
export function facts(all: Record<string, string | number | boolean | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, String(value)]])),
  );
}
