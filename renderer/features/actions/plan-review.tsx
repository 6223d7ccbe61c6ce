import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AppError } from '#shared/errors/app-error.ts';
import type { Plan } from '#shared/model/action.ts';
import { useCall, useRead } from '../../app/reads.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import classes from './actions.module.css';
import { CopyCommand, PlanConfirm } from './plan-confirm.tsx';
import { type Conflict, PlanConflict } from './plan-conflict.tsx';
import { PlanSummary } from './plan-summary.tsx';
import { PlanTargets } from './plan-targets.tsx';

interface Props {
  plan: Plan;
  conflict: Conflict | null;
  onConflict: (conflict: Conflict) => void;
  onRun: (runId: string) => void;
  onAgain: (plan: Plan) => void;
  onCancel: () => void;
}

function useDescription({ action, targets }: Plan): string | undefined {
  const [first] = targets;
  const machines = first ? [{ connectionId: first.connectionId, machineId: first.machineId }] : [];
  const offered = useRead(['actions', 'offered'], { targets: { machines } }, { enabled: machines.length > 0 }).data;
  return offered?.find(({ name }) => name === action)?.description;
}

/** A plan, to be read and then confirmed or left. */
export function PlanReview({ plan, conflict, onConflict, onRun, onAgain, onCancel }: Props) {
  const call = useCall();
  const client = useQueryClient();
  const description = useDescription(plan);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<AppError | null>(null);
  const apply = async (confirm: string) => {
    setBusy(true);
    setFailed(null);
    const reply = await call(['actions', 'apply'], { planId: plan.id, confirm });
    setBusy(false);
    if (!reply.ok) return setFailed(reply.error);
    if (reply.value.started) {
      client.setQueryData(['actions.getPlan', { planId: plan.id }], { ...plan, state: 'applied', runId: reply.value.run.id });
      return onRun(reply.value.run.id);
    }
    onConflict({ refused: reply.value, was: plan });
  };
  return (
    <div className={classes['dialog']}>
      {conflict && conflict.refused.plan.id === plan.id ? <PlanConflict conflict={conflict} /> : null}
      <PlanSummary plan={plan} description={description} />
      <PlanTargets plan={plan} />
      {failed ? <ProblemNote error={failed} /> : null}
      <PlanConfirm
        key={plan.id}
        plan={plan}
        noun="target"
        busy={busy}
        extra={<CopyCommand plan={plan} />}
        onApply={(confirm) => void apply(confirm)}
        onAgain={() => onAgain(plan)}
        onCancel={onCancel}
      />
    </div>
  );
}
