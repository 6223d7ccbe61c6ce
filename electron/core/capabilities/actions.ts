import type { AppError } from '#shared/errors/app-error.ts';
import type { ActionInput, CostDelta, Inspection, PlanStep, Related } from '#shared/model/action.ts';
import type { Machine } from '#shared/model/machine.ts';

/** What an action is about, on one target. */
export interface ActionCall {
  /** Name from the manifest. */
  action: string;
  /** As the provider has it now. */
  target: Machine;
  input: ActionInput;
}

/** What an action would take on one target. */
export interface TargetPlan {
  steps: PlanStep[];
  /** Why there is nothing to do, e.g. `already stopped`; null when there is. `steps` is empty then. */
  skip: string | null;
  warnings: string[];
  dependants: Related[];
  cost: CostDelta | null;
}

/** One step to carry out on one target. */
export interface StepCall extends ActionCall {
  step: PlanStep;
  /** The same for every try of this step on this target in this run: sent as idempotency token where the provider has one. */
  token: string;
  signal: AbortSignal;
}

/** The provider accepted a step. */
export interface StepAccepted {
  /** The provider's request id; null when it gave none. */
  requestId: string | null;
  /** Address or name of a long-running operation; journalled, and given to `progress` after a restart too. */
  operation: string | null;
}

/** How far a step is. */
export type StepProgress =
  | { state: 'running'; retryAfterMs?: number }
  | { state: 'done' }
  | { state: 'failed'; error: AppError }
  /** Only for doubtful calls: the provider's state shows that it was not carried out. */
  | { state: 'not_begun' }
  /** Only for doubtful calls: the provider's state cannot show whether it was carried out (a reboot). */
  | { state: 'unknown' };

export interface ProgressCall extends StepCall {
  /** From `StepAccepted`. */
  operation: string | null;
  /** `false`: it is in doubt whether the provider got the call (connection lost, 5xx, killed process). */
  accepted: boolean;
  /** The target read just now; null when it is gone. */
  fresh: Machine | null;
  /** The target as it was before the step. */
  before: Machine;
}

/**
 * Changes machines and services. The core owns order, concurrency, journal, retries and audit; a connector only says what
 * to call and how to see that it is done. Nothing here may retry by itself. Errors are `AppFailure`: `rate_limited`,
 * `auth_required`, `forbidden`, `invalid_input`, `not_found`, `conflict` and `unsupported` mean that nothing was done;
 * `offline`, `timeout` and `provider_unavailable` leave it in doubt.
 */
export interface ActionSource {
  /** At most so many calls at a time and begun per second, for each account and region. */
  limits: { concurrency: number; perSecond: number };
  /** The targets as the provider has them now, in few calls; those that are gone are left out. */
  read(targets: readonly Machine[], signal: AbortSignal): Promise<Machine[]>;
  /** What the action takes. May ask the provider (is the size offered here?), changes nothing. Throws where the input is wrong. */
  plan(call: ActionCall, signal: AbortSignal): Promise<TargetPlan>;
  /**
   * Asks the provider whether it would accept the plan's first step. Throws when it would not. Absent: there is no dry run;
   * `false`: there is none for this step, and nothing was asked.
   */
  dryRun?(call: StepCall): Promise<void | false>;
  /** Sends one step; returns when the provider accepted it. */
  begin(call: StepCall): Promise<StepAccepted>;
  /** Whether a step is done, by its operation or by the fresh state. */
  progress(call: ProgressCall): Promise<StepProgress>;
}

/** The provider's own record of a machine, what is connected with it, and its events: read when a person looks. */
export interface InspectSource {
  inspect(target: Machine, signal: AbortSignal): Promise<Inspection>;
}
