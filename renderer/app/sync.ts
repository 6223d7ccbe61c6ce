import { useCallback } from 'react';
import { tell, tellError } from '../ui/tell.ts';
import { useCall } from './reads.ts';

/** Refreshes what is past its age limit: everything, or one connection. Billed calls need `force` and are asked about first. */
export function useSync(): (connectionId?: string | null) => Promise<void> {
  const call = useCall();
  return useCallback(
    async (connectionId) => {
      const reply = await call(['sync', 'run'], connectionId ? { connectionId } : {});
      if (!reply.ok) tellError(reply.error);
      else if (reply.value.length === 0) tell('info', 'Nothing to refresh: all data is within its age limit.');
    },
    [call],
  );
}
