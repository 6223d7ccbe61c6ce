import type { Action, ActionInput, Machine } from '#connectors/sdk.ts';
import type { ConnectorFixture } from './fixture.ts';

type Field = Action['input'][number];

function plainValue(field: Field): ActionInput[string] {
  if (field.type === 'number') return field.default ?? field.min ?? 1;
  if (field.type === 'flag') return field.default ?? false;
  if (field.type === 'choice') return field.default ?? field.options[0]?.value ?? '';
  return ('placeholder' in field ? field.placeholder : '') ?? '';
}

/** One more than it has, or one fewer where it is full. */
function otherSize({ capacity }: Machine): number {
  const { desired, max } = capacity ?? { desired: 0, max: null };
  const more = (desired ?? 0) + 1;
  return max !== null && more > max ? Math.max(0, more - 2) : more;
}

/** What a person could enter: each required field, in a way that changes the target. */
export function inputFor({ name, input }: Action, target: Machine, { inputs = {} }: ConnectorFixture): ActionInput {
  const own = inputs[name];
  if (own) return own(target);
  if (name === 'tag') return { set: 'conformance=tried', remove: '' };
  const values = Object.fromEntries(input.filter((field) => field.required).map((field) => [field.key, plainValue(field)]));
  return name === 'scale' ? { ...values, desired: otherSize(target) } : values;
}

/** What must be refused: by name in words, what was entered. */
export function wrongInputs({ name }: Action): Record<string, ActionInput> {
  if (name === 'tag')
    return { 'a line without =': { set: 'conformance', remove: '' }, 'a line without a key': { set: '=tried', remove: '' } };
  if (name === 'scale')
    return { 'a negative size': { desired: -1 }, 'half a member': { desired: 1.5 }, 'no size': {}, 'an empty size': { desired: '' } };
  if (name === 'resize')
    return { 'a type that does not exist': { type: 'x9_nosuch.large' }, 'no type': {}, 'an empty type': { type: '  ' } };
  return {};
}
