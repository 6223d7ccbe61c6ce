import { z } from 'zod';
import type { AppError } from '../errors/app-error.ts';
import type { Actor } from './action.ts';
import type { Provider } from './machine.ts';

/** What is written down. */
export const auditEvents = [
  'run_started',
  'target_ended',
  'run_ended',
  'run_cancelled',
  'apply_refused',
  'hold_added',
  'hold_removed',
  'schedule_saved',
  'schedule_removed',
  'schedule_skipped',
  'recommendation_dismissed',
  'recommendation_restored',
  'environments_changed',
  /** An address was made that lets others read or write one object for a time. */
  'link_made',
] as const;
export type AuditEvent = (typeof auditEvents)[number];

/** Which machine, bucket or object a record is about. */
export interface AuditSubject {
  connectionId: string;
  /** Id of the machine; of a bucket or object its address: `s3://bucket/key`. */
  machineId: string;
  name: string;
  provider: Provider;
  account: string;
  region: string;
}

/** What a caller gives; the log adds number, time and hashes. */
export interface AuditEntry {
  actor: Actor;
  event: AuditEvent;
  /** One line for a person: `stop web-1: succeeded`. Never a secret. */
  summary: string;
  subject: AuditSubject | null;
  action: string | null;
  outcome: string | null;
  planId: string | null;
  runId: string | null;
  error: AppError | null;
  requestIds: string[];
  /** `run_started`: the whole plan as it was confirmed. Others: what belongs to the event. Plain JSON. */
  details: unknown;
}

/**
 * One record of the audit log. `hash` is SHA-256 in hex over `prev`, a newline and the canonical JSON (keys sorted, no
 * spaces: RFC 8785) of the record without `hash` and `mac`; `prev` of the first record is 64 zeros.
 */
export interface AuditRecord extends AuditEntry {
  /** From 1, without gaps. */
  seq: number;
  /** Epoch ms, UTC. */
  at: number;
  prev: string;
  hash: string;
  /** HMAC-SHA-256 of `hash` under a key of this home's vault: a record that somebody else appended does not have it. */
  mac: string;
}

/** A record without its details, for lists. */
export type AuditLine = Omit<AuditRecord, 'details'>;

export const auditQuerySchema = z.strictObject({
  /** Words that must all occur in summary, actor, subject or action, without case. */
  text: z.string().max(200).default(''),
  events: z.array(z.enum(auditEvents)).default([]),
  outcome: z.string().max(40).nullable().default(null),
  runId: z.string().max(100).nullable().default(null),
  machine: z.object({ connectionId: z.string(), machineId: z.string() }).nullable().default(null),
  /** Epoch ms, UTC; `to` is exclusive. */
  from: z.number().nullable().default(null),
  to: z.number().nullable().default(null),
  offset: z.number().int().nonnegative().default(0),
  limit: z.number().int().positive().max(1000).default(100),
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;

/** What the verifier found. `broken` is the first record that is not what was written. */
export interface AuditVerdict {
  ok: boolean;
  records: number;
  /** Hash of the last sound record; 64 zeros for an empty log. */
  head: string;
  broken: { seq: number; reason: string } | null;
}
