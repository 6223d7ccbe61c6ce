import { z } from 'zod';
import type { AppError } from '../errors/app-error.ts';
import { fieldSchema } from './field.ts';
import { type Capacity, type MachineKey, type MachineKind, machineKinds, machineStates, type Provider } from './machine.ts';

/** How much an action takes: `change` is confirmed, `destroy` cannot be undone and needs its words typed. */
export const effects = ['change', 'destroy'] as const;
export type Effect = (typeof effects)[number];

/**
 * An action of a connector as its manifest declares it: menus, dialogs, checks and the command line are made from it.
 * The same name on two providers means the same thing, so that a selection over several clouds can be acted on at once:
 * `start`, `stop` (billing for compute ends), `power-off` (billing goes on), `hibernate`, `suspend`, `reboot`, `reset`,
 * `terminate`, `resize`, `redeploy`, `tag`, `scale`, `restart` (new deployment), `stop-task`, `pause-scaling`,
 * `resume-scaling`, `delete` (disk), `release` (address).
 */
export const actionSchema = z.object({
  name: z.string().regex(/^[a-z][a-z-]*$/),
  /** In the imperative, in the provider's words: `Stop (deallocate)`. */
  title: z.string(),
  /** One sentence: what it does to the workload, the data and the bill. */
  description: z.string(),
  kinds: z.array(z.enum(machineKinds)).min(1),
  /** States in which it makes sense; empty: any. */
  states: z.array(z.enum(machineStates)),
  effect: z.enum(effects),
  /** Inputs besides the targets, e.g. the new type: same form fields as connections have. Never secrets or files. */
  input: z.array(fieldSchema),
  /** Name of the action that puts it back (`stop` of `start`, `resize` of itself); null when nothing does. */
  undo: z.string().nullable(),
});
export type Action = z.infer<typeof actionSchema>;

export const actionInputSchema = z.record(z.string().max(60), z.union([z.string().max(4000), z.number(), z.boolean()]));
/** Values of an action's fields by key. `tag`: `set` is `key=value` lines, `remove` is key lines. */
export type ActionInput = z.infer<typeof actionInputSchema>;

/** An action offered for a selection. */
export interface OfferedAction extends Action {
  /** How many of the selected machines can take it, by kind and provider. */
  targets: number;
}

/** One call that a plan will make on one target. */
export interface PlanStep {
  /** Unique within the target's plan: `stop`, `modify`, `start`. */
  id: string;
  title: string;
  /** The provider's operation, e.g. `ec2:StopInstances`. */
  operation: string;
  effect: Effect;
  /** Whether sending it twice has the effect of sending it once. One that is not is never sent again on doubt. */
  repeatable: boolean;
}

/** Something that depends on a target, or that it is part of, as the provider's API says. */
export interface Related {
  /** `member_of`, `contains`, `serves` (a load balancer sends it traffic), `attached_to`, `runs_on`. */
  relation: 'member_of' | 'contains' | 'serves' | 'attached_to' | 'runs_on';
  /** Kind in the provider's words: `Target group`, `Scale set`. */
  kind: string;
  id: string;
  name: string;
  /** State or health there, in the provider's words. */
  state: string;
}

/** What a change does to the bill, at list prices. */
export interface CostDelta {
  /** Per month of 730 hours; negative saves. */
  amount: number;
  currency: string;
  /** In words: which prices, of which date. */
  basis: string;
}

/** What was seen of a target when the plan was made; another fingerprint at apply time is a conflict. */
export interface TargetState {
  state: (typeof machineStates)[number];
  providerState: string;
  type: string;
  capacity: Capacity | null;
  tags: Record<string, string>;
}

export interface PlanTarget extends MachineKey {
  name: string;
  kind: MachineKind;
  provider: Provider;
  account: string;
  accountName: string;
  region: string;
  environment: string;
  /** Null when the provider no longer has it. */
  before: TargetState | null;
  /** This target's own input where it differs from the plan's: an undo gives each back what it had. */
  input?: ActionInput;
  /** Empty when it is skipped or refused. */
  steps: PlanStep[];
  /** Why nothing will be done, e.g. `already stopped`; null when something will. */
  skip: string | null;
  /** Why it must not be done: read-only environment, gone, not allowed by the provider's dry run; null when it may. */
  refusal: AppError | null;
  warnings: string[];
  dependants: Related[];
  cost: CostDelta | null;
  /** Whether the provider said in a dry run that it would accept the first step; null where it offers none. */
  dryRun: 'passed' | 'refused' | null;
}

/** What has to be given to apply a plan. */
export type Confirmation = { kind: 'click' } | { kind: 'typed'; text: string; why: string };

/** What would be done, before it is done. Times are epoch ms, UTC. */
export interface Plan {
  id: string;
  action: string;
  title: string;
  effect: Effect;
  input: ActionInput;
  createdAt: number;
  /** After this it must be made again. */
  expiresAt: number;
  /** `applied` plans name their run. */
  state: 'open' | 'applied' | 'expired';
  runId: string | null;
  targets: PlanTarget[];
  counts: { act: number; skip: number; refuse: number };
  warnings: string[];
  /** Sums over the targets, by currency. */
  cost: CostDelta[];
  confirm: Confirmation;
  /** Run whose failures this plan repeats, or that it undoes. */
  origin: { kind: 'retry' | 'undo'; runId: string } | null;
}

export const runStates = ['running', 'succeeded', 'partial', 'failed', 'cancelled', 'interrupted'] as const;
export const outcomes = ['waiting', 'running', 'succeeded', 'failed', 'unknown', 'skipped', 'refused', 'cancelled'] as const;
/** `unknown`: the call may or may not have been carried out and re-reading cannot tell; it is never repeated by itself. */
export type Outcome = (typeof outcomes)[number];

/** Who asked for a change. */
export interface Actor {
  /** `person`: name of the operating system's user. `schedule`: name of the schedule. */
  kind: 'person' | 'schedule';
  name: string;
  host: string;
  via: 'desktop' | 'headless' | 'cli';
}

/** A plan being carried out. Times are epoch ms, UTC. */
export interface Run {
  id: string;
  planId: string;
  action: string;
  title: string;
  effect: Effect;
  state: (typeof runStates)[number];
  actor: Actor;
  startedAt: number;
  endedAt: number | null;
  counts: Record<Outcome, number>;
  /** The action that would undo it, where something can be undone; null otherwise. */
  undo: string | null;
  origin: Plan['origin'];
}

/** How one target of a run fared: exactly one outcome. */
export interface RunTarget extends MachineKey {
  index: number;
  name: string;
  kind: MachineKind;
  provider: Provider;
  account: string;
  region: string;
  environment: string;
  outcome: Outcome;
  /** Title of the step it is at or ended in; null before the first. */
  step: string | null;
  /** Calls sent to the provider for it, repeats included. */
  calls: number;
  error: AppError | null;
  before: TargetState | null;
  after: TargetState | null;
  /** The provider's ids of the requests made, for a support case. */
  requestIds: string[];
  startedAt: number | null;
  endedAt: number | null;
}

/** A plan whose targets changed since it was made is not applied: the error is `conflict` and a fresh plan comes with it. */
export type ApplyResult = { started: true; run: Run } | { started: false; error: AppError; changed: MachineKey[]; plan: Plan };

/** What the provider says of one machine right now. */
export interface Inspection {
  /** The provider's own record, for the raw view. Plain JSON. */
  raw: unknown;
  related: Related[];
  /** The provider's recent events about it (ECS service events, scaling activities), newest first. Epoch ms, UTC. */
  events: { at: number; text: string }[];
  /** Parts that could not be read. */
  problems: AppError[];
}

/** Where a snippet is run. */
export interface ConnectSnippet {
  title: string;
  command: string;
  /** What must be in place for it to work. */
  needs: string;
}
