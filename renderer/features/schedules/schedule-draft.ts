import type { z } from 'zod';
import type { MachineSelection } from '#shared/model/machine.ts';
import type { ScheduleView, scheduleInputSchema } from '#shared/model/schedule.ts';

export type ScheduleInput = z.input<typeof scheduleInputSchema>;
export type Targets = ScheduleInput['targets'];

/** A schedule while it is edited: holidays are lines of text. */
export interface ScheduleDraft extends Omit<ScheduleInput, 'holidays'> {
  holidays: string;
}

export function newDraft(selection: MachineSelection, timeZone: string): ScheduleDraft {
  return { name: '', enabled: true, targets: { selection }, timeZone, start: '0 8 * * 1-5', stop: '0 18 * * 1-5', holidays: '' };
}

export function draftOf(schedule: ScheduleView): ScheduleDraft {
  const { id, name, enabled, targets, timeZone, start, stop, holidays } = schedule;
  const lines = holidays.map(({ day, name: called }) => `${day} ${called}`.trim()).join('\n');
  return { id, name, enabled, targets, timeZone, start, stop, holidays: lines };
}

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

function safely(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

/** Lines `YYYY-MM-DD name`; the first line that is none of these comes back as `wrong`. */
export function readHolidays(text: string): { holidays: ScheduleInput['holidays']; wrong: string | null } {
  const lines = text.split('\n').map((line) => line.trim());
  const given = lines.filter((line) => line !== '');
  const wrong = given.find((line) => !safely(() => isDay(line.split(/\s/)[0]!)));
  const holidays = given
    .filter((line) => line !== wrong)
    .map((line) => ({ day: line.slice(0, 10), name: line.slice(10).trim().slice(0, 80) }));
  return { holidays, wrong: wrong ?? null };
}

/** What is sent; without a name the preview still works. */
export function inputOf(draft: ScheduleDraft): ScheduleInput {
  return { ...draft, name: draft.name.trim() || 'new schedule', holidays: readHolidays(draft.holidays).holidays };
}
