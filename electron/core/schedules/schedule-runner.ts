import { missedOutcome, runDue } from './run-due.ts';
import { writeOutcomes } from './schedule-log.ts';
import { graceMs, type ScheduleParts } from './schedule-parts.ts';
import { keptRuns, type StoredSchedule } from './schedule-store.ts';
import { type Due, dueBetween, nextDue } from './upcoming.ts';

/** Runs schedules when they are due. */
export interface ScheduleRunner {
  start(): void;
  /** Looks again now: something was saved, or the vault was opened. */
  wake(): void;
  /** Begins nothing more; resolves when nothing is under way. */
  stop(): Promise<void>;
}

/**
 * A sleep ends at the next due time, but not later than this: another console of the same home may have changed a
 * schedule or handed over the chores, and a clock can be set. Less than the grace, so that nothing is missed by it.
 */
const longestNapMs = 5 * 60_000;
/** When a provider could not be reached or the vault is locked. */
const retryMs = 60_000;

/** A due time whose provider could not be reached. */
interface Waiting {
  dueAt: number;
  why: string;
  retryAt: number;
}

interface Running {
  parts: ScheduleParts;
  signal: AbortSignal;
  /** By schedule. */
  waiting: Map<string, Waiting>;
  /** Work that `stop` waits for. */
  track: (work: Promise<void>) => void;
}

/** When several times are due at once only the last counts: starting what is to be stopped a minute later helps nobody. */
function overtaken(dues: readonly Due[]) {
  const last = dues.at(-1);
  return dues
    .slice(0, -1)
    .map((due) => ({ due, outcome: 'skipped' as const, why: `overtaken by the ${last!.action} that was due after it` }));
}

/** Deals with what is due of one schedule. */
async function handle({ parts, signal, waiting, track }: Running, stored: StoredSchedule): Promise<void> {
  const { schedule, since } = stored;
  const now = parts.clock.now();
  const { seen } = await parts.store.log(schedule.id);
  const dues = dueBetween(schedule, { from: Math.max(seen, since), to: now, limit: keptRuns });
  const late = dues.filter(({ at }) => at < now - graceMs);
  const timely = dues.slice(late.length);
  const waited = waiting.get(schedule.id);
  const missed = late.map((due) => missedOutcome(schedule, due, waited?.dueAt === due.at ? waited.why : undefined));
  await writeOutcomes(parts, schedule, [...missed, ...overtaken(timely)]);
  waiting.delete(schedule.id);
  const due = timely.at(-1);
  const why = due ? await runDue({ parts, stored, due, signal }, track) : null;
  if (due && why !== null) waiting.set(schedule.id, { dueAt: due.at, why, retryAt: parts.clock.now() + retryMs });
}

/** One piece of work per schedule at a time; `again` is called when another was asked for meanwhile, or has to be tried later. */
function createHandlers(running: Running, { quietly, again }: { quietly: (work: Promise<void>) => Promise<void>; again: () => void }) {
  const busy = new Map<string, Promise<void>>();
  const asked = new Set<string>();
  const finished = (id: string) => {
    busy.delete(id);
    if (asked.delete(id) || running.waiting.has(id)) again();
  };
  return {
    begin(stored: StoredSchedule): void {
      const { id } = stored.schedule;
      if (busy.has(id)) asked.add(id);
      else if ((running.waiting.get(id)?.retryAt ?? 0) <= running.parts.clock.now())
        busy.set(
          id,
          quietly(handle(running, stored)).finally(() => finished(id)),
        );
    },
    idle: () => Promise.all(busy.values()),
  };
}

export function createScheduleRunner(parts: ScheduleParts): ScheduleRunner {
  const { clock, connectivity, logger, store, lock } = parts;
  const stopped = new AbortController();
  const ends = new Set<Promise<void>>();
  const waiting = new Map<string, Waiting>();
  let nap = new AbortController();
  let loop: Promise<void> = Promise.resolve();
  let stopListening = () => {};
  const wake = () => nap.abort();
  const quietly = (work: Promise<void>) =>
    work.catch((cause: unknown) => {
      if (!stopped.signal.aborted) logger.warn('a schedule waits', { cause });
    });
  const track = (work: Promise<void>) => {
    const end = quietly(work).finally(() => ends.delete(end));
    ends.add(end);
  };
  const handlers = createHandlers({ parts, signal: stopped.signal, waiting, track }, { quietly, again: wake });
  /** Begins what is due; returns when to look again. */
  const look = async (): Promise<number> => {
    const now = clock.now();
    if (!lock.claim() || connectivity.suspended()) return now + longestNapMs;
    const enabled = (await store.list()).filter(({ schedule }) => schedule.enabled);
    if (stopped.signal.aborted) return now;
    for (const stored of enabled) handlers.begin(stored);
    const next = enabled.flatMap(({ schedule }) => nextDue(schedule, now)?.at ?? []);
    const retries = [...waiting.values()].map(({ retryAt }) => retryAt).filter((at) => at > now);
    return Math.min(now + longestNapMs, ...next, ...retries);
  };
  const lookOnce = async () => {
    nap = new AbortController();
    return look().catch((cause: unknown) => {
      logger.info('schedules wait', { cause });
      return clock.now() + retryMs;
    });
  };
  const run = async () => {
    while (!stopped.signal.aborted) {
      const next = await lookOnce();
      if (!nap.signal.aborted) await clock.sleep(Math.max(0, next - clock.now()), nap.signal).catch(() => undefined);
    }
  };
  return {
    start() {
      stopListening = connectivity.onChange(() => {
        for (const one of waiting.values()) one.retryAt = 0;
        wake();
      });
      loop = run();
    },
    wake,
    async stop() {
      stopListening();
      stopped.abort();
      wake();
      await loop;
      await handlers.idle();
      await Promise.all(ends);
    },
  };
}
