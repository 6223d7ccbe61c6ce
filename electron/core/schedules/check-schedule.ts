import { AppFailure, failure } from '#shared/errors/app-error.ts';
import { guardOf } from '#shared/model/environment.ts';
import type { CachedMachine } from '#shared/model/machine.ts';
import type { Schedule } from '#shared/model/schedule.ts';
import type { SettingsModel } from '#shared/model/settings.ts';
import { type Calendar, checkZone, clash, clashError, wrongField } from './calendar.ts';
import { calendarsOf } from './upcoming.ts';

function checkComes(calendar: Calendar | null, field: 'start' | 'stop', now: number): void {
  if (calendar?.after(now) === null)
    throw wrongField(
      field,
      `${field === 'start' ? 'Start' : 'Stop'}: that time never comes`,
      'Look at day and month: 30 February never is.',
    );
}

/** Throws `invalid_input` naming the field (`source.scope`) for a schedule that cannot work. */
export function checkTimes(schedule: Pick<Schedule, 'start' | 'stop' | 'timeZone'>, now: number): void {
  checkZone(schedule.timeZone);
  const { start, stop } = calendarsOf(schedule);
  if (!start && !stop) throw wrongField('start', 'Start: a schedule needs a start, a stop, or both', 'Give at least one time.');
  checkComes(start, 'start', now);
  checkComes(stop, 'stop', now);
  const both = start && stop ? clash(start, stop, now) : null;
  if (both !== null) {
    const when = new Intl.DateTimeFormat('en-GB', { timeZone: schedule.timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(both);
    throw new AppFailure(clashError(when));
  }
}

/** Environments of machines that a guard protects, by guard; each named once, in order. */
export function guardedEnvironments(machines: readonly CachedMachine[], { environments }: Pick<SettingsModel, 'environments'>) {
  const named = new Map(machines.map(({ environment }) => [environment.toLowerCase(), environment]));
  const of = (guard: 'typed' | 'read_only') =>
    [...named.values()].filter((environment) => guardOf(environment, environments) === guard).sort((a, b) => a.localeCompare(b));
  return { typed: of('typed'), readOnly: of('read_only') };
}

interface Confirming {
  machines: readonly CachedMachine[];
  settings: Pick<SettingsModel, 'environments'>;
  confirm: string;
}

/** Refuses an enabled schedule that reaches a read-only environment, or a guarded one that was not confirmed. Returns those confirmed. */
export function confirmEnvironments({ machines, settings, confirm }: Confirming): string[] {
  const { typed, readOnly } = guardedEnvironments(machines, settings);
  if (readOnly.length > 0)
    throw failure('forbidden', `The schedule reaches ${readOnly.join(', ')}, which is read-only`, {
      hint: 'Narrow the targets, or change how the environment is guarded in the settings.',
      source: { scope: 'targets' },
    });
  const text = typed.join(', ');
  if (typed.length > 0 && confirm.trim() !== text)
    throw wrongField('confirm', `The schedule will change machines in ${text} without asking again`, `Type ${text} to confirm.`);
  return typed.map((name) => name.toLowerCase());
}
