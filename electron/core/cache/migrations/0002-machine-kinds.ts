import type { Migration } from '../migrate.ts';

/** Rows that are not single machines: groups, clusters, services, tasks, node pools, unused disks and addresses. */
export const machineKinds: Migration = {
  name: 'machine-kinds',
  statements: [
    `ALTER TABLE machines ADD COLUMN kind TEXT NOT NULL DEFAULT 'machine'`,
    `ALTER TABLE machines ADD COLUMN health TEXT NOT NULL DEFAULT 'unknown'`,
    `ALTER TABLE machines ADD COLUMN health_detail TEXT NOT NULL DEFAULT ''`,
    'ALTER TABLE machines ADD COLUMN capacity TEXT',
    `ALTER TABLE machines ADD COLUMN parents TEXT NOT NULL DEFAULT '[]'`,
    `ALTER TABLE machines ADD COLUMN details TEXT NOT NULL DEFAULT '{}'`,
    'DROP INDEX machines_by_state',
    'CREATE INDEX machines_by_state ON machines (kind, state, provider)',
  ],
};
