import { outcomes, runStates } from '#shared/model/action.ts';
import type { AuditEvent } from '#shared/model/audit.ts';

export const eventNames: Record<AuditEvent, string> = {
  run_started: 'Run started',
  target_ended: 'Target ended',
  run_ended: 'Run ended',
  run_cancelled: 'Run cancelled',
  apply_refused: 'Plan refused',
  hold_added: 'Hold added',
  hold_removed: 'Hold removed',
  schedule_saved: 'Schedule saved',
  schedule_removed: 'Schedule removed',
  schedule_skipped: 'Schedule skipped',
  recommendation_dismissed: 'Recommendation dismissed',
  recommendation_restored: 'Recommendation restored',
  environments_changed: 'Environments changed',
  link_made: 'Link made',
};

const unfinished = new Set<string>(['waiting', 'running', 'interrupted']);

/** Outcomes that a record can have. */
export const outcomeNames: string[] = [...new Set<string>([...outcomes, ...runStates])].filter((name) => !unfinished.has(name));
