import type { CachedMachine } from '#shared/model/machine.ts';
import type { Schedule } from '#shared/model/schedule.ts';
import type { Due } from '../upcoming.ts';
import type { Converted } from './cron-shape.ts';

/** What one definition is made of: a schedule, and machines of one account (and region) of one provider. */
export interface ExportParts {
  schedule: Schedule;
  machines: readonly CachedMachine[];
  /** Epoch ms of the export. */
  now: number;
}

export const scheduleActions = ['start', 'stop'] as const satisfies Due['action'][];

/** The schedule's name as providers take names: lower-case letters, digits and dashes, at most `length`. */
export function slug(name: string, length = 40): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return (plain.slice(0, length).replace(/-+$/, '') || 'schedule').replace(/^(?=\d)/, 's-');
}

/** What no provider's scheduler can say. */
export function commonNotes({ schedule, machines }: ExportParts): string[] {
  const ids = `It names the ${machines.length} machines that the schedule reaches now. `;
  return [
    'selection' in schedule.targets ? `${ids}Machines that match later are not in it: export again.` : ids.trim(),
    ...(schedule.holidays.length > 0
      ? [`It knows no holidays: machines are started on the ${schedule.holidays.length} days named in the schedule too.`]
      : []),
    'It knows no holds of this console. Switch the schedule off here once it is deployed, so that only one of them acts.',
  ];
}

/** The note about what a dialect cannot say; none when it says all. */
export function unsaidNotes(action: Due['action'], { said, unsaid }: Converted<unknown>): string[] {
  if (unsaid.length === 0) return [];
  const what = said.length === 0 ? `The ${action} is left out` : `A part of the ${action} is left out`;
  return [`${what}: the provider cannot express ${unsaid.join(', ')}.`];
}

export const asJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Groups machines by a text, in order of first appearance. */
export function groupBy<T>(items: readonly T[], textOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(textOf(item), [...(groups.get(textOf(item)) ?? []), item]);
  return groups;
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
