import { IconAlertOctagon } from '@tabler/icons-react';
import type { CostDelta } from '#shared/model/action.ts';
import type { StoragePlan } from '#shared/model/transfer.ts';
import { formatMoney } from '../../../ui/format/money.ts';
import { formatBytes, formatCount, formatNoun } from '../../../ui/format/number.ts';
import actions from '../../actions/actions.module.css';
import { costWords } from '../../actions/plan-text.ts';
import { sidesOf } from './plan-sides.ts';

const doing: Record<StoragePlan['items'][number]['does'], string> = {
  copy: 'copied',
  move: 'moved',
  delete: 'deleted',
  folder: 'folders made',
  properties: 'given properties',
  tags: 'given tags',
  storage_class: 'with another class',
  restore: 'restored',
  access: 'with other access',
  restore_version: 'versions restored',
  undelete: 'brought back',
  abort_upload: 'uploads removed',
  lifecycle: 'lifecycles saved',
};

const one = (words: string) => words.replace(/^(folder|version|upload|lifecycle)s /, '$1 ');

/** `12 copied, 3 deleted` */
function doesText(does: StoragePlan['does']): string {
  const parts = Object.entries(does).filter(([, count]) => count > 0);
  return parts
    .map(([name, count]) => {
      const words = doing[name as keyof typeof doing];
      return `${formatCount(count)} ${count === 1 ? one(words) : words}`;
    })
    .join(', ');
}

function Costs({ costs, words }: { costs: CostDelta[]; words: (cost: CostDelta) => string }) {
  if (costs.length === 0) return <dd className="ae-muted">no price is known for this</dd>;
  return (
    <dd>
      {costs.map((cost) => (
        <span key={cost.currency}>
          <strong>{words(cost)}</strong> <span className="ae-muted">{cost.basis}</span>
        </span>
      ))}
    </dd>
  );
}

const onceWords = ({ amount, currency }: CostDelta) => (amount === 0 ? 'nothing' : formatMoney(amount, currency));

/** What would be done, how much of it, at what price and after which wait. */
export function StoragePlanSummary({ plan }: { plan: StoragePlan }) {
  const { act, skip, refuse } = plan.counts;
  // A sync copies more than it deletes.
  const destroyed = plan.verb === 'sync' ? (plan.does.delete ?? 0) : act;
  const sides = sidesOf(plan.items);
  return (
    <>
      {plan.effect === 'destroy' ? (
        <div className={actions['destroy']}>
          <IconAlertOctagon size={18} aria-hidden /> This destroys {formatNoun(destroyed, 'item')} and cannot be undone.
        </div>
      ) : null}
      <dl className={actions['facts']}>
        <dt>What</dt>
        <dd>{plan.title}</dd>
        {sides ? (
          <>
            <dt>From</dt>
            <dd>{sides.from}</dd>
            <dt>To</dt>
            <dd>{sides.to}</dd>
          </>
        ) : null}
        <dt>Items</dt>
        <dd>
          <span data-testid="plan-counts">{`${formatCount(act)} act, ${formatCount(skip)} skipped, ${formatCount(refuse)} refused`}</span>
          <span className="ae-muted">{doesText(plan.does) || 'nothing is done'}</span>
        </dd>
        <dt>Data</dt>
        <dd>
          {formatBytes(plan.bytes)} <span className="ae-muted">{formatCount(plan.bytes)} bytes</span>
        </dd>
        {plan.monthly.length + plan.once.length === 0 ? (
          <>
            <dt>Cost</dt>
            <dd className="ae-muted">no price is known for this</dd>
          </>
        ) : (
          <>
            <dt>Monthly cost</dt>
            <Costs costs={plan.monthly} words={costWords} />
            <dt>Once</dt>
            <Costs costs={plan.once} words={onceWords} />
          </>
        )}
        {plan.wait ? (
          <>
            <dt>Wait</dt>
            <dd>{plan.wait}</dd>
          </>
        ) : null}
      </dl>
      {plan.warnings.length > 0 ? (
        <ul className={actions['warnings']} aria-label="Warnings">
          {plan.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
