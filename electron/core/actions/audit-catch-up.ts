import type { Run } from '#shared/model/action.ts';
import type { AuditEntry } from '#shared/model/audit.ts';
import type { ActionContext } from './action-context.ts';

const page = 1_000;

/** Which targets' ends the log has. */
export async function notedTargets({ operations }: ActionContext, runId: string): Promise<Set<string>> {
  const { audit } = await operations.api();
  const noted = new Set<string>();
  const query = { text: '', events: ['target_ended' as const], outcome: null, runId, machine: null, from: null, to: null, limit: page };
  for (let offset = 0; ; offset += page) {
    const { records, total } = await audit.list({ ...query, offset });
    for (const { subject } of records) if (subject) noted.add(JSON.stringify([subject.connectionId, subject.machineId]));
    if (offset + page >= total) return noted;
  }
}

/** Adds the run's entries that the log does not have: a process may have been killed between doing and noting. */
export async function catchUp(context: ActionContext, { run, entries }: { run: Run; entries: AuditEntry[] }): Promise<void> {
  const { audit } = await context.operations.api();
  const missing: AuditEntry[] = [];
  for (const entry of entries) {
    const any = { text: '', outcome: null, machine: null, from: null, to: null, offset: 0, limit: 1 };
    const { total } = await audit.list({ ...any, events: [entry.event], runId: run.id });
    if (total === 0) missing.push(entry);
  }
  if (missing.length > 0) await context.audit.append(missing);
}
