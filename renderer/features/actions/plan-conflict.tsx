import type { ApplyResult, Plan } from '#shared/model/action.ts';
import classes from './actions.module.css';
import { differences } from './plan-text.ts';

/** A plan that was not applied because its targets had changed. */
export interface Conflict {
  refused: Extract<ApplyResult, { started: false }>;
  /** The plan as it was confirmed. */
  was: Plan;
}

const keyOf = ({ connectionId, machineId }: { connectionId: string; machineId: string }) => `${connectionId} ${machineId}`;

/** Says what changed between the plan that was confirmed and the fresh one below. */
export function PlanConflict({ conflict: { refused, was } }: { conflict: Conflict }) {
  const before = new Map(was.targets.map((one) => [keyOf(one), one]));
  const now = new Map(refused.plan.targets.map((one) => [keyOf(one), one]));
  return (
    <div className={classes['conflict']} role="alert">
      <strong>{refused.error.message}</strong>
      <div>{refused.error.hint}</div>
      {refused.changed.length > 0 ? (
        <ul>
          {refused.changed.map((key) => {
            const then = before.get(keyOf(key));
            const lines = differences(then?.before ?? null, now.get(keyOf(key))?.before ?? null);
            return (
              <li key={keyOf(key)}>
                <strong>{then?.name || key.machineId}</strong>: {lines.join('; ') || 'changed'}
              </li>
            );
          })}
        </ul>
      ) : null}
    </div>
  );
}
