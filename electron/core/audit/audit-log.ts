import { hostname, userInfo } from 'node:os';
import type { Actor } from '#shared/model/action.ts';
import type { AuditEntry } from '#shared/model/audit.ts';
import type { OperationsAccess } from '../operations/operations-access.ts';
import type { Clock, HostShell } from '../ports.ts';
import type { EventHub } from '../services/event-hub.ts';

/** Where everything that changes something is written down. */
export interface AuditLog {
  /** The person at this console. */
  person(): Actor;
  /** Resolves when the records are on the disk, in the order given. */
  append(entries: readonly AuditEntry[]): Promise<void>;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A process without an entry in the user database (containers) has no name.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

interface Parts {
  operations: OperationsAccess;
  clock: Clock;
  events: EventHub;
  via: HostShell['kind'];
}

export function createAuditLog({ operations, clock, events, via }: Parts): AuditLog {
  const person: Actor = { kind: 'person', name: userName(), host: hostname(), via };
  return {
    person: () => person,
    async append(entries) {
      await (await operations.api()).audit.append({ entries: [...entries], at: clock.now() });
      events.changed('audit');
    },
  };
}

/** An entry with the fields that an event leaves empty filled in. */
export function auditEntry(entry: Pick<AuditEntry, 'actor' | 'event' | 'summary'> & Partial<AuditEntry>): AuditEntry {
  return { subject: null, action: null, outcome: null, planId: null, runId: null, error: null, requestIds: [], details: null, ...entry };
}
