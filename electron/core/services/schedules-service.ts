import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { AuditEntry } from '#shared/model/audit.ts';
import type { Hold, Schedule, ScheduleRun, ScheduleView, scheduleInputSchema } from '#shared/model/schedule.ts';
import { auditEntry } from '../audit/audit-log.ts';
import { wrongField } from '../schedules/calendar.ts';
import { checkTimes, confirmEnvironments } from '../schedules/check-schedule.ts';
import { exportSchedule } from '../schedules/export/export-schedule.ts';
import { holdsAt } from '../schedules/holds.ts';
import { previewTimes } from '../schedules/preview.ts';
import type { StoredSchedule } from '../schedules/schedule-store.ts';
import { countMachines, machinesOf } from '../schedules/targets.ts';
import { nextDue } from '../schedules/upcoming.ts';
import { heldNow, machinesNow } from '../schedules/view.ts';
import type { ServiceContext } from './service-context.ts';
import { writtenFile } from './written-file.ts';

type Service = Services['schedules'];
type Input = z.output<typeof scheduleInputSchema>;

const longestHoldMs = 366 * 86_400_000;

const now = ({ options }: ServiceContext) => options.clock.now();

async function write(context: ServiceContext, entry: Pick<AuditEntry, 'event' | 'summary' | 'details'>): Promise<void> {
  await context.audit.append([auditEntry({ actor: context.audit.person(), ...entry })]);
}

/** A person's change: seen by every window, and by the runner at once. */
function changed({ events, schedules }: ServiceContext): void {
  events.changed('schedules');
  schedules.wake();
}

async function found({ schedules }: ServiceContext, id: string): Promise<StoredSchedule> {
  const stored = await schedules.store.get(id);
  if (!stored) throw failure('not_found', 'There is no such schedule', { hint: 'It may have been removed meanwhile.' });
  return stored;
}

async function view(context: ServiceContext, { schedule }: StoredSchedule): Promise<ScheduleView> {
  const { runs } = await context.schedules.store.log(schedule.id);
  return {
    ...schedule,
    next: schedule.enabled ? nextDue(schedule, now(context)) : null,
    last: runs[0] ?? null,
    machines: await countMachines(context.cache, schedule.targets),
    held: await heldNow(context, schedule, now(context)),
  };
}

/** A schedule that is off reaches nothing; what it would reach is confirmed when it is switched on. */
async function confirmedFor(context: ServiceContext, schedule: Schedule, confirm: string): Promise<string[]> {
  const machines = await machinesOf(context.cache, schedule.targets);
  return schedule.enabled ? confirmEnvironments({ machines, settings: context.settings.get(), confirm }) : [];
}

async function save(context: ServiceContext, { schedule: input, confirm }: { schedule: Input; confirm: string }): Promise<ScheduleView> {
  const { id, ...rest } = input;
  const before = id === undefined ? null : (await found(context, id)).schedule;
  const since = now(context);
  const schedule: Schedule = { ...rest, name: rest.name.trim(), id: id ?? randomUUID(), createdAt: before?.createdAt ?? since };
  if (schedule.name === '') throw wrongField('name', 'Name: it is empty', 'Give the schedule a name.');
  checkTimes(schedule, since);
  const confirmed = await confirmedFor(context, schedule, confirm);
  const summary = `${before ? 'Changed' : 'Added'} the schedule ${schedule.name}${schedule.enabled ? '' : ' (off)'}`;
  await write(context, { event: 'schedule_saved', summary, details: { before, after: schedule, confirmed } });
  const stored = { schedule, confirmed, since };
  await context.schedules.store.put(stored);
  changed(context);
  return view(context, stored);
}

async function remove(context: ServiceContext, { scheduleId }: { scheduleId: string }): Promise<boolean> {
  const stored = await context.schedules.store.get(scheduleId);
  if (!stored) return false;
  const { schedule } = stored;
  await write(context, { event: 'schedule_removed', summary: `Removed the schedule ${schedule.name}`, details: { before: schedule } });
  const removed = await context.schedules.store.remove(scheduleId);
  changed(context);
  return removed;
}

async function history({ schedules }: ServiceContext, { scheduleId, offset, limit }: Parameters<Service['history']>[0]) {
  const ids = scheduleId === undefined ? (await schedules.store.list()).map(({ schedule }) => schedule.id) : [scheduleId];
  const logs = await Promise.all(ids.map((id) => schedules.store.log(id)));
  const runs: ScheduleRun[] = logs.flatMap((log) => log.runs).sort((a, b) => b.dueAt - a.dueAt);
  return { runs: runs.slice(offset, offset + limit), total: runs.length };
}

async function addHold(context: ServiceContext, { targets, reason, until }: Parameters<Service['addHold']>[0]): Promise<Hold> {
  const createdAt = now(context);
  if (until <= createdAt) throw wrongField('until', 'Until: that time is past', 'A hold ends in the future.');
  if (until > createdAt + longestHoldMs)
    throw wrongField('until', 'Until: a hold lasts a year at most', 'Choose an earlier end and renew it.');
  const machines = await machinesOf(context.cache, targets);
  const hold: Hold = { id: randomUUID(), targets, reason, until, createdAt, createdBy: context.audit.person().name };
  const summary = `Held ${machines.length} machines until ${new Date(until).toISOString()}: ${reason}`;
  await write(context, { event: 'hold_added', summary, details: hold });
  await context.schedules.store.putHold(hold);
  changed(context);
  return hold;
}

async function removeHold(context: ServiceContext, { holdId }: { holdId: string }): Promise<boolean> {
  const hold = (await context.schedules.store.holds()).find(({ id }) => id === holdId);
  if (!hold) return false;
  await write(context, { event: 'hold_removed', summary: `Released the hold: ${hold.reason}`, details: hold });
  const removed = await context.schedules.store.removeHold(holdId);
  changed(context);
  return removed;
}

async function exports(context: ServiceContext, scheduleId: string) {
  const { schedule } = await found(context, scheduleId);
  const machines = await machinesOf(context.cache, schedule.targets);
  return exportSchedule({ schedule, machines, now: now(context) });
}

export function schedulesService(context: ServiceContext): Service {
  const { store } = context.schedules;
  return {
    list: async () => Promise.all((await store.list()).map((stored) => view(context, stored))),
    save: (input) => save(context, input),
    remove: (input) => remove(context, input),
    preview: ({ schedule, count }) => previewTimes({ ...context, store, clock: context.options.clock }, schedule, count),
    history: (input) => history(context, input),
    async machines({ scheduleId, offset, limit }) {
      const all = await machinesNow(context, (await found(context, scheduleId)).schedule, now(context));
      return { machines: all.slice(offset, offset + limit), total: all.length };
    },
    holds: () => holdsAt(context.schedules, now(context)),
    addHold: (input) => addHold(context, input),
    removeHold: (input) => removeHold(context, input),
    export: ({ scheduleId }) => exports(context, scheduleId),
    async saveExport({ scheduleId, fileName, target }) {
      const one = (await exports(context, scheduleId)).find((found) => found.fileName === fileName);
      if (!one) throw failure('not_found', `There is no ${fileName} any more`, { hint: 'The machines changed: open the export again.' });
      const { bytes } = await writtenFile(context.grants.pathToSave(target), (path) => writeFile(path, one.text));
      return { bytes };
    },
  };
}
