import type { Machine } from '../sdk.ts';
import type { AddressRecord, DiskRecord } from './api-types.ts';
import { common, costIdOf, facts, timeOf } from './machines.ts';
import { idOf, nameOf, placeOf } from './paths.ts';
import type { Project } from './projects.ts';

/** A disk that no machine uses. */
export function diskOf(record: DiskRecord, owner: Project): Machine {
  const id = idOf(record.selfLink ?? '');
  return {
    ...common(owner, record.labels),
    ...placeOf(id),
    ...costIdOf(id, record.id, owner),
    id,
    kind: 'disk',
    name: record.name ?? nameOf(id),
    // Attached again since it was listed.
    state: isUnused(record) ? 'stopped' : 'running',
    providerState: isUnused(record) ? (record.status ?? '') : 'in use',
    details: facts({ 'resource id': record.id, GiB: record.sizeGb, 'last detached': record.lastDetachTimestamp }),
    type: nameOf(record.type ?? ''),
    launched: timeOf(record.creationTimestamp),
  };
}

/** A static public address that nothing uses. */
export function addressOf(record: AddressRecord, owner: Project): Machine {
  const id = idOf(record.selfLink ?? '');
  return {
    ...common(owner, record.labels),
    ...placeOf(id),
    id,
    kind: 'address',
    name: record.name ?? nameOf(id),
    state: record.status === 'IN_USE' ? 'running' : 'stopped',
    providerState: record.status ?? '',
    details: facts({ 'resource id': record.id, tier: record.networkTier }),
    type: record.networkTier ?? '',
    publicIp: record.address ?? '',
    launched: timeOf(record.creationTimestamp),
  };
}

export const isUnused = (disk: DiskRecord): boolean => (disk.users?.length ?? 0) === 0;

/** Inner addresses cost nothing and are no public addresses. */
export const isReserved = (address: AddressRecord): boolean =>
  address.status === 'RESERVED' && (address.addressType ?? 'EXTERNAL') === 'EXTERNAL';
