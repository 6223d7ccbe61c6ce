import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { unwrap } from '#shared/errors/reply.ts';
import type { StoragePlan } from '#shared/model/transfer.ts';
import { useHost } from '../../../app/host.tsx';
import { callHost, errorOf } from '../../../app/reads.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import actions from '../../actions/actions.module.css';
import { transferPlace } from '../transfer-words.ts';
import { PlanFrame } from './plan-frame.tsx';
import { StoragePlanItems } from './storage-plan-items.tsx';
import { StoragePlanReview } from './storage-plan-review.tsx';
import { StoragePlanSummary } from './storage-plan-summary.tsx';
import { useApplied } from './use-applied.ts';

const firstItems = 100;

/** As it was made: it is not read again by itself while it is looked at. */
function useKeptPlan(planId: string) {
  const host = useHost();
  return useQuery({
    queryKey: ['kept-storage-plan', planId],
    queryFn: async ({ signal }) => unwrap(await callHost(host, ['transfers', 'getPlan'], { input: { planId, limit: firstItems }, signal })),
    gcTime: 0,
    retry: false,
  });
}

/** What became of a plan that cannot be confirmed any more. */
function Fate({ plan }: { plan: StoragePlan }) {
  return (
    <p role="status" className={actions['conflict']}>
      {plan.state === 'applied' ? 'This plan was applied. ' : 'This plan has expired, and nothing was changed by it. Ask for it again. '}
      {plan.transferId ? (
        <Anchor component={Link} href={transferPlace(plan.transferId)} size="sm">
          Show the transfer
        </Anchor>
      ) : null}
    </p>
  );
}

function Closing({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  return (
    <div className={actions['dialog']}>
      {children}
      <div className={actions['buttons']}>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  );
}

/** A plan opened by its address: after a reload, by back, or by a link. Says so when it is gone. */
export function KeptPlanDialog({ planId, onClose }: { planId: string; onClose: () => void }) {
  const read = useKeptPlan(planId);
  const tellApplied = useApplied();
  const applied = (plan: StoragePlan) => (transferId: string) => {
    tellApplied(plan.verb, transferId);
    onClose();
  };
  return (
    <PlanFrame verb={read.data?.verb ?? null} onClose={onClose}>
      {read.isError ? (
        <Closing onClose={onClose}>
          <ProblemNote error={errorOf(read.error)} />
        </Closing>
      ) : (
        <Loaded read={read} height={160}>
          {(plan) =>
            plan.state === 'open' ? (
              <StoragePlanReview plan={plan} onApplied={applied(plan)} onCancel={onClose} />
            ) : (
              <Closing onClose={onClose}>
                <Fate plan={plan} />
                <StoragePlanSummary plan={plan} />
                <StoragePlanItems plan={plan} />
              </Closing>
            )
          }
        </Loaded>
      )}
    </PlanFrame>
  );
}
