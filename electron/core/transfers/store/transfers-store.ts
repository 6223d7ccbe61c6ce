import { join } from 'node:path';
import { failure } from '#shared/errors/app-error.ts';
import { migrate } from '../../cache/migrate.ts';
import { openSqlite } from '../../cache/sqlite.ts';
import { createKeyedStore } from '../../threads/keyed-store.ts';
import type { TransfersApi } from '../transfers-api.ts';
import { createIdleMark } from './idle-mark.ts';
import { createItemsTable } from './items-table.ts';
import { transfersMigrations } from './migrations.ts';
import { createPartsTable } from './parts-table.ts';
import { createPlansTable } from './plans-table.ts';
import { createSums } from './sums.ts';
import { createTransferRows } from './transfer-rows.ts';

type Opened = Omit<TransfersApi, 'store'> & { close(): void };

type Place = Parameters<TransfersApi['store']['open']>[0];

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

/** What the transfers thread offers. */
export function createTransfersStore(): TransfersApi {
  const { store, delegate } = createKeyedStore<Opened>({
    file: 'transfers.db',
    keyCheck: 'transfers-key-check',
    notOpen: 'The store of transfers is not open.',
    wrongKey: 'The transfers are encrypted with another key than the vault holds.',
    damaged: ({ folder }, cause) =>
      failure('conflict', `The store of transfers is damaged (${cause.message}).`, {
        hint: `Nothing was changed. Move ${join(folder, 'transfers.db')} away to begin anew: unfinished transfers are then forgotten.`,
        cause,
      }),
    open: openParts,
  });
  return { store, plans: delegate('plans'), transfers: delegate('transfers'), parts: delegate('parts') };
}
