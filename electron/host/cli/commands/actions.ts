import { type CliIo, exits, type Outcome } from '../io.ts';
import type { OpenedCore } from '../open-core.ts';
import { table } from '../table.ts';
import { applyPlan } from './apply.ts';
import { findMachine, keyOf } from './find-machines.ts';
import { allTargets, followRun } from './follow-run.ts';
import { planOutcome } from './plan.ts';
import { runColumns, runRow, runText } from './run-text.ts';

export interface RunsOptions {
  machine?: string;
  connection?: string;
  limit: number;
  offset: number;
}

export async function listRuns(opened: OpenedCore, { machine: id, connection, limit, offset }: RunsOptions): Promise<Outcome> {
  const place = connection === undefined ? {} : { connection };
  const machine = id === undefined ? {} : { machine: keyOf(await findMachine(opened, { id, ...place })) };
  const { runs, total } = await opened.client.actions.runs({ limit, offset, ...machine });
  return { json: { runs, total }, text: `${table(runColumns, runs.map(runRow))}${runs.length} of ${total} runs\n`, exit: exits.done };
}

export async function showRun(opened: OpenedCore, runId: string): Promise<Outcome> {
  const { run } = await opened.client.actions.run({ runId, limit: 1 });
  const targets = await allTargets(opened, runId);
  return { json: { run, targets }, text: runText(run, targets), exit: exits.done };
}

/** `confirm`: carry the plan out at once; true where it is confirmed by a click. */
interface AgainOptions {
  runId: string;
  how: 'retry' | 'undo';
  confirm?: string | true;
}

/** Plans the failures of a run again, or its undoing. */
export async function again(io: CliIo, opened: OpenedCore, { runId, how, confirm }: AgainOptions): Promise<Outcome> {
  const plan = await opened.client.actions[how]({ runId });
  if (confirm === undefined) return planOutcome(plan);
  return applyPlan(io, opened, { planId: plan.id, confirm: confirm === true ? '' : confirm });
}

export async function resumeRun(io: CliIo, opened: OpenedCore, runId: string): Promise<Outcome> {
  await opened.client.actions.resume({ runId });
  return followRun(io, opened, runId);
}

/** Takes up a run that a killed process left, to end it; one that another process works on is cancelled there. */
export async function cancelRun(io: CliIo, opened: OpenedCore, runId: string): Promise<Outcome> {
  const cancelled = await opened.client.actions.cancel({ runId });
  const { text, json } = cancelled ? await followRun(io, opened, runId) : await showRun(opened, runId);
  return { json: { cancelled, ...(json as object) }, text, exit: exits.done };
}
