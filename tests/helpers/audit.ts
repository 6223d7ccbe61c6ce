import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { auditEntry } from '#core/audit/audit-log.ts';
import { createAuditRepository } from '#core/operations/audit-repository.ts';
import { openDurable } from '#core/operations/open-durable.ts';
import type { Actor } from '#shared/model/action.ts';
import type { AuditEntry } from '#shared/model/audit.ts';
import { testKey } from './cache-key.ts';

export const operator: Actor = { kind: 'person', name: 'ops', host: 'desk-1', via: 'cli' };

export function entryOf(number: number, more: Partial<AuditEntry> = {}): AuditEntry {
  const name = `web-${number}`;
  return auditEntry({
    actor: operator,
    event: 'target_ended',
    summary: `Stop ${name}: succeeded`,
    subject: { connectionId: 'c1', machineId: `i-${number}`, name, provider: 'aws', account: '111122223333', region: 'eu-west-1' },
    action: 'stop',
    outcome: 'succeeded',
    runId: 'run-1',
    planId: 'plan-1',
    requestIds: [`req-${number}`],
    details: { before: { state: 'running' }, calls: 1 },
    ...more,
  });
}

/** The audit log of a folder; closed when the test has ended. */
export function auditIn(folder: string, key = testKey) {
  const log = createAuditRepository({ folder, key });
  onTestFinished(() => log.close());
  return log;
}

/** Changes the log behind its back, as somebody with the key of the database could. */
export function tamper(folder: string, statements: readonly string[]): void {
  const db = openDurable(join(folder, 'audit.db'), testKey);
  try {
    db.exec('DROP TRIGGER no_update; DROP TRIGGER no_delete');
    for (const statement of statements) db.exec(statement);
  } finally {
    db.close();
  }
}
