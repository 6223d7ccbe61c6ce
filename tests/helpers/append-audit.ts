import { auditEntry } from '#core/audit/audit-log.ts';
import { createAuditRepository } from '#core/operations/audit-repository.ts';

/** Process of its own: adds records to the log of a folder, one transaction each. */
const [folder, key, name, count] = process.argv.slice(2) as [string, string, string, string];
const log = createAuditRepository({ folder, key });
const actor = { kind: 'person', name, host: 'desk', via: 'cli' } as const;
for (let at = 0; at < Number(count); at += 1) {
  log.append({ entries: [auditEntry({ actor, event: 'hold_added', summary: `${name} ${at}` })], at });
}
log.close();
