import type { Plan } from '#shared/model/action.ts';
import { PlanSummary } from '../actions/plan-summary.tsx';
import { PlanTargets } from '../actions/plan-targets.tsx';

/** The plan that a record carries; null for other details. Records are as old as the log: what is missing is not guessed. */
export function planOf(details: unknown): Plan | null {
  if (typeof details !== 'object' || details === null) return null;
  const plan = details as Partial<Plan>;
  return Array.isArray(plan.targets) && plan.counts && plan.confirm && plan.input && plan.cost && plan.warnings ? (plan as Plan) : null;
}

function Confirmed({ plan: { confirm } }: { plan: Plan }) {
  if (confirm.kind === 'click') return <p>It was confirmed by a click.</p>;
  return (
    <p>
      It was confirmed by typing <strong className="ae-mono">{confirm.text}</strong>: <span className="ae-muted">{confirm.why}</span>
    </p>
  );
}

/** The whole plan as it was confirmed. */
export function RecordPlan({ plan }: { plan: Plan }) {
  return (
    <>
      <PlanSummary plan={plan} description={undefined} />
      <PlanTargets plan={plan} />
      <Confirmed plan={plan} />
    </>
  );
}
