import type { CostDelta } from '#shared/model/action.ts';
import type { LifecycleEffect, LifecycleSimulation } from '#shared/model/lifecycle.ts';
import { AgeBadge } from '../../../ui/age-badge.tsx';
import { formatMoney } from '../../../ui/format/money.ts';
import { formatBytes, formatNoun } from '../../../ui/format/number.ts';
import { costWords } from '../../actions/plan-text.ts';
import { visibleName } from '../places.ts';
import classes from '../storage.module.css';
import { actionText } from './lifecycle-words.ts';

const verbs: Partial<Record<LifecycleEffect['action']['kind'], string>> = { transition: 'move', expire: 'delete' };

function priceWords(monthly: CostDelta | null): string {
  return monthly ? costWords(monthly) : 'no price is known';
}

/** `would move 41,230 objects (1.2 TB) now, saves USD 12.00 a month` */
function effectText({ action, now, monthly }: LifecycleEffect): string {
  const verb = verbs[action.kind] ?? 'take';
  if (now.objects === 0) return `would ${verb} nothing now`;
  return `would ${verb} ${formatNoun(now.objects, 'object')} (${formatBytes(now.bytes)}) now, ${priceWords(monthly)}`;
}

function Effect({ effect, days }: { effect: LifecycleEffect; days: number }) {
  const { ruleId, action, later, once, sample, notes } = effect;
  return (
    <li className={classes['effect']}>
      <strong>{ruleId}</strong>: {actionText(action)}
      <div data-testid="effect">{effectText(effect)}</div>
      <div className="ae-muted">
        {`within ${days} days: ${formatNoun(later.objects, 'object')} (${formatBytes(later.bytes)})`}
        {once && once.amount !== 0 ? `; once ${formatMoney(once.amount, once.currency)} (${once.basis})` : ''}
      </div>
      {sample.length > 0 ? (
        <div className="ae-muted">
          Largest:{' '}
          {sample
            .slice(0, 3)
            .map(({ key, size }) => `${visibleName(key)} ${formatBytes(size)}`)
            .join(', ')}
        </div>
      ) : null}
      {notes.map((note) => (
        <div key={note} className="ae-muted">
          {note}
        </div>
      ))}
    </li>
  );
}

/** What the rules would do to the objects in the index of names. */
export function SimulationView({ simulation, stale }: { simulation: LifecycleSimulation; stale: boolean }) {
  return (
    <section aria-label="Simulation" aria-live="polite">
      <div style={{ display: 'flex', justifyContent: 'space-between' }}>
        <strong>{stale ? 'Simulation of the rules before the last change' : 'Simulation'}</strong>
        <AgeBadge dated={{ asOf: simulation.asOf, stale: !simulation.complete, problems: [] }} />
      </div>
      {simulation.asOf === null ? (
        <p className="ae-muted">The names of this bucket were never read: nothing can be told. Press "Read all names".</p>
      ) : (
        <ul className={classes['plainList']} style={{ display: 'grid', gap: 4 }}>
          {simulation.effects.map((effect) => (
            <Effect key={`${effect.ruleId} ${actionText(effect.action)}`} effect={effect} days={simulation.horizonDays} />
          ))}
        </ul>
      )}
      {simulation.overlaps.map((overlap) => (
        <p key={overlap} className="ae-muted">
          {overlap}
        </p>
      ))}
    </section>
  );
}
