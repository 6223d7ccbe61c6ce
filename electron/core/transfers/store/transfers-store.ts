import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { failure } from '#shared/errors/app-error.ts';
import { checkKey, writeKeyCheck } from '../../cache/key-check.ts';
import { migrate } from '../../cache/migrate.ts';
import { isDamage, openSqlite } from '../../cache/sqlite.ts';
import type { TransfersApi } from '../transfers-api.ts';
import { createIdleMark } from './idle-mark.ts';
import { createItemsTable } from './items-table.ts';
import { transfersMigrations } from './migrations.ts';
import { createPartsTable } from './parts-table.ts';
import { createPlansTable } from './plans-table.ts';
import { createSums } from './sums.ts';
import { createTransferRows } from './transfer-rows.ts';

interface Opened extends Omit<TransfersApi, 'store'> {
  close(): void;
}

type Place = Parameters<TransfersApi['store']['open']>[0];

const keyCheckPath = ({ folder }: Place): string => join(folder, 'transfers-key-check');

/** Without its key check, a damaged file and a wrong key look alike; either way the file is left alone. */
function knownKey(place: Place): boolean {
  const known = existsSync(join(place.folder, 'transfers.db')) ? checkKey(keyCheckPath(place), place.key) : 'new';
  if (known !== 'wrong') return known === 'right';
  throw failure('auth_required', 'The transfers are encrypted with another key than the vault holds.', {
    hint: 'Unlock the vault that was used before. Nothing was changed.',
    fix: { kind: 'choose_vault' },
  });
}

function damaged({ folder }: Place, cause: Error) {
  return failure('conflict', `The store of transfers is damaged (${cause.message}).`, {
    hint: `Nothing was changed. Move ${join(folder, 'transfers.db')} away to begin anew: unfinished transfers are then forgotten.`,
    cause,
  });
}

function openParts({ folder, key }: Place): Opened {
  // A killed process loses nothing that was committed; a power cut may cost the last commits, and parts are listed anew then.
  const db = openSqlite(join(folder, 'transfers.db'), key);
  try {
    migrate(db, transfersMigrations);
    const sums = createSums(db);
    const transfers = { ...createTransferRows(db, sums, createIdleMark(folder)), ...createItemsTable(db, sums) };
    const close = () => {
      try {
        // Leaves the mark behind for the next start, where all have ended.
        transfers.unfinished();
      } finally {
        db.close();
      }
    };
    return { plans: createPlansTable(db, sums), transfers, parts: createPartsTable(db), close };
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
    if (!known) writeKeyCheck(keyCheckPath(place), place.key);
    return opened;
  } catch (cause) {
    throw isDamage(cause) ? damaged(place, cause) : cause;
  }
}

type Methods = Record<string | symbol, (...args: unknown[]) => unknown>;

/** What the transfers thread offers. */
export function createTransfersStore(): TransfersApi {
  let opened: Opened | null = null;
  const current = () => {
    if (!opened)
      throw failure('conflict', 'The store of transfers is not open.', { hint: 'Unlock the vault, or start the console again.' });
    return opened;
  };
  /** A group whose methods go to the open store's part of the same name. */
  const delegate = <G extends keyof Omit<TransfersApi, 'store'>>(group: G): TransfersApi[G] =>
    new Proxy({} as TransfersApi[G], {
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
    plans: delegate('plans'),
    transfers: delegate('transfers'),
    parts: delegate('parts'),
  };
}
