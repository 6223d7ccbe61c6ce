import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { failure } from '#shared/errors/app-error.ts';
import { checkKey, writeKeyCheck } from '../cache/key-check.ts';
import { migrate } from '../cache/migrate.ts';
import { isDamage } from '../cache/sqlite.ts';
import { createAuditRepository } from './audit-repository.ts';
import { createDocuments } from './documents-repository.ts';
import { operationsMigrations } from './migrations.ts';
import { openDurable } from './open-durable.ts';
import type { OperationsApi } from './operations-api.ts';
import { createPlans } from './plans-repository.ts';
import { createRuns } from './runs-repository.ts';

interface Opened extends Omit<OperationsApi, 'store'> {
  close(): void;
}

type Place = Parameters<OperationsApi['store']['open']>[0];

/** Without its key check, a damaged file and a wrong key look alike; either way the file is left alone. */
function knownKey({ folder, key }: Place): boolean {
  const known = existsSync(join(folder, 'operations.db')) ? checkKey(join(folder, 'key-check'), key) : 'new';
  if (known !== 'wrong') return known === 'right';
  throw failure('auth_required', 'Plans, runs and the audit log are encrypted with another key than the vault holds.', {
    hint: 'Unlock the vault that was used before. Nothing was changed.',
    fix: { kind: 'choose_vault' },
  });
}

function damaged(folder: string, cause: Error) {
  return failure('conflict', `The store of plans, runs and the audit log is damaged (${cause.message}).`, {
    hint: `Nothing was changed. Restore ${folder} from a backup, or move it away to begin anew without its history.`,
    cause,
  });
}

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

function open(place: Place): Opened {
  mkdirSync(place.folder, { recursive: true, mode: 0o700 });
  const known = knownKey(place);
  try {
    const opened = openParts(place);
    if (!known) writeKeyCheck(join(place.folder, 'key-check'), place.key);
    return opened;
  } catch (cause) {
    throw isDamage(cause) ? damaged(place.folder, cause) : cause;
  }
}

type Methods = Record<string | symbol, (...args: unknown[]) => unknown>;

export function createOperations(): OperationsApi {
  let opened: Opened | null = null;
  const current = () => {
    if (!opened) throw failure('conflict', 'The operations store is not open.', { hint: 'Unlock the vault, or start the console again.' });
    return opened;
  };
  /** A group whose methods go to the open store's part of the same name. */
  const delegate = <G extends keyof Omit<OperationsApi, 'store'>>(group: G): OperationsApi[G] =>
    new Proxy({} as OperationsApi[G], {
      get:
        (_, name) =>
        (...args: unknown[]) =>
          (current()[group] as unknown as Methods)[name]!(...args),
    });
  return {
    store: {
      open(options) {
        opened?.close();
        opened = null;
        opened = open(options);
      },
      close() {
        opened?.close();
        opened = null;
      },
    },
    documents: delegate('documents'),
    plans: delegate('plans'),
    runs: delegate('runs'),
    audit: delegate('audit'),
  };
}
