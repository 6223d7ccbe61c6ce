import type { Hold, Schedule, ScheduleRun } from '#shared/model/schedule.ts';
import type { OperationsAccess } from '../operations/operations-access.ts';
import type { Collection } from '../operations/operations-api.ts';

/** A schedule with what was agreed to when it was saved. */
export interface StoredSchedule {
  schedule: Schedule;
  /** Lower-cased names of the guarded environments that the person confirmed. Others are left alone. */
  confirmed: string[];
  /** Times up to this one are not this schedule's business: it was saved then. Epoch ms. */
  since: number;
}

/** What became of a schedule's times, newest first. */
export interface ScheduleLog {
  scheduleId: string;
  /** Times up to this one are dealt with. Epoch ms. */
  seen: number;
  runs: ScheduleRun[];
}

/** Runs to add, or to put in the place of those with the same id. */
export interface LogEntry {
  scheduleId: string;
  seen: number;
  runs: ScheduleRun[];
}

/** Schedules, holds and what became of them, in the home's own database. */
export interface ScheduleStore {
  list(): Promise<StoredSchedule[]>;
  get(id: string): Promise<StoredSchedule | null>;
  put(stored: StoredSchedule): Promise<void>;
  /** With its history; the audit log keeps what it did. */
  remove(id: string): Promise<boolean>;
  log(scheduleId: string): Promise<ScheduleLog>;
  record(entry: LogEntry): Promise<void>;
  holds(): Promise<Hold[]>;
  putHold(hold: Hold): Promise<void>;
  removeHold(id: string): Promise<boolean>;
}

/** Runs kept of each schedule. */
export const keptRuns = 500;

function merged({ runs, seen, scheduleId }: ScheduleLog, entry: LogEntry): ScheduleLog {
  const fresh = new Set(entry.runs.map(({ id }) => id));
  const all = [...entry.runs, ...runs.filter(({ id }) => !fresh.has(id))].sort((a, b) => b.dueAt - a.dueAt);
  return { scheduleId, seen: Math.max(seen, entry.seen), runs: all.slice(0, keptRuns) };
}

export function createScheduleStore(operations: OperationsAccess): ScheduleStore {
  const documents = async () => (await operations.api()).documents;
  const all = async <T>(collection: Collection) => (await (await documents()).list({ collection })) as T[];
  const one = async <T>(collection: Collection, id: string) => (await (await documents()).get({ collection, id })) as T | null;
  const log = async (scheduleId: string) => (await one<ScheduleLog>('schedule-runs', scheduleId)) ?? { scheduleId, seen: 0, runs: [] };
  /** Reading and writing a log belong together: two runs that end at once must not lose each other's entry. */
  let writing: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = writing.then(work);
    writing = turn.catch(() => undefined);
    return turn;
  };
  return {
    list: () => all('schedules'),
    get: (id) => one('schedules', id),
    put: async (stored) => (await documents()).put({ collection: 'schedules', id: stored.schedule.id, document: stored }),
    remove: (id) =>
      inTurn(async () => {
        await (await documents()).remove({ collection: 'schedule-runs', id });
        return (await documents()).remove({ collection: 'schedules', id });
      }),
    log,
    record: (entry) =>
      inTurn(async () => {
        // A run may outlive its schedule.
        if (!(await one('schedules', entry.scheduleId))) return;
        const document = merged(await log(entry.scheduleId), entry);
        await (await documents()).put({ collection: 'schedule-runs', id: entry.scheduleId, document });
      }),
    holds: () => all('holds'),
    putHold: async (hold) => (await documents()).put({ collection: 'holds', id: hold.id, document: hold }),
    removeHold: async (id) => (await documents()).remove({ collection: 'holds', id }),
  };
}
