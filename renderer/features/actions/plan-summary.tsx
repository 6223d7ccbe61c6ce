import { IconAlertOctagon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Plan } from '#shared/model/action.ts';
import { formatCount, formatNoun } from '../../ui/format/number.ts';
import { EnvironmentMark } from '../../ui/machine-state.tsx';
import classes from './actions.module.css';
import { costWords, fateOf, tally } from './plan-text.ts';

/** Values shown before the rest is only counted. */
const most = 6;

const asText = (value: string): ReactNode => value || 'none';
const asEnvironment = (value: string): ReactNode => <EnvironmentMark environment={value} />;

function Places({ values, mark = asText }: { values: string[]; mark?: (value: string) => ReactNode }) {
  const counts = tally(values);
  return (
    <dd>
      {counts.slice(0, most).map(({ value, count }) => (
        <span key={value}>
          {mark(value)} <span className="ae-muted">{formatCount(count)}</span>
        </span>
      ))}
      {counts.length > most ? <span className="ae-muted">and {counts.length - most} more</span> : null}
    </dd>
  );
}

function CostOf({ plan }: { plan: Plan }) {
  if (plan.cost.length === 0) return <dd className="ae-muted">not known for these targets</dd>;
  return (
    <dd>
      {plan.cost.map((cost) => (
        <span key={cost.currency} title={cost.basis}>
          <strong>{costWords(cost)}</strong> <span className="ae-muted">{cost.basis}</span>
        </span>
      ))}
    </dd>
  );
}

/** What would be done, where, and at what price. */
export function PlanSummary({ plan, description }: { plan: Plan; description: string | undefined }) {
  const acting = plan.targets.filter((one) => fateOf(one) === 'act');
  const counted = acting.length > 0 ? acting : plan.targets;
  const { act, skip, refuse } = plan.counts;
  const input = Object.entries(plan.input).filter(([, value]) => value !== '');
  return (
    <>
      {plan.effect === 'destroy' ? (
        <div className={classes['destroy']}>
          <IconAlertOctagon size={18} aria-hidden /> This destroys {formatNoun(act, 'target')} and cannot be undone.
        </div>
      ) : null}
      {description ? <p className="ae-muted">{description}</p> : null}
      <dl className={classes['facts']}>
        <dt>Targets</dt>
        <dd data-testid="plan-counts">{`${formatCount(act)} act, ${formatCount(skip)} skipped, ${formatCount(refuse)} refused`}</dd>
        {input.length > 0 ? (
          <>
            <dt>With</dt>
            <dd>{input.map(([key, value]) => `${key} ${String(value)}`).join(', ')}</dd>
          </>
        ) : null}
        <dt>Environments</dt>
        <Places values={counted.map(({ environment }) => environment)} mark={asEnvironment} />
        <dt>Accounts</dt>
        <Places values={counted.map(({ accountName, account }) => accountName || account)} />
        <dt>Regions</dt>
        <Places values={counted.map(({ region }) => region)} />
        <dt>Cost</dt>
        <CostOf plan={plan} />
      </dl>
      {plan.warnings.length > 0 ? (
        <ul className={classes['warnings']} aria-label="Warnings">
          {plan.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
