import { join } from 'node:path';
import { failure } from '#shared/errors/app-error.ts';
import { migrate } from '../cache/migrate.ts';
import { createKeyedStore } from '../threads/keyed-store.ts';
import { createAuditRepository } from './audit-repository.ts';
import { createDocuments } from './documents-repository.ts';
import { operationsMigrations } from './migrations.ts';
import { openDurable } from './open-durable.ts';
import type { OperationsApi } from './operations-api.ts';
import { createPlans } from './plans-repository.ts';
import { createRuns } from './runs-repository.ts';

type Opened = Omit<OperationsApi, 'store'> & { close(): void };

type Place = Parameters<OperationsApi['store']['open']>[0];

function openParts({ folder, key }: Place): Opened {
  const db = openDurable(join(folder, 'operations.db'), key);
  try {
    migrate(db, operationsMigrations);
    const audit = createAuditRepository({ folder, key });
    const close = () => {
      audit.close();
      db.close();
    };
    return { documents: createDocuments(db), plans: createPlans(db), runs: createRuns(db), audit, close };
  } catch (cause) {
    db.close();
    throw cause;
  }
}

/** What the operations thread offers. */
export function createOperations(): OperationsApi {
  const { store, delegate } = createKeyedStore<Opened>({
    file: 'operations.db',
    keyCheck: 'key-check',
    notOpen: 'The operations store is not open.',
    wrongKey: 'Plans, runs and the audit log are encrypted with another key than the vault holds.',
    damaged: ({ folder }, cause) =>
      failure('conflict', `The store of plans, runs and the audit log is damaged (${cause.message}).`, {
        hint: `Nothing was changed. Restore ${folder} from a backup, or move it away to begin anew without its history.`,
        cause,
      }),
    open: openParts,
  });
  return { store, documents: delegate('documents'), plans: delegate('plans'), runs: delegate('runs'), audit: delegate('audit') };
}
