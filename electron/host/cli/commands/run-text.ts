import { outcomes, type Run, type RunTarget, type Outcome as TargetOutcome } from '#shared/model/action.ts';
import { type Exit, exits } from '../io.ts';
import { sentences, table, time } from '../table.ts';

function countsText(counts: Record<TargetOutcome, number>): string {
  const named = outcomes.filter((outcome) => counts[outcome] > 0).map((outcome) => `${counts[outcome]} ${outcome}`);
  return named.join(', ') || 'no targets';
}

function targetRow({ name, machineId, region, outcome, step, before, after, calls, requestIds, error }: RunTarget) {
  const states = [before?.providerState ?? '–', after?.providerState ?? '–'].join(' → ');
  return [name, machineId, region, outcome, step, states, calls, requestIds.at(-1) ?? null, error && sentences(error)];
}

const advice: Partial<Record<Run['state'], (id: string) => string>> = {
  partial: (id) => `Repeat what failed: actions retry ${id}\n`,
  failed: (id) => `Repeat what failed: actions retry ${id}\n`,
  cancelled: (id) => `Do what was not begun: actions retry ${id}\n`,
  interrupted: (id) => `Nobody works on it. Go on: actions resume ${id}\n`,
};

/** A run for a person: each target's outcome, and what can be done next. */
export function runText(run: Run, targets: readonly RunTarget[]): string {
  const columns = ['NAME', 'ID', 'REGION', 'OUTCOME', 'STEP', 'STATES', 'CALLS', 'REQUEST', 'ERROR'];
  const head = `${run.title}: ${run.state}, ${countsText(run.counts)}\n`;
  const who = `run ${run.id} by ${run.actor.name} on ${run.actor.host}, ${time(run.startedAt)} to ${time(run.endedAt) ?? 'now'}\n\n`;
  const undo = run.undo === null ? '' : `It can be undone: actions undo ${run.id}\n`;
  return `${head}${who}${table(columns, targets.map(targetRow))}${advice[run.state]?.(run.id) ?? ''}${undo}`;
}

export function runRow({ id, title, state, counts, actor, startedAt }: Run) {
  return [time(startedAt), id, title, state, countsText(counts), actor.name];
}

export const runColumns = ['STARTED', 'RUN', 'WHAT', 'STATE', 'TARGETS', 'WHO'];

/** 0: all targets succeeded. 1: none did, or nobody works on it any more. 3: in between. */
export function runExit({ state, counts }: Run): Exit {
  if (state === 'succeeded') return exits.done;
  if (state === 'partial') return exits.partial;
  return state === 'cancelled' && counts.succeeded > 0 ? exits.partial : exits.failed;
}
