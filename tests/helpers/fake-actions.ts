import type { ApplyRequest, PlanRequest } from '#core/actions/action-engine.ts';
import type { ScheduleParts } from '#core/schedules/schedule-parts.ts';
import { type AppError, AppFailure, appError } from '#shared/errors/app-error.ts';
import { type ApplyResult, outcomes, type Plan, type PlanTarget, type Run } from '#shared/model/action.ts';

/** An engine that a test scripts: what its plans say, how they are applied and how the runs end. */
export interface FakeActions {
  engine: ScheduleParts['actions'];
  planned: PlanRequest[];
  applied: ApplyRequest[];
  /** By machine: why it is skipped, or refused. The others are acted on. */
  skip: Record<string, string>;
  refuse: Record<string, AppError>;
  /** What the next plans fail with. */
  planFailures: AppError[];
  /** How often a plan is found to be outdated when it is applied. */
  conflicts: number;
  /** Runs before a plan is applied, e.g. to hold it back. */
  beforeApply: () => Promise<void>;
  /** Ends a run with this many failed targets. */
  end(runId: string, failed: number): void;
}

function planTarget(fake: FakeActions, key: PlanRequest['targets'][number]): PlanTarget {
  const skip = fake.skip[key.machineId] ?? null;
  const refusal = fake.refuse[key.machineId] ?? null;
  return { ...key, skip, refusal } as PlanTarget;
}

function planOf(fake: FakeActions, request: PlanRequest, id: string): Plan {
  const targets = request.targets.map((key) => planTarget(fake, key));
  const [skip, refuse] = [targets.filter((one) => one.skip !== null).length, targets.filter((one) => one.refusal !== null).length];
  return { id, action: request.action, targets, counts: { act: targets.length - skip - refuse, skip, refuse } } as Plan;
}

const noCounts = () => Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Run['counts'];

export function fakeActions(): FakeActions {
  const plans = new Map<string, PlanRequest>();
  const waiting = new Map<string, (run: Run) => void>();
  const sizes = new Map<string, number>();
  let last = 0;
  const make = (request: PlanRequest) => {
    const id = `plan-${(last += 1)}`;
    plans.set(id, request);
    return planOf(fake, request, id);
  };
  const runOf = (id: string, counts: Run['counts'], state: Run['state']) => ({ id, counts, state }) as Run;
  const fake: FakeActions = {
    planned: [],
    applied: [],
    skip: {},
    refuse: {},
    planFailures: [],
    conflicts: 0,
    beforeApply: async () => undefined,
    end(runId, failed) {
      const size = sizes.get(runId)!;
      const state = failed === 0 ? 'succeeded' : failed === size ? 'failed' : 'partial';
      waiting.get(runId)!(runOf(runId, { ...noCounts(), succeeded: size - failed, failed }, state));
    },
    engine: {
      async plan(request, signal) {
        signal.throwIfAborted();
        fake.planned.push(request);
        const error = fake.planFailures.shift();
        if (error) throw new AppFailure(error);
        return make(request);
      },
      async apply(request, signal): Promise<ApplyResult> {
        fake.applied.push(request);
        await fake.beforeApply();
        signal.throwIfAborted();
        const asked = plans.get(request.planId)!;
        if (fake.conflicts > 0) {
          fake.conflicts -= 1;
          return { started: false, error: appError('conflict', 'web-1 changed'), changed: [], plan: make(asked) };
        }
        const runId = `run-${request.planId}`;
        sizes.set(runId, planOf(fake, asked, '').counts.act);
        return { started: true, run: runOf(runId, noCounts(), 'running') };
      },
      ended: (runId, signal) =>
        new Promise((resolve, reject) => {
          waiting.set(runId, resolve);
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        }),
    },
  };
  return fake;
}
