import { Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Plan } from '#shared/model/action.ts';
import { useSetSearch } from '../../app/hash-location.ts';
import { useCall, useRead } from '../../app/reads.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { tellError } from '../../ui/tell.ts';
import classes from './actions.module.css';
import { MakePlan } from './make-plan.tsx';
import type { Conflict } from './plan-conflict.tsx';
import { PlanReview } from './plan-review.tsx';
import { RunView } from './run-view.tsx';
import { type PlanRequest, usePlanDesk } from './use-plan.ts';

interface Props {
  asked: PlanRequest | null;
  planId: string | null;
  runId: string | null;
  onClose: () => void;
}

/** The same request once more: a plan that repeats or undoes a run is made from that run. */
function useAgain() {
  const call = useCall();
  const { request, review } = usePlanDesk();
  return async (plan: Plan) => {
    const { action, input, origin } = plan;
    const machines = plan.targets.map(({ connectionId, machineId }) => ({ connectionId, machineId }));
    if (!origin) return request({ action, input, targets: { machines } });
    const reply = await call(['actions', origin.kind], { runId: origin.runId });
    if (reply.ok) review(reply.value);
    else tellError(reply.error);
  };
}

function PlanStage({ planId, onRun, onClose }: { planId: string; onRun: (runId: string) => void; onClose: () => void }) {
  const read = useRead(['actions', 'getPlan'], { planId }, { keep: true });
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const { review } = usePlanDesk();
  const again = useAgain();
  const runId = read.data?.runId ?? null;
  useEffect(() => {
    if (runId) onRun(runId);
    // `onRun` is new on every render; the run decides.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [runId]);
  const onConflict = (next: Conflict) => {
    setConflict(next);
    review(next.refused.plan);
  };
  return (
    <Loaded read={read} height={240}>
      {(plan) => (
        <PlanReview
          plan={plan}
          conflict={conflict}
          onConflict={onConflict}
          onRun={onRun}
          onAgain={(one) => void again(one)}
          onCancel={onClose}
        />
      )}
    </Loaded>
  );
}

/** Title of what is open, and whether it destroys; the parts read the same data. */
function useHead({ asked, planId, runId }: Omit<Props, 'onClose'>): { title: string; destroys: boolean } {
  const offered = useRead(['actions', 'offered'], { targets: asked?.targets ?? { machines: [] } }, { enabled: asked !== null }).data;
  const plan = useRead(['actions', 'getPlan'], { planId: planId ?? '' }, { enabled: planId !== null, keep: true }).data;
  if (asked) {
    const action = offered?.find(({ name }) => name === asked.action);
    return { title: action?.title ?? asked.action, destroys: action?.effect === 'destroy' };
  }
  if (planId) return { title: plan ? `${plan.title}: review the plan` : 'Plan', destroys: plan?.effect === 'destroy' };
  return { title: runId ? 'Run' : '', destroys: false };
}

/** Inputs, plan, confirmation and run of one change, in one dialog. */
export function PlanDialog({ asked, planId, runId, onClose }: Props) {
  const setSearch = useSetSearch();
  const { review } = usePlanDesk();
  const { title, destroys } = useHead({ asked, planId, runId });
  const onRun = (id: string) => setSearch({ plan: null, run: id });
  const stage = () => {
    if (asked) return <MakePlan request={asked} onPlan={review} onCancel={onClose} />;
    if (planId) return <PlanStage planId={planId} onRun={onRun} onClose={onClose} />;
    return runId ? <RunView runId={runId} onClose={onClose} /> : null;
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={asked ? 'lg' : 1080}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{ title: classes['title'] ?? '', content: destroys ? (classes['destroys'] ?? '') : '' }}
      closeOnClickOutside={false}
      overlayProps={{ backgroundOpacity: 0.35 }}
    >
      {stage()}
    </Modal>
  );
}
