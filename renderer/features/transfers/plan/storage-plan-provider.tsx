import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import { FaultBoundary } from '../../../ui/fault-boundary.tsx';
import { type AskedRequest, type RequestChange, StoragePlanContext } from './use-storage-plan.ts';

const StoragePlanDialog = lazy(async () => ({ default: (await import('./storage-plan-dialog.tsx')).StoragePlanDialog }));

interface Asked {
  /** Of this opening: another one begins anew. */
  id: number;
  requests: AskedRequest[];
  onApplied: ((transferId: string) => void) | undefined;
}

/** Holds the dialog that plans and confirms changes to stored objects. */
export function StoragePlanProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const request = useCallback<RequestChange>((requests, options) => {
    const list = Array.isArray(requests) ? requests : [requests];
    setAsked((before) => ({ id: (before?.id ?? 0) + 1, requests: list, onApplied: options?.onApplied }));
  }, []);
  return (
    <StoragePlanContext value={request}>
      {children}
      {asked ? (
        <FaultBoundary fallback={null}>
          <Suspense>
            <StoragePlanDialog key={asked.id} requests={asked.requests} onApplied={asked.onApplied} onClose={() => setAsked(null)} />
          </Suspense>
        </FaultBoundary>
      ) : null}
    </StoragePlanContext>
  );
}
