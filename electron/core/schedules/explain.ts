import type { AppError } from '#shared/errors/app-error.ts';
import type { Plan, PlanTarget, Run } from '#shared/model/action.ts';
import type { ScheduleRun } from '#shared/model/schedule.ts';

/** Joins what there is to say. */
export const sentence = (parts: readonly string[]) => parts.filter((part) => part !== '').join('; ');

/** `3 already running, 1 gone` */
function counted(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${count} ${reason}`).join(', ');
}

const words: Partial<Record<AppError['code'], string>> = {
  offline: 'offline',
  auth_required: 'sign-in needed',
  conflict: 'a machine changed meanwhile',
  forbidden: 'not allowed',
};

/** An error in a word and the provider's own words. */
export function errorText({ code, message }: AppError): string {
  const word = words[code];
  return word ? `${word}: ${message}` : message;
}

/** These are circumstances, the others are faults. */
export function outcomeOf({ code }: AppError): ScheduleRun['outcome'] {
  return ['offline', 'auth_required', 'conflict'].includes(code) ? 'skipped' : 'failed';
}

const skips = (targets: readonly PlanTarget[]) => counted(targets.flatMap(({ skip }) => skip ?? []));
const refusals = (targets: readonly PlanTarget[]) =>
  counted(targets.flatMap(({ refusal }) => (refusal ? `refused (${errorText(refusal)})` : [])));

/** Which targets of a plan nothing is done to, and why. */
export const leftByPlan = ({ targets }: Plan) => sentence([skips(targets), refusals(targets)]);

/** The first refusal of a plan in which something was refused. */
export const firstRefusal = ({ targets }: Plan): AppError | undefined => targets.find(({ refusal }) => refusal)?.refusal ?? undefined;

/** How a run ended, by its counts: `12 succeeded, 1 failed`. */
export function runText({ counts }: Run): string {
  const shown = (['succeeded', 'failed', 'unknown', 'refused', 'skipped', 'cancelled'] as const).filter((outcome) => counts[outcome] > 0);
  return shown.map((outcome) => `${counts[outcome]} ${outcome === 'unknown' ? 'in doubt' : outcome}`).join(', ');
}
