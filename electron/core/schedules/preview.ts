import type { Schedule } from '#shared/model/schedule.ts';
import type { Clock } from '../ports.ts';
import type { CacheAccess } from '../services/cache-access.ts';
import { checkTimes } from './check-schedule.ts';
import { heldText, keyOf, readHolds } from './holds.ts';
import type { ScheduleStore } from './schedule-store.ts';
import { everyMachine } from './targets.ts';
import { holidayOf, upcoming } from './upcoming.ts';

interface PreviewParts {
  cache: CacheAccess;
  store: ScheduleStore;
  clock: Clock;
}

/** The next times of a schedule, with what would keep it from running: a holiday, or a hold on all or some of its machines. */
export async function previewTimes(parts: PreviewParts, schedule: Omit<Schedule, 'id' | 'createdAt'>, count: number) {
  const now = parts.clock.now();
  checkTimes(schedule, now);
  const machines = await everyMachine(parts.cache, schedule.targets);
  const heldAt = await readHolds(parts, now);
  return upcoming(schedule, { after: now, count }).map((due) => {
    const holiday = holidayOf(schedule, due);
    if (holiday !== null) return { ...due, skipped: `holiday: ${holiday}` };
    const held = heldAt(due.at);
    const holds = machines.flatMap((machine) => held(keyOf(machine)) ?? []);
    if (holds.length === 0) return { ...due, skipped: null };
    const whole = holds.length === machines.length ? 'all' : `of ${machines.length} machines`;
    return { ...due, skipped: `${whole} ${heldText(holds)}` };
  });
}
