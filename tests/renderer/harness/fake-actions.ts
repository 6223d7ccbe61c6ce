import type { AppEvent } from '#shared/contract/events.ts';
import type { Services } from '#shared/contract/services.ts';
import { appError, failure } from '#shared/errors/app-error.ts';
import {
  type Action,
  type OfferedAction,
  type Outcome,
  outcomes,
  type Plan,
  type PlanTarget,
  type Run,
  type RunTarget,
} from '#shared/model/action.ts';
import type { CachedMachine, MachineKey } from '#shared/model/machine.ts';
import { filterMachines } from './fake-machines.ts';

type Actions = Services['actions'];
type Targets = Parameters<Actions['plan']>[0]['targets'];

const plain = { kinds: ['machine'], states: [], effect: 'change', input: [], undo: null } as const;
const field = { required: true, advanced: false } as const;

const declared: Action[] = [
  { ...plain, kinds: ['machine'], states: ['stopped'], input: [], name: 'start', title: 'Start', description: 'Starts it.', undo: 'stop' },
  {
    ...plain,
    kinds: ['machine'],
    states: ['running'],
    input: [],
    name: 'stop',
    title: 'Stop',
    description: 'Shuts it down.',
    undo: 'start',
  },
  {
    ...plain,
    kinds: ['machine'],
    states: [],
    name: 'resize',
    title: 'Resize',
    description: 'Changes its type.',
    input: [{ ...field, key: 'type', label: 'New type', type: 'text', placeholder: 'm7g.large' }],
    undo: 'resize',
  },
  {
    ...plain,
    kinds: ['machine'],
    states: [],
    input: [],
    name: 'terminate',
    title: 'Terminate',
    description: 'Deletes it for ever.',
    effect: 'destroy',
  },
];

function targetOf(machine: CachedMachine, action: string): PlanTarget {
  const { connectionId, id, name, kind, provider, account, accountName, region, environment, state, providerState, type, capacity, tags } =
    machine;
  const already = { start: 'running', stop: 'stopped' }[action] === state;
  return {
    connectionId,
    machineId: id,
    name,
    kind,
    provider,
    account,
    accountName,
    region,
    environment,
    before: { state, providerState, type, capacity, tags },
    steps: already ? [] : [{ id: action, title: action, operation: `fake:${action}`, effect: 'change', repeatable: true }],
    skip: already ? `already ${state}` : null,
    refusal: null,
    warnings: environment === 'production' ? ['Serves customers'] : [],
    dependants: [],
    cost: { amount: -61.2, currency: 'USD', basis: 'list prices of 1 November 2026' },
    dryRun: 'passed',
  };
}

const countsOf = (targets: RunTarget[]): Record<Outcome, number> =>
  Object.fromEntries(outcomes.map((outcome) => [outcome, targets.filter((one) => one.outcome === outcome).length])) as Record<
    Outcome,
    number
  >;

interface Kept {
  run: Run;
  targets: RunTarget[];
  /** Times that the run was read: it goes on with each. */
  reads: number;
}

/** Plans and runs over invented machines. A run goes on whenever it is read; names ending in 3 fail. */
export function fakeActions(machines: CachedMachine[], emit: (event: AppEvent) => void): Actions {
  const plans = new Map<string, Plan>();
  const runs = new Map<string, Kept>();
  const chosen = (targets: Targets): CachedMachine[] => {
    if ('selection' in targets) return filterMachines(machines, targets.selection);
    const keys = new Set(targets.machines.map(({ machineId }: MachineKey) => machineId));
    return machines.filter(({ id }) => keys.has(id));
  };
  const makePlan = (action: string, found: CachedMachine[], rest: Partial<Plan> = {}): Plan => {
    const of = declared.find(({ name }) => name === action);
    if (!of) throw failure('unsupported');
    const targets = found.map((one) => targetOf(one, action));
    const act = targets.filter(({ skip }) => skip === null);
    const production = act.some(({ environment }) => environment === 'production');
    const typed = of.effect === 'destroy' ? `${action} ${act.length}` : 'production';
    const plan: Plan = {
      id: `plan-${plans.size + 1}`,
      action,
      title: of.title,
      effect: of.effect,
      input: {},
      createdAt: Date.now(),
      expiresAt: Date.now() + 900_000,
      state: 'open',
      runId: null,
      targets,
      counts: { act: act.length, skip: targets.length - act.length, refuse: 0 },
      warnings: production ? ['Serves customers'] : [],
      cost: [{ amount: -61.2 * act.length, currency: 'USD', basis: 'list prices of 1 November 2026' }],
      confirm: of.effect === 'destroy' || production ? { kind: 'typed', text: typed, why: 'Mistakes cost most here.' } : { kind: 'click' },
      origin: null,
      ...rest,
    };
    plans.set(plan.id, plan);
    return plan;
  };
  const planById = (planId: string) => {
    const plan = plans.get(planId);
    if (!plan) throw failure('not_found', `There is no plan ${planId}`);
    return plan;
  };
  const keptRun = (runId: string) => {
    const kept = runs.get(runId);
    if (!kept) throw failure('not_found', `There is no run ${runId}`);
    return kept;
  };
  const changed = () => emit({ type: 'changed', tables: ['runs', 'machines'] });
  const begin = (plan: Plan): Run => {
    const targets = plan.targets.map((target, index): RunTarget => {
      const { connectionId, machineId, name, kind, provider, account, region, environment, before, skip } = target;
      const outcome = skip === null ? 'waiting' : 'skipped';
      const about = { connectionId, machineId, name, kind, provider, account, region, environment };
      return {
        ...about,
        index,
        outcome,
        step: null,
        calls: 0,
        error: null,
        before,
        after: null,
        requestIds: [],
        startedAt: null,
        endedAt: null,
      };
    });
    const { id: planId, action, title, effect, origin } = plan;
    const actor = { kind: 'person', name: 'ops', host: 'desk', via: 'headless' } as const;
    const run: Run = {
      id: `run-${runs.size + 1}`,
      planId,
      action,
      title,
      effect,
      state: 'running',
      actor,
      startedAt: Date.now(),
      endedAt: null,
      counts: countsOf(targets),
      undo: null,
      origin,
    };
    runs.set(run.id, { run, targets, reads: 0 });
    plans.set(planId, { ...plan, state: 'applied', runId: run.id });
    return run;
  };
  /** The second read sees the end. */
  const goOn = (kept: Kept): void => {
    kept.reads++;
    if (kept.run.endedAt !== null) return;
    const end = kept.reads > 1;
    const denied = appError('rate_limited', 'RequestLimitExceeded', { source: { requestId: 'req-429' } });
    kept.targets = kept.targets.map((target) => {
      if (target.outcome !== 'waiting' && target.outcome !== 'running') return target;
      const fails = target.name.endsWith('3');
      const outcome = fails ? 'failed' : 'succeeded';
      const state = { start: 'running', stop: 'stopped' }[kept.run.action] as 'running' | 'stopped' | undefined;
      const after = target.before && state && !fails ? { ...target.before, state, providerState: state } : target.before;
      if (!end) return { ...target, outcome: 'running', step: kept.run.title, calls: 1, startedAt: Date.now() };
      return { ...target, outcome, after, error: fails ? denied : null, requestIds: [`req-${target.index}`], endedAt: Date.now() };
    });
    const counts = countsOf(kept.targets);
    const state = counts.failed === 0 ? 'succeeded' : counts.succeeded === 0 ? 'failed' : 'partial';
    const undo = declared.find(({ name }) => name === kept.run.action)?.undo ?? null;
    kept.run = { ...kept.run, counts, ...(end && { state, endedAt: Date.now(), undo }) };
  };
  const machinesOf = ({ targets }: Kept, wanted: Outcome) => {
    const ids = new Set(targets.filter(({ outcome }) => outcome === wanted).map(({ machineId }) => machineId));
    return machines.filter(({ id }) => ids.has(id));
  };
  return {
    offered: ({ targets }) => {
      const found = chosen(targets);
      return declared.map((action): OfferedAction => ({ ...action, targets: found.length }));
    },
    plan: ({ action, targets, input }) => makePlan(action, chosen(targets), { input }),
    getPlan: ({ planId }) => planById(planId),
    apply: ({ planId, confirm }) => {
      const plan = planById(planId);
      if (plan.confirm.kind === 'typed' && confirm !== plan.confirm.text) throw failure('invalid_input', 'That is not the text');
      const run = begin(plan);
      changed();
      return { started: true, run };
    },
    runs: ({ offset, limit, machine }) => {
      const all = [...runs.values()]
        .reverse()
        .filter(({ targets }) => !machine || targets.some((one) => one.machineId === machine.machineId));
      return { runs: all.slice(offset, offset + limit).map(({ run }) => run), total: all.length };
    },
    run: ({ runId, offset, limit }) => {
      const kept = keptRun(runId);
      goOn(kept);
      return { run: kept.run, targets: kept.targets.slice(offset, offset + limit), total: kept.targets.length };
    },
    cancel: ({ runId }) => keptRun(runId).run.endedAt === null,
    retry: ({ runId }) => makePlan(keptRun(runId).run.action, machinesOf(keptRun(runId), 'failed'), { origin: { kind: 'retry', runId } }),
    undo: ({ runId }) =>
      makePlan(keptRun(runId).run.undo ?? '', machinesOf(keptRun(runId), 'succeeded'), { origin: { kind: 'undo', runId } }),
    resume: ({ runId }) => keptRun(runId).run,
  };
}
