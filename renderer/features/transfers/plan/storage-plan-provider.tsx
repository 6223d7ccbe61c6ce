import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from 'react';
import { parseHash, useHashSearch, useSetSearch } from '../../../app/hash-location.ts';
import { FaultBoundary } from '../../../ui/fault-boundary.tsx';
import { type AskedRequest, type RequestChange, StoragePlanContext } from './use-storage-plan.ts';

const StoragePlanDialog = lazy(async () => ({ default: (await import('./storage-plan-dialog.tsx')).StoragePlanDialog }));
const KeptPlanDialog = lazy(async () => ({ default: (await import('./kept-plan-dialog.tsx')).KeptPlanDialog }));

interface Asked {
  /** Of this opening: another one begins anew. */
  id: number;
  requests: AskedRequest[];
  onApplied: ((transferId: string) => void) | undefined;
}

/** `plan` is that of the actions on machines. */
const name = 'review';
const planOf = (search: string): string | null => new URLSearchParams(search).get(name);

/** Back, forward and addresses: what is open then is what the address says. */
function usePlaceChange(onChange: () => void): void {
  useEffect(() => {
    window.addEventListener('popstate', onChange);
    return () => window.removeEventListener('popstate', onChange);
  }, [onChange]);
}

/** Holds the dialog that plans and confirms changes to stored objects. The plan in it is part of the address. */
export function StoragePlanProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const planId = planOf(useHashSearch());
  const setSearch = useSetSearch();
  const request = useCallback<RequestChange>((requests, options) => {
    const list = Array.isArray(requests) ? requests : [requests];
    setAsked((before) => ({ id: (before?.id ?? 0) + 1, requests: list, onApplied: options?.onApplied }));
  }, []);
  // The first plan is a step of its own, so that back closes it; one made in its stead is not.
  const planned = useCallback(
    (id: string) => setSearch({ [name]: id }, { replace: planOf(parseHash(location.hash).search) !== null }),
    [setSearch],
  );
  const close = () => {
    setSearch({ [name]: null });
    setAsked(null);
  };
  usePlaceChange(useCallback(() => setAsked(null), []));
  return (
    <StoragePlanContext value={request}>
      {children}
      {asked || planId ? (
        <FaultBoundary fallback={null}>
          <Suspense>
            {asked ? (
              <StoragePlanDialog key={asked.id} requests={asked.requests} onPlanned={planned} onApplied={asked.onApplied} onClose={close} />
            ) : (
              <KeptPlanDialog key={planId} planId={planId!} onClose={close} />
            )}
          </Suspense>
        </FaultBoundary>
      ) : null}
    </StoragePlanContext>
  );
}
