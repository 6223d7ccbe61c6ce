import type { Confirmation, Effect, PlanTarget } from '#shared/model/action.ts';
import { type Environments, guardOf } from '#shared/model/environment.ts';

/** Whether a run would do something to the target. */
export function acts({ steps, skip, refusal }: Pick<PlanTarget, 'steps' | 'skip' | 'refusal'>): boolean {
  return steps.length > 0 && skip === null && refusal === null;
}

interface Parts {
  action: string;
  effect: Effect;
  /** Those that would be acted on. */
  targets: readonly Pick<PlanTarget, 'name' | 'machineId' | 'environment'>[];
  environments: Environments;
}

/** What a person has to type: the target's name (or how many) for what cannot be undone, else the guarded environment's name. */
export function confirmationOf({ action, effect, targets, environments }: Parts): Confirmation {
  const [first] = targets;
  if (!first) return { kind: 'click' };
  if (effect === 'destroy') {
    const text = targets.length === 1 ? first.name || first.machineId : `${action} ${targets.length}`;
    return { kind: 'typed', text, why: 'This cannot be undone.' };
  }
  const guarded = [...new Set(targets.map(({ environment }) => environment))]
    .filter((one) => guardOf(one, environments) === 'typed')
    .sort();
  if (guarded.length === 0) return { kind: 'click' };
  const text = guarded.join(' ');
  return { kind: 'typed', text, why: `It changes ${guarded.join(' and ')}.` };
}

/** Whether the text given is the one that was asked for. */
export function confirms(confirm: Confirmation, text: string): boolean {
  return confirm.kind === 'click' ? text === '' : text.trim() === confirm.text;
}
