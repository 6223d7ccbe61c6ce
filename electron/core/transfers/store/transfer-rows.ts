import type { Transfer } from '#shared/model/transfer.ts';
import type { Sqlite } from '../../cache/sqlite.ts';
import type { StoredTransfer, TransfersApi } from '../transfers-api.ts';
import type { IdleMark } from './idle-mark.ts';
import { planRemover } from './plans-table.ts';
import type { SumsTable } from './sums.ts';

type TransfersGroup = TransfersApi['transfers'];

interface TransferRow {
  plan: number;
  pid: number;
  since: number;
  transfer: string;
}

function prepare(db: Sqlite) {
  const removeOf = (table: string) => db.prepare(`DELETE FROM ${table} WHERE plan = ?`);
  return {
    applyPlan: db.prepare('UPDATE plans SET transfer_id = @id WHERE id = @planId AND transfer_id IS NULL AND plan IS NOT NULL'),
    planNumber: db.prepare('SELECT number FROM plans WHERE id = @planId').pluck(),
    insert: db.prepare(
      'INSERT INTO transfers (id, plan, pid, since, ended, transfer) VALUES (@id, @plan, @pid, @since, @ended, @transfer)',
    ),
    update: db.prepare('UPDATE transfers SET transfer = @transfer, ended = @ended WHERE id = @id AND pid = @pid'),
    get: db.prepare('SELECT * FROM transfers WHERE id = @transferId'),
    list: db.prepare('SELECT * FROM transfers ORDER BY ended, number DESC LIMIT @limit OFFSET @offset'),
    count: db.prepare('SELECT count(*) FROM transfers').pluck(),
    unfinished: db.prepare('SELECT * FROM transfers WHERE ended = 0 ORDER BY number'),
    claim: db.prepare('UPDATE transfers SET pid = @pid, since = @since WHERE id = @transferId AND pid = @fromPid'),
    ended: db.prepare('SELECT plan FROM transfers WHERE ended = 1').pluck(),
    remove: [removeOf('transfers'), removeOf('uploads'), removeOf('parts')],
  };
}

const toRow = (transfer: Transfer) => ({
  id: transfer.id,
  ended: transfer.endedAt === null ? 0 : 1,
  transfer: JSON.stringify(transfer),
});

/** Transfers as a whole: their list, and which process works on each. */
export function createTransferRows(
  db: Sqlite,
  sums: SumsTable,
  idle: IdleMark,
): Pick<TransfersGroup, 'begin' | 'update' | 'get' | 'list' | 'unfinished' | 'claim' | 'clear'> {
  const sql = prepare(db);
  const removePlan = planRemover(db, sums);
  const toStored = ({ plan, pid, since, transfer }: TransferRow): StoredTransfer => {
    const { counts, bytes, verified, copied } = sums.get(plan);
    return { transfer: { ...(JSON.parse(transfer) as Transfer), counts, bytes, verified, copied }, pid, since };
  };
  const begin = db.transaction(({ transfer, pid }: Parameters<TransfersGroup['begin']>[0]) => {
    if (sql.applyPlan.run(transfer).changes === 0) return false;
    idle.remove();
    // The machine's own clock: tells a process from a later one with the same number.
    sql.insert.run({ ...toRow(transfer), plan: sql.planNumber.get(transfer), pid, since: Date.now() });
    return true;
  });
  const noteIdle = db.transaction(() => {
    if (sql.unfinished.all().length === 0) idle.set();
  });
  const unfinished = () => {
    const found = (sql.unfinished.all() as TransferRow[]).map(toStored);
    if (found.length === 0 && !idle.stands()) noteIdle.immediate();
    return found;
  };
  const list = db.transaction((page: Parameters<TransfersGroup['list']>[0]) => ({
    transfers: (sql.list.all(page) as TransferRow[]).map((row) => toStored(row).transfer),
    total: sql.count.get() as number,
  }));
  const clear = db.transaction(() => {
    const ended = sql.ended.all() as number[];
    for (const plan of ended) {
      for (const statement of sql.remove) statement.run(plan);
      removePlan(plan);
    }
    return ended.length;
  });
  return {
    begin: (options) => begin.immediate(options),
    update: ({ transfer, pid }) => sql.update.run({ ...toRow(transfer), pid }).changes > 0,
    get: (options) => {
      const row = sql.get.get(options) as TransferRow | undefined;
      return row ? toStored(row) : null;
    },
    list: (options) => list(options),
    unfinished,
    claim: (options) => sql.claim.run({ ...options, since: Date.now() }).changes > 0,
    clear: () => clear.immediate(),
  };
}
