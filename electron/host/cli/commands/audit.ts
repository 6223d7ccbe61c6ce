import { type AuditEvent, type AuditLine, type AuditRecord, auditEvents } from '#shared/model/audit.ts';
import { type CliIo, exits, type Outcome } from '../io.ts';
import type { OpenedCore } from '../open-core.ts';
import { resolvePath } from '../paths.ts';
import { sentences, table, time } from '../table.ts';
import { UsageError } from '../usage-error.ts';
import { instantOf } from './selection.ts';

export interface AuditOptions {
  filter?: string;
  event: string[];
  outcome?: string;
  run?: string;
  from?: string;
  to?: string;
}

function eventOf(text: string): AuditEvent {
  const known = auditEvents.find((one) => one === text);
  if (!known) throw new UsageError(`There is no event ${text}`, `It is one of ${auditEvents.join(', ')}.`);
  return known;
}

function queryOf({ filter, event, outcome, run, from, to }: AuditOptions) {
  return {
    text: filter ?? '',
    events: event.map(eventOf),
    outcome: outcome ?? null,
    runId: run ?? null,
    from: instantOf(from, '--from'),
    to: instantOf(to, '--to'),
  };
}

const row = ({ seq, at, actor, event, summary, outcome }: AuditLine) => [seq, time(at), actor.name, event, summary, outcome];

export async function listAudit({ client }: OpenedCore, options: AuditOptions & { limit: number; offset: number }): Promise<Outcome> {
  const { records, total } = await client.audit.list({ ...queryOf(options), limit: options.limit, offset: options.offset });
  const text = table(['SEQ', 'AT', 'WHO', 'EVENT', 'WHAT', 'OUTCOME'], records.map(row));
  return { json: { records, total }, text: `${text}${records.length} of ${total} records\n`, exit: exits.done };
}

function recordText({ seq, at, actor, event, summary, error, requestIds, planId, runId, details, prev, hash }: AuditRecord): string {
  const facts: [string, string | null][] = [
    ['record', String(seq)],
    ['at', time(at)],
    ['who', `${actor.kind} ${actor.name} on ${actor.host}, ${actor.via}`],
    ['event', event],
    ['what', summary],
    ['plan', planId],
    ['run', runId],
    ['requests', requestIds.join(', ') || null],
    ['error', error && sentences(error)],
    ['previous', prev],
    ['hash', hash],
  ];
  const lines = facts.filter(([, value]) => value !== null).map(([name, value]) => `${name.padEnd(9)} ${value}\n`);
  return `${lines.join('')}${details === null ? '' : `${JSON.stringify(details, null, 2)}\n`}`;
}

export async function showRecord({ client }: OpenedCore, seq: number): Promise<Outcome> {
  const record = await client.audit.get({ seq });
  return { json: record, text: recordText(record), exit: exits.done };
}

/** Exit 1 when the log is not what was written. */
export async function verifyAudit(io: CliIo, { client }: OpenedCore): Promise<Outcome> {
  const verdict = await client.audit.verify({});
  const { ok, records, head, broken } = verdict;
  if (ok || !broken) return { json: verdict, text: `${records} records, all as they were written. Head ${head}\n`, exit: exits.done };
  const found = `Record ${broken.seq} is not what was written: ${broken.reason}\n`;
  await io.err(found);
  return { json: verdict, text: `${found}The records before it are sound. Head ${head}\n`, exit: exits.failed };
}

export async function exportAudit(io: CliIo, { core, client }: OpenedCore, options: AuditOptions & { file: string }): Promise<Outcome> {
  const path = resolvePath(io, options.file);
  const { records } = await client.audit.export({ query: queryOf(options), target: core.grants.grantSave(path) });
  return { json: { path, records }, text: `Wrote ${records} records to ${path}\n`, exit: exits.done };
}
