import type { ActionSource, Connector, PlanStep, ProgressCall, StepCall, StepProgress } from '#connectors/sdk.ts';
import type { Action } from '#shared/model/action.ts';
import { manifestSchema } from '#shared/model/connection.ts';
import type { Machine } from '#shared/model/machine.ts';

/** How a connector reaches its fleet: in this process, or over a socket. */
export interface FleetLink {
  list(): Promise<Machine[]>;
  read(ids: readonly string[], signal: AbortSignal): Promise<Machine[]>;
  begin(call: StepCall): Promise<{ requestId: string | null; operation?: string | null }>;
  dryRun?: NonNullable<ActionSource['dryRun']>;
}

const plain = (): Omit<Action, 'name' | 'title'> => ({
  description: '',
  kinds: ['machine'],
  states: [],
  effect: 'change',
  input: [],
  undo: null,
});
const field = { required: true, advanced: false } as const;

export const fleetActions: Action[] = [
  { ...plain(), name: 'start', title: 'Start', states: ['stopped'], undo: 'stop' },
  { ...plain(), name: 'stop', title: 'Stop', states: ['running'], undo: 'start' },
  { ...plain(), name: 'reboot', title: 'Reboot', states: ['running'] },
  { ...plain(), name: 'renew', title: 'Renew' },
  { ...plain(), name: 'terminate', title: 'Terminate', effect: 'destroy' },
  {
    ...plain(),
    name: 'resize',
    title: 'Resize',
    undo: 'resize',
    input: [{ ...field, key: 'type', label: 'Type', type: 'text', pattern: '[a-z0-9.]+' }],
  },
  {
    ...plain(),
    name: 'scale',
    title: 'Scale',
    kinds: ['group'],
    undo: 'scale',
    input: [{ ...field, key: 'desired', label: 'Desired', type: 'number', min: 0, max: 9 }],
  },
  {
    ...plain(),
    name: 'tag',
    title: 'Tag',
    undo: 'tag',
    input: [
      { ...field, required: false, key: 'set', label: 'Set', type: 'text' },
      { ...field, required: false, key: 'remove', label: 'Remove', type: 'text' },
    ],
  },
];

const once = new Set(['reboot', 'renew']);

function stepOf(id: string): PlanStep {
  return {
    id,
    title: `Step ${id}`,
    operation: `fleet:${id}`,
    effect: id === 'terminate' ? 'destroy' : 'change',
    repeatable: !once.has(id),
  };
}

function stepsOf(action: string, { state }: Machine): string[] {
  if (action === 'resize') return state === 'running' ? ['stop', 'modify', 'start'] : ['modify'];
  return [action];
}

type Judge = (call: ProgressCall, fresh: Machine) => boolean;

/** Whether the fresh state shows the effect. */
const shows: Record<string, Judge> = {
  start: (_, fresh) => fresh.state === 'running',
  stop: (_, fresh) => fresh.state === 'stopped',
  terminate: (_, fresh) => fresh.state === 'terminated',
  modify: ({ input }, fresh) => fresh.type === input['type'],
  renew: ({ before }, fresh) => fresh.details['generation'] !== before.details['generation'],
  scale: ({ input }, fresh) => fresh.capacity?.desired === input['desired'],
  tag: ({ input }, fresh) =>
    String(input['set'] ?? '')
      .split('\n')
      .filter(Boolean)
      .every((line) => fresh.tags[line.split('=')[0]!] === line.split('=')[1]) &&
    String(input['remove'] ?? '')
      .split('\n')
      .filter(Boolean)
      .every((key) => !(key in fresh.tags)),
};

const busy = new Set(['starting', 'stopping']);

function progress(call: ProgressCall): StepProgress {
  const { step, fresh, accepted } = call;
  if (!fresh) return step.id === 'terminate' ? { state: 'done' } : { state: 'unknown' };
  if (step.id === 'reboot') return accepted ? { state: 'done' } : { state: 'unknown' };
  if (shows[step.id]!(call, fresh)) return { state: 'done' };
  return accepted || busy.has(fresh.state) ? { state: 'running' } : { state: 'not_begun' };
}

export interface FleetOptions {
  link: FleetLink;
  limits?: ActionSource['limits'];
  kind?: string;
  /** More of `plan`, such as warnings and cost. */
  planned?: (machine: Machine) => Partial<Awaited<ReturnType<ActionSource['plan']>>>;
}

/** A connector over a fleet, with actions of every sort: repeatable or not, seen in reads or not, of one step or several. */
export function fleetConnector({
  link,
  limits = { concurrency: 4, perSecond: Number.POSITIVE_INFINITY },
  kind = 'fleet',
  planned,
}: FleetOptions): Connector {
  const actions: ActionSource = {
    limits,
    read: (targets, signal) =>
      link.read(
        targets.map(({ id }) => id),
        signal,
      ),
    plan: async ({ action, target }) => ({
      steps: stepsOf(action, target).map(stepOf),
      skip: null,
      warnings: [],
      dependants: [],
      cost: null,
      ...planned?.(target),
    }),
    ...(link.dryRun && { dryRun: link.dryRun }),
    async begin(call) {
      const { requestId, operation = null } = await link.begin(call);
      return { requestId, operation };
    },
    progress: async (call) => progress(call),
  };
  return {
    manifest: manifestSchema.parse({
      kind,
      title: 'Fleet',
      description: '',
      docsUrl: 'https://example.com',
      fields: [],
      capabilities: ['compute'],
      actions: fleetActions,
    }),
    async open() {
      return {
        check: async () => ({ account: '1', identity: '', missing: [], notes: [] }),
        compute: {
          maxAgeMs: 1e9,
          scopes: async () => [{ id: '', label: '' }],
          async *read() {
            yield { items: await link.list(), cursor: null, progress: 1 };
          },
        },
        actions,
        close: async () => undefined,
      };
    },
  };
}
