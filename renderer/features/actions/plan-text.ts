import type { ActionInput, Plan, PlanTarget, TargetState } from '#shared/model/action.ts';
import type { MachineSelection } from '#shared/model/machine.ts';
import { formatMoney } from '../../ui/format/money.ts';
import type { PlanRequest } from './use-plan.ts';

/** What a plan does with a target. */
export type Fate = 'act' | 'skip' | 'refuse';

export function fateOf({ skip, refusal }: Pick<PlanTarget, 'skip' | 'refusal'>): Fate {
  if (refusal) return 'refuse';
  return skip === null ? 'act' : 'skip';
}

/** How often each value occurs, most frequent first. */
export function tally(values: readonly string[]): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
}

/** `-USD 61.20`; a plus sign marks what costs more. */
export function costText({ amount, currency }: { amount: number; currency: string }): string {
  return `${amount > 0 ? '+' : ''}${formatMoney(amount, currency)}`;
}

/** What a change does to the bill, in words. */
export function costWords({ amount, currency }: { amount: number; currency: string }): string {
  if (amount === 0) return 'costs the same';
  return `${amount < 0 ? 'saves' : 'adds'} ${formatMoney(Math.abs(amount), currency)} a month`;
}

/** A cell value as a person reads it: state, then type and size where there are some. */
export function stateText(state: TargetState | null): string {
  if (!state) return 'gone';
  const size = state.capacity?.desired ?? null;
  return [state.state, state.type, size === null ? '' : `${size} wanted`].filter(Boolean).join(' · ');
}

function tagLines(before: TargetState, after: TargetState): string[] {
  const keys = [...new Set([...Object.keys(before.tags), ...Object.keys(after.tags)])].sort();
  return keys
    .filter((key) => before.tags[key] !== after.tags[key])
    .map((key) => `tag ${key}: ${before.tags[key] ?? 'not set'} → ${after.tags[key] ?? 'removed'}`);
}

/** What differs between two looks at a target, one line each. */
export function differences(before: TargetState | null, after: TargetState | null): string[] {
  if (!before || !after) return before === after ? [] : [before ? 'it is gone' : 'it is there again'];
  const size = ({ capacity }: TargetState) =>
    capacity ? `${capacity.desired ?? '?'} (${capacity.min ?? '?'}–${capacity.max ?? '?'})` : 'none';
  const facts: [string, string, string][] = [
    ['state', before.providerState || before.state, after.providerState || after.state],
    ['type', before.type, after.type],
    ['size', size(before), size(after)],
  ];
  return [...facts.filter(([, was, is]) => was !== is).map(([name, was, is]) => `${name}: ${was} → ${is}`), ...tagLines(before, after)];
}

/** Quoted for a POSIX shell where it needs to be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `--set` once for each line of a value: that is how the command line takes lines. */
function inputWords(input: ActionInput): string[] {
  return Object.entries(input).flatMap(([key, value]) =>
    String(value)
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => ['--set', shellWord(`${key}=${line}`)]),
  );
}

/** Filters of the same column have to hold together here, but are alternatives on the command line: what both allow is left. */
function whereWords(where: MachineSelection['where']): string[] {
  const byColumn = Map.groupBy(where, ({ column }) => column);
  return [...byColumn].flatMap(([column, filters]) => {
    const [first, ...others] = filters.map(({ values }) => values);
    const values = first!.filter((value) => others.every((other) => other.includes(value)));
    return values.flatMap((value) => ['--where', shellWord(`${column}=${value}`)]);
  });
}

function targetWords(targets: PlanRequest['targets']): string[] {
  if ('machines' in targets) return targets.machines.map(({ machineId }) => shellWord(machineId));
  const { text, where } = targets.selection;
  return [...(text ? ['--filter', shellWord(text)] : []), ...whereWords(where)];
}

/** The command that makes the same plan. */
export function planCommand({ action, targets, input = {} }: PlanRequest): string {
  return ['aetherium compute plan', action, ...targetWords(targets), ...inputWords(input)].join(' ');
}

/** The command that carries a plan out. */
export function applyCommand({ id, confirm }: Pick<Plan, 'id' | 'confirm'>): string {
  return ['aetherium compute apply', shellWord(id), ...(confirm.kind === 'typed' ? ['--confirm', shellWord(confirm.text)] : [])].join(' ');
}
