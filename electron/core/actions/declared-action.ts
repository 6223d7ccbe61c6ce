import { failure } from '#shared/errors/app-error.ts';
import type { Action, ActionInput } from '#shared/model/action.ts';
import type { Manifest } from '#shared/model/connection.ts';
import { checkedSettings } from '../services/connection-settings.ts';
import type { ActionContext } from './action-context.ts';

/** The action as a connection's connector declares it; null when it has none of that name. Throws `not_found` for an unknown connection. */
export function declaredAction(
  { connections, sessions }: Pick<ActionContext, 'connections' | 'sessions'>,
  connectionId: string,
  name: string,
): Action | null {
  const { actions = [] } = sessions.manifest(connections.get(connectionId).kind);
  return actions.find((action) => action.name === name) ?? null;
}

/**
 * The input as one connector takes it: its own fields, checked and with their defaults. Fields that only another connector
 * of the same plan declares are left out. Throws `invalid_input` naming the field.
 */
export function inputOf(action: Action, input: ActionInput): ActionInput {
  const mine = Object.fromEntries(Object.entries(input).filter(([key]) => action.input.some((field) => field.key === key)));
  const form: Manifest = {
    kind: 'action',
    title: action.title,
    description: '',
    docsUrl: '',
    fields: action.input,
    capabilities: [],
    opensFiles: [],
  };
  const defaults = action.input.flatMap((field) =>
    'default' in field && field.default !== undefined ? [[field.key, field.default] as const] : [],
  );
  return { ...Object.fromEntries(defaults), ...checkedSettings(form, mine) };
}

/** Throws `invalid_input` for a value that no connector of the plan asks for. */
export function refuseUnknownInput(actions: readonly Action[], input: ActionInput): void {
  const known = new Set(actions.flatMap((action) => action.input.map((field) => field.key)));
  const unknown = Object.keys(input).find((key) => !known.has(key));
  if (unknown === undefined) return;
  throw failure('invalid_input', `${actions[0]?.title ?? 'The action'} takes no ${unknown}`, {
    hint: known.size > 0 ? `It takes ${[...known].join(', ')}.` : 'It takes no input.',
  });
}
