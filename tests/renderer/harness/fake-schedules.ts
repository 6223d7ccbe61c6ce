import type { AppEvent } from '#shared/contract/events.ts';
import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { Hold, ScheduleExport, ScheduleRun, ScheduleView } from '#shared/model/schedule.ts';

const hour = 3_600_000;
const day = 24 * hour;

const run = (id: string, dueAt: number, rest: Partial<ScheduleRun>): ScheduleRun => ({
  id,
  scheduleId: 's1',
  dueAt,
  action: 'start',
  outcome: 'ran',
  why: '',
  runId: null,
  error: null,
  ...rest,
});

const history = (): ScheduleRun[] => [
  run('r3', Date.now() - 2 * hour, { why: '12 succeeded; 2 held: load test', runId: 'run-7' }),
  run('r2', Date.now() - 14 * hour, {
    action: 'stop',
    outcome: 'skipped',
    why: 'the console was not open at the time (closed, locked or asleep)',
  }),
  run('r1', Date.now() - day, { outcome: 'failed', why: 'EC2 answered 503' }),
];

const officeHours = (): ScheduleView => ({
  id: 's1',
  name: 'Office hours',
  enabled: true,
  targets: { selection: { text: '', where: [{ column: 'tag:env', values: ['staging'] }] } },
  timeZone: 'Europe/Vienna',
  start: '0 8 * * 1-5',
  stop: '0 18 * * 1-5',
  holidays: [{ day: '2026-12-25', name: 'Christmas' }],
  createdAt: Date.now() - 30 * day,
  next: { at: Date.now() + 5 * hour, action: 'stop' },
  last: history()[0]!,
  machines: 14,
  held: 2,
});

const loadTest = (): Hold => ({
  id: 'h1',
  targets: { selection: { text: 'load', where: [{ column: 'tag:env', values: ['staging'] }] } },
  reason: 'load test',
  until: Date.now() + 2 * day,
  createdAt: Date.now() - hour,
  createdBy: 'operator',
});

const definitions: ScheduleExport[] = [
  { format: 'eventbridge', fileName: 'office-hours.cloudformation.json', text: '{ "Resources": {} }\n', notes: ['It knows no holidays.'] },
  { format: 'gcp-instance-schedule', fileName: 'office-hours.json', text: '', notes: ['The start is left out.'] },
];

/** Schedules as a host keeps them: what reaches production wants its name typed. */
export function fakeSchedules(empty: boolean, emit: (event: AppEvent) => void): Services['schedules'] {
  let schedules = empty ? [] : [officeHours()];
  let holds = empty ? [] : [loadTest()];
  const changed = () => emit({ type: 'changed', tables: ['schedules'] });
  return {
    list: () => schedules,
    save: ({ schedule, confirm }) => {
      const text = JSON.stringify(schedule.targets);
      if (schedule.enabled && text.includes('production') && confirm !== 'production')
        throw failure('invalid_input', 'The schedule will change machines in production without asking again', {
          hint: 'Type production to confirm.',
          source: { scope: 'confirm' },
        });
      const saved = { ...officeHours(), last: null, ...schedule, id: schedule.id ?? `s${schedules.length + 1}` };
      schedules = [...schedules.filter(({ id }) => id !== saved.id), saved];
      changed();
      return saved;
    },
    remove: ({ scheduleId }) => {
      schedules = schedules.filter(({ id }) => id !== scheduleId);
      changed();
      return true;
    },
    preview: ({ schedule, count }) => {
      if (schedule.start === null && schedule.stop === null)
        throw failure('invalid_input', 'Start: a schedule needs a start, a stop, or both', {
          hint: 'Give at least one time.',
          source: { scope: 'start' },
        });
      return Array.from({ length: count }, (_, at) => ({
        at: Date.now() + (at + 1) * 12 * hour,
        action: at % 2 === 0 ? ('start' as const) : ('stop' as const),
        skipped: at === 2 ? 'holiday: Christmas' : null,
      }));
    },
    history: ({ scheduleId, offset, limit }) => {
      const runs = scheduleId === undefined || scheduleId === 's1' ? history() : [];
      return { runs: runs.slice(offset, offset + limit), total: runs.length };
    },
    machines: () => ({
      machines: [
        { connectionId: 'demo', machineId: 'i-2', name: 'load-2', state: 'running', environment: 'staging', hold: loadTest() },
        { connectionId: 'demo', machineId: 'i-1', name: 'web-1', state: 'stopped', environment: 'staging', hold: null },
      ],
      total: 14,
    }),
    holds: () => holds,
    addHold: ({ targets, reason, until }) => {
      const hold = { ...loadTest(), id: `h${holds.length + 1}`, targets, reason, until };
      holds = [...holds, hold];
      changed();
      return hold;
    },
    removeHold: ({ holdId }) => {
      holds = holds.filter(({ id }) => id !== holdId);
      changed();
      return true;
    },
    export: () => definitions,
    saveExport: ({ fileName }) => ({ bytes: definitions.find((one) => one.fileName === fileName)!.text.length }),
  };
}
