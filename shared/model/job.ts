import { z } from 'zod';
import { appErrorSchema } from '../errors/app-error.ts';
import { dataSets } from './freshness.ts';

export const jobStates = ['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled', 'interrupted'] as const;

/** A piece of long work in the activity tray. Times are epoch ms, UTC. It survives a restart as `interrupted`. */
export const jobSchema = z.object({
  id: z.string(),
  kind: z.enum(['sync', 'import', 'export', 'check', 'maintenance', 'action', 'index']),
  title: z.string(),
  /** What it is doing now, e.g. `eu-west-1 · 1,200 machines`. */
  description: z.string(),
  connectionId: z.string().nullable(),
  /** The run whose progress this is, for kind `action`. */
  runId: z.string().optional(),
  /** What a sync or import reads; an interrupted one goes on with it after a restart. */
  dataSet: z.enum(dataSets).optional(),
  state: z.enum(jobStates),
  /** 0–1; null when the total is unknown. */
  progress: z.number().min(0).max(1).nullable(),
  rows: z.number().int(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  errors: z.array(appErrorSchema),
  /** Money this run cost at the provider, where calls are billed. */
  spent: z.object({ amount: z.number(), currency: z.string() }).nullable(),
});
export type Job = z.infer<typeof jobSchema>;
