import { type Outcome, outcomes, type Run, type RunTarget } from '#shared/model/action.ts';

export function countOutcomes(targets: readonly Pick<RunTarget, 'outcome'>[]): Record<Outcome, number> {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const { outcome } of targets) counts[outcome] += 1;
  return counts;
}

const open = new Set<Outcome>(['waiting', 'running']);

export function hasEnded({ outcome }: Pick<RunTarget, 'outcome'>): boolean {
  return !open.has(outcome);
}

/** How a run ended. What the plan skipped or refused was said before it was confirmed, and does not count against it. */
export function endState({ succeeded, failed, unknown, cancelled, refused }: Run['counts'], planned: { refused: number }): Run['state'] {
  const missed = failed + unknown + (refused - planned.refused);
  if (missed === 0 && cancelled === 0) return 'succeeded';
  if (missed === 0) return 'cancelled';
  return succeeded > 0 || cancelled > 0 ? 'partial' : 'failed';
}
