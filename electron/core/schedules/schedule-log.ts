import type { AppError } from '#shared/errors/app-error.ts';
import type { Schedule, ScheduleRun } from '#shared/model/schedule.ts';
import { auditEntry } from '../audit/audit-log.ts';
import type { ScheduleParts } from './schedule-parts.ts';
import type { Due } from './upcoming.ts';

/** What became of one due time. */
export interface Outcome {
  due: Due;
  outcome: ScheduleRun['outcome'];
  why: string;
  runId?: string;
  error?: AppError;
}

/** The same time of the same schedule always has the same id, so that it is written down once. */
function runOf({ id }: Schedule, { due, outcome, why, runId, error }: Outcome): ScheduleRun {
  return {
    id: `${id} ${due.action} ${due.at}`,
    scheduleId: id,
    dueAt: due.at,
    action: due.action,
    outcome,
    why,
    runId: runId ?? null,
    error: error ?? null,
  };
}

function skipEntry({ audit }: ScheduleParts, schedule: Schedule, { due, outcome, why, error }: Outcome) {
  const { host, via } = audit.person();
  return auditEntry({
    actor: { kind: 'schedule', name: schedule.name, host, via },
    event: 'schedule_skipped',
    summary: `${schedule.name}: ${due.action} of ${new Date(due.at).toISOString()} ${outcome}: ${why}`,
    action: due.action,
    outcome,
    error: error ?? null,
    details: { scheduleId: schedule.id, dueAt: due.at, why },
  });
}

/** Writes down what became of due times, in the history alone. */
export async function keepOutcomes(parts: ScheduleParts, schedule: Schedule, outcomes: readonly Outcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  const seen = Math.max(...outcomes.map(({ due }) => due.at));
  await parts.store.record({ scheduleId: schedule.id, seen, runs: outcomes.map((one) => runOf(schedule, one)) });
  parts.events.changed('schedules');
}

/** The same, and in the audit log what did not run; a run has records of its own. */
export async function writeOutcomes(parts: ScheduleParts, schedule: Schedule, outcomes: readonly Outcome[]): Promise<void> {
  await keepOutcomes(parts, schedule, outcomes);
  for (const { due, outcome, why } of outcomes)
    if (outcome === 'failed')
      parts.events.emit({
        type: 'notice',
        level: 'error',
        message: `The schedule ${schedule.name} could not ${due.action} its machines: ${why}`,
      });
  const skipped = outcomes.filter(({ runId }) => runId === undefined);
  if (skipped.length === 0) return;
  await parts.audit
    .append(skipped.map((one) => skipEntry(parts, schedule, one)))
    .catch((cause: unknown) => parts.logger.error('a skipped schedule was not audited', { schedule: schedule.id, cause }));
}
