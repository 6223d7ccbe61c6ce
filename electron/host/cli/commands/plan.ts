import type { Action, ActionInput, Plan } from '#shared/model/action.ts';
import type { Field } from '#shared/model/field.ts';
import { exits, type Outcome } from '../io.ts';
import type { OpenedCore } from '../open-core.ts';
import { UsageError } from '../usage-error.ts';
import { findConnection } from './connections.ts';
import { findMachines, keyOf } from './find-machines.ts';
import { planText } from './plan-text.ts';
import { pair, parseWhere } from './selection.ts';

export interface PlanOptions {
  action: string;
  ids: string[];
  filter?: string;
  where: string[];
  connection?: string;
  set: string[];
}

type Targets = Parameters<OpenedCore['client']['actions']['plan']>[0]['targets'];

/** The action as each connector that has it declares it. */
async function declared({ client }: OpenedCore, name: string): Promise<Action[]> {
  const all = (await client.connections.kinds({})).flatMap(({ actions = [] }) => actions);
  const found = all.filter((action) => action.name === name);
  if (found.length > 0) return found;
  const names = [...new Set(all.map((action) => action.name))].sort();
  throw new UsageError(`There is no action ${name}`, `It is one of ${names.join(', ')}.`);
}

/** Typed as the field is; lines are given one by one. */
function valueOf(field: Field | undefined, values: readonly string[]): ActionInput[string] {
  const text = values.join('\n');
  if (field?.type === 'number') return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  return field?.type === 'flag' && ['true', 'false'].includes(text) ? text === 'true' : text;
}

/** `--set type=m7g.large`; given again for the same key, it adds a line: `--set set=team=web --set set=tier=1`. */
function inputOf(actions: readonly Action[], set: readonly string[]): ActionInput {
  const given = Map.groupBy(
    set.map((text) => pair(text, '--set')),
    ([key]) => key,
  );
  const fields = actions.flatMap(({ input }) => input);
  const entries = [...given].map(([key, pairs]) => {
    const field = fields.find((one) => one.key === key);
    return [
      key,
      valueOf(
        field,
        pairs.map(([, value]) => value),
      ),
    ] as const;
  });
  return Object.fromEntries(entries);
}

async function selected({ client }: OpenedCore, { filter, where, connection }: PlanOptions): Promise<Targets> {
  const conditions = parseWhere(where);
  if (connection !== undefined) conditions.push({ column: 'connectionId', values: [(await findConnection(client, connection)).id] });
  return { selection: { where: conditions, ...(filter !== undefined && { text: filter }) } };
}

async function targetsOf(opened: OpenedCore, options: PlanOptions): Promise<Targets> {
  const { ids, filter, where, connection } = options;
  const selecting = filter !== undefined || where.length > 0;
  if (ids.length > 0 && selecting) throw new UsageError('Name machines, or select them with --where and --filter: not both');
  if (selecting) return selected(opened, options);
  if (ids.length === 0) throw new UsageError('No machine is named', 'Give ids or names, or select with --where and --filter.');
  const machines = await findMachines(opened, { ids, ...(connection !== undefined && { connection }) });
  return { machines: machines.map(keyOf) };
}

export function planOutcome(plan: Plan): Outcome {
  return { json: plan, text: planText(plan), exit: exits.done };
}

/** Asks the providers what an action would take, and says it. Nothing is changed. */
export async function makePlan(opened: OpenedCore, options: PlanOptions): Promise<Outcome> {
  const input = inputOf(await declared(opened, options.action), options.set);
  const targets = await targetsOf(opened, options);
  return planOutcome(await opened.client.actions.plan({ action: options.action, targets, input }));
}
