import { useQueryClient } from '@tanstack/react-query';
import type { StorageRequest } from '#shared/model/transfer.ts';
import { tell } from '../../../ui/tell.ts';
import { transferPlace } from '../transfer-words.ts';
import { verbTitles } from './use-storage-plan.ts';

/** Says that a plan went into the queue, and where to watch it. */
export function useApplied(): (verb: StorageRequest['verb'], transferId: string) => void {
  const client = useQueryClient();
  return (verb, transferId) => {
    void client.invalidateQueries({ queryKey: ['transfers.list'] });
    tell('info', `${verbTitles[verb]}: in the queue of transfers.`, transferPlace(transferId));
  };
}
