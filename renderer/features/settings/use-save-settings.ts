import { useCallback } from 'react';
import type { SettingsModel } from '#shared/model/settings.ts';
import { useCall } from '../../app/reads.ts';
import { tellError } from '../../ui/tell.ts';

/** Saves some settings; the host tells every window about the change. */
export function useSaveSettings(): (change: Partial<SettingsModel>) => Promise<boolean> {
  const call = useCall();
  return useCallback(
    async (change) => {
      const reply = await call(['settings', 'set'], change);
      if (!reply.ok) tellError(reply.error);
      return reply.ok;
    },
    [call],
  );
}
