import { z } from 'zod';
import { jobSchema } from '../model/job.ts';

/** Names of what can change; views re-read the ones they show. */
export const changeTables = [
  'connections',
  'machines',
  'costs',
  'freshness',
  'jobs',
  'settings',
  'vault',
  'imports',
  'runs',
  'audit',
  'metrics',
  'schedules',
  'recommendations',
  'buckets',
  'objects',
  'transfers',
] as const;
export type ChangeTable = (typeof changeTables)[number];

/** Notices from the privileged side. Never callbacks, never data beyond what is named here. */
export const appEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('changed'), tables: z.array(z.enum(changeTables)) }),
  z.object({ type: z.literal('progress'), job: jobSchema }),
  z.object({ type: z.literal('auth_required'), connectionId: z.string(), message: z.string() }),
  z.object({ type: z.literal('connectivity'), online: z.boolean() }),
  /** The host asks the renderer to open a place, e.g. from a deep link. `path` starts with `/`. */
  z.object({ type: z.literal('navigate'), path: z.string() }),
  z.object({ type: z.literal('notice'), level: z.enum(['info', 'warning', 'error']), message: z.string() }),
]);
export type AppEvent = z.infer<typeof appEventSchema>;
