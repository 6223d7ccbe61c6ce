import type { Action, OfferedAction } from '#shared/model/action.ts';
import type { CachedMachine } from '#shared/model/machine.ts';
import type { ActionContext } from './action-context.ts';
import { byConnection } from './fresh-read.ts';

function union<T>(one: readonly T[], other: readonly T[]): T[] {
  return [...new Set([...one, ...other])];
}

/** Two providers' declarations of one name as one: what either asks for is asked. */
function merged(one: OfferedAction, other: OfferedAction): OfferedAction {
  const extra = other.input.filter(({ key }) => !one.input.some((field) => field.key === key));
  return {
    ...one,
    kinds: union(one.kinds, other.kinds),
    states: one.states.length === 0 || other.states.length === 0 ? [] : union(one.states, other.states),
    effect: one.effect === 'destroy' ? 'destroy' : other.effect,
    input: [...one.input, ...extra],
    undo: one.undo ?? other.undo,
    targets: one.targets + other.targets,
  };
}

function declaredFor({ connections, sessions }: Pick<ActionContext, 'connections' | 'sessions'>, connectionId: string): Action[] {
  const connection = connections.list().find(({ id }) => id === connectionId);
  const manifest = sessions.manifests().find(({ kind }) => kind === connection?.kind);
  return manifest?.actions ?? [];
}

/** What can be done to some of these machines, by kind and provider; each action of the same name once. */
export function offeredActions(
  context: Pick<ActionContext, 'connections' | 'sessions'>,
  machines: readonly CachedMachine[],
): OfferedAction[] {
  const offered = new Map<string, OfferedAction>();
  for (const [connectionId, mine] of byConnection(machines)) {
    for (const action of declaredFor(context, connectionId)) {
      const targets = mine.filter(({ kind }) => action.kinds.includes(kind)).length;
      const known = offered.get(action.name);
      if (targets > 0) offered.set(action.name, known ? merged(known, { ...action, targets }) : { ...action, targets });
    }
  }
  return [...offered.values()];
}
