import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { appError } from '#shared/errors/app-error.ts';
import { useHashSearch, useSetSearch } from '../../app/hash-location.ts';
import { FaultBoundary } from '../../ui/fault-boundary.tsx';
import { tellError } from '../../ui/tell.ts';
import { type PlanDesk, PlanDeskContext, type PlanRequest } from './use-plan.ts';

const PlanDialog = lazy(async () => ({ default: (await import('./plan-dialog.tsx')).PlanDialog }));

/** The Activity screen has a pane of its own for `run`. */
function usePlace() {
  const ofActivity = useLocation()[0] === '/activity';
  const params = new URLSearchParams(useHashSearch());
  return { ofActivity, planId: params.get('plan'), runId: ofActivity ? null : params.get('run') };
}

/**
 * Holds the dialog of plans and runs above all screens. The plan or run on screen is in the URL, so that it is there
 * again after a reload; what is still being typed is not.
 */
export function PlanProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<PlanRequest | null>(null);
  const { ofActivity, planId, runId } = usePlace();
  const setSearch = useSetSearch();
  const client = useQueryClient();
  const request = useCallback((next: PlanRequest) => setAsked(next), []);
  const review = useCallback<PlanDesk['review']>(
    (plan) => {
      setAsked(null);
      client.setQueryData(['actions.getPlan', { planId: plan.id }], plan);
      setSearch({ plan: plan.id });
    },
    [client, setSearch],
  );
  const desk = useMemo<PlanDesk>(() => ({ request, review }), [request, review]);
  const close = () => {
    setAsked(null);
    setSearch(ofActivity ? { plan: null } : { plan: null, run: null });
  };
  const open = asked !== null || planId !== null || runId !== null;
  return (
    <PlanDeskContext value={desk}>
      {children}
      {open ? (
        <FaultBoundary fallback={<Broken onClose={close} />}>
          <Suspense>
            <PlanDialog asked={asked} planId={planId} runId={runId} onClose={close} />
          </Suspense>
        </FaultBoundary>
      ) : null}
    </PlanDeskContext>
  );
}

function Broken({ onClose }: { onClose: () => void }) {
  tellError(appError('internal', 'The plan could not be shown'));
  onClose();
  return null;
}
