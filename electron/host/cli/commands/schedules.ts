import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { failure } from '#shared/errors/app-error.ts';
import type { ScheduleExport, ScheduleView } from '#shared/model/schedule.ts';
import { type CliIo, exits, type Outcome } from '../io.ts';
import type { OpenedCore } from '../open-core.ts';
import { table, time } from '../table.ts';

/** A schedule by its id, or by its name where only one has it. */
async function find({ client }: OpenedCore, wanted: string): Promise<ScheduleView> {
  const all = await client.schedules.list({});
  const found = all.filter(({ id, name }) => id === wanted || name === wanted);
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw failure('conflict', `${found.length} schedules are called ${wanted}`, { hint: 'Name one by its id.' });
  throw failure('not_found', `There is no schedule ${wanted}`, { hint: 'List them with `schedules list`.' });
}

const machines = ({ machines: count, held }: ScheduleView) => (held > 0 ? `${count} (${held} held)` : String(count));

function row(one: ScheduleView) {
  const next = one.next && `${one.next.action} ${time(one.next.at)}`;
  const last = one.last && `${one.last.action} ${one.last.outcome}${one.last.why ? `: ${one.last.why}` : ''}`;
  return [one.name, one.id, one.enabled ? 'on' : 'off', machines(one), one.timeZone, one.start, one.stop, next, last];
}

export async function listSchedules({ client }: OpenedCore): Promise<Outcome> {
  const schedules = await client.schedules.list({});
  const columns = ['NAME', 'ID', 'STATE', 'MACHINES', 'ZONE', 'START', 'STOP', 'NEXT', 'LAST'];
  return { json: { schedules }, text: table(columns, schedules.map(row)), exit: exits.done };
}

export async function previewSchedule(opened: OpenedCore, { wanted, count }: { wanted: string; count: number }): Promise<Outcome> {
  const { name, enabled, targets, timeZone, start, stop, holidays } = await find(opened, wanted);
  const schedule = { name, enabled, targets, timeZone, start, stop, holidays };
  const times = await opened.client.schedules.preview({ schedule, count });
  const rows = times.map(({ at, action, skipped }) => [time(at), action, skipped]);
  return { json: { times }, text: table(['AT', 'ACTION', 'SKIPPED'], rows), exit: exits.done };
}

function shown({ fileName, text, notes }: ScheduleExport): string {
  const remarks = notes.map((note) => `# ${note}\n`).join('');
  return `# ${fileName}\n${remarks}${text}\n`;
}

/** Definitions that say nothing (the provider cannot express the schedule) are not written; their notes say why. */
export async function exportDefinitions(io: CliIo, opened: OpenedCore, { wanted, to }: { wanted: string; to?: string }): Promise<Outcome> {
  const exports = await opened.client.schedules.export({ scheduleId: (await find(opened, wanted)).id });
  if (to === undefined) return { json: { exports }, text: exports.map(shown).join('\n'), exit: exits.done };
  const folder = resolve(io.cwd, to);
  await mkdir(folder, { recursive: true });
  const files = exports.filter(({ text }) => text !== '').map(({ fileName, text }) => ({ path: join(folder, fileName), text }));
  await Promise.all(files.map(({ path, text }) => writeFile(path, text)));
  const notes = exports.map(({ fileName, notes: own }) => `${fileName}\n${own.map((note) => `  ${note}\n`).join('')}`).join('\n');
  return { json: { files: files.map(({ path }) => path), exports }, text: notes, exit: exits.done };
}
