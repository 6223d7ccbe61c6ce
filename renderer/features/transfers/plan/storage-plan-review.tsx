import { useState } from 'react';
import type { AppError } from '#shared/errors/app-error.ts';
import type { StoragePlan } from '#shared/model/transfer.ts';
import { useCall } from '../../../app/reads.ts';
import { CopyCliButton } from '../../../ui/copy-cli-button.tsx';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import actions from '../../actions/actions.module.css';
import { PlanConfirm } from '../../actions/plan-confirm.tsx';
import { cliCommand } from './cli-command.ts';
import { ConflictPicker } from './conflict-picker.tsx';
import { StoragePlanItems } from './storage-plan-items.tsx';
import { StoragePlanSummary } from './storage-plan-summary.tsx';
import { type AskedRequest, verbTitles } from './use-storage-plan.ts';

/** How a plan was asked for: absent when it was opened by its address. */
interface AskedPlan {
  request: AskedRequest;
  /** Plans something else instead, e.g. another rule for conflicts. */
  onRequest: (request: AskedRequest) => void;
  onAgain: () => void;
}

interface Props {
  plan: StoragePlan;
  asked?: AskedPlan;
  onApplied: (transferId: string) => void;
  onCancel: () => void;
}

/** A plan for stored objects, to be read and then confirmed or left. */
export function StoragePlanReview({ plan, asked, onApplied, onCancel }: Props) {
  const call = useCall();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<AppError | null>(null);
  const apply = async (confirm: string) => {
    setBusy(true);
    setFailed(null);
    const reply = await call(['transfers', 'apply'], { planId: plan.id, confirm });
    setBusy(false);
    if (reply.ok) onApplied(reply.value.id);
    else setFailed(reply.error);
  };
  const command = asked && cliCommand(asked.request);
  return (
    <div className={actions['dialog']}>
      <StoragePlanSummary plan={plan} />
      {asked ? <ConflictPicker request={asked.request} onRequest={asked.onRequest} /> : null}
      <StoragePlanItems plan={plan} />
      {failed ? <ProblemNote error={failed} /> : null}
      <PlanConfirm
        key={plan.id}
        plan={{ ...plan, title: verbTitles[plan.verb] }}
        noun="item"
        busy={busy}
        extra={command ? <CopyCliButton command={command} does="makes this plan" /> : null}
        onApply={(confirm) => void apply(confirm)}
        {...(asked && { onAgain: asked.onAgain })}
        onCancel={onCancel}
      />
    </div>
  );
}
