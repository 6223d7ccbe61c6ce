import { createContext, useContext } from 'react';
import type { StorageRequest } from '#shared/model/transfer.ts';
import type { Input } from '../../../app/reads.ts';

/** A change to stored objects as it is asked for: defaults may be left out. */
export type AskedRequest = Input<'transfers', 'plan'>['request'];

/** Opens the dialog with the plan of a change; several are planned and confirmed one after the other. */
export type RequestChange = (requests: AskedRequest | AskedRequest[], options?: { onApplied?: (transferId: string) => void }) => void;

export const StoragePlanContext = createContext<RequestChange | null>(null);

export function useStoragePlan(): RequestChange {
  const request = useContext(StoragePlanContext);
  if (!request) throw new Error('useStoragePlan needs a StoragePlanProvider');
  return request;
}

export const verbTitles: Record<StorageRequest['verb'], string> = {
  copy: 'Copy',
  move: 'Move',
  sync: 'Synchronise',
  delete: 'Delete',
  create_folder: 'New folder',
  properties: 'Set properties',
  tags: 'Set tags',
  storage_class: 'Change the storage class',
  restore: 'Restore from the archive',
  access: 'Change access',
  restore_version: 'Restore a version',
  undelete: 'Bring the folder back',
  abort_uploads: 'Remove unfinished uploads',
  lifecycle: 'Save lifecycle rules',
};
