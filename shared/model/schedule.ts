import { z } from 'zod';
import type { AppError } from '../errors/app-error.ts';
import { type MachineKey, type MachineState, machineKeySchema, machineSelectionSchema } from './machine.ts';

/** Day of a calendar, `YYYY-MM-DD`, in the schedule's time zone. */
const daySchema = z.iso.date();

/** What a schedule acts on: machines that match when it runs, or machines named one by one. */
export const scheduleTargetsSchema = z.union([
  z.strictObject({ selection: machineSelectionSchema }),
  z.strictObject({ machines: z.array(machineKeySchema).min(1).max(2000) }),
]);

/** Starts and stops machines by calendar. Cron patterns have five fields (croner's dialect), read in `timeZone`. */
export const scheduleSchema = z.object({
  id: z.string().max(100),
  name: z.string().min(1).max(80),
  enabled: z.boolean(),
  targets: scheduleTargetsSchema,
  /** IANA name, e.g. `Europe/Vienna`. */
  timeZone: z.string().min(1).max(60),
  /** When to start, e.g. `0 8 * * 1-5`; null: never. */
  start: z.string().max(100).nullable(),
  /** When to stop; null: never. */
  stop: z.string().max(100).nullable(),
  /** Days on which nothing is started (stops are still made). */
  holidays: z.array(z.object({ day: daySchema, name: z.string().max(80) })).max(400),
  createdAt: z.number(),
});
export type Schedule = z.infer<typeof scheduleSchema>;

/** A schedule as it is saved; without `id` a new one. */
export const scheduleInputSchema = scheduleSchema.omit({ id: true, createdAt: true }).extend({ id: z.string().max(100).optional() });

/** While it lasts, schedules leave these machines alone. */
export const holdSchema = z.object({
  id: z.string(),
  targets: scheduleTargetsSchema,
  reason: z.string().min(1).max(300),
  /** Epoch ms, UTC. */
  until: z.number(),
  createdAt: z.number(),
  createdBy: z.string(),
});
export type Hold = z.infer<typeof holdSchema>;

/** One time a schedule was due. */
export interface ScheduleRun {
  id: string;
  scheduleId: string;
  /** When it was due, epoch ms UTC. */
  dueAt: number;
  action: 'start' | 'stop';
  outcome: 'ran' | 'skipped' | 'failed';
  /** Why it was skipped or failed, or how many machines were left out and why; `''` when there is nothing to say. */
  why: string;
  runId: string | null;
  error: AppError | null;
}

/** A schedule with what a list shows. */
export interface ScheduleView extends Schedule {
  /** Epoch ms, UTC; null when it never runs again or is disabled. */
  next: { at: number; action: 'start' | 'stop' } | null;
  last: ScheduleRun | null;
  /** Machines it would act on now. */
  machines: number;
  held: number;
}

/** A machine that a schedule reaches now. */
export interface ScheduledMachine extends MachineKey {
  name: string;
  state: MachineState;
  environment: string;
  /** The hold that keeps schedules from it; null: none. */
  hold: Hold | null;
}

/** A schedule in the form of a provider's own scheduler, to be deployed there. */
export interface ScheduleExport {
  format: 'eventbridge' | 'azure-automation' | 'gcp-instance-schedule';
  fileName: string;
  text: string;
  /** What to do with it, and what of the schedule the provider cannot express. */
  notes: string[];
}
