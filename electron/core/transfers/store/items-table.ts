import { type ItemState, itemStates } from '#shared/model/transfer.ts';
import type { Sqlite } from '../../cache/sqlite.ts';
import type { ItemsPage, TransfersApi, WorkItem } from '../transfers-api.ts';
import { type ItemRow, stateNumber, textFilter, textValues, toTransferItem, toWorkItem } from './item-rows.ts';
import { splitPage } from './plans-table.ts';
import type { SumsTable } from './sums.ts';

type TransfersGroup = TransfersApi['transfers'];
type Outcome = Parameters<TransfersGroup['record']>[0]['items'][number];

const waitingState = stateNumber('waiting');
const failed = stateNumber('failed');

const filter = `plan = @plan AND (@state IS NULL OR state = @state) AND ${textFilter}`;

function prepare(db: Sqlite) {
  return {
    plan: db.prepare('SELECT plan FROM transfers WHERE id = @transferId').pluck(),
    held: db.prepare('SELECT plan FROM transfers WHERE id = @transferId AND pid = @pid').pluck(),
    waiting: db.prepare(
      `SELECT at, bytes, begun_at AS begunAt, item FROM items WHERE plan = @plan AND state = ${waitingState} AND at > @after ORDER BY at LIMIT @limit`,
    ),
    begun: db.prepare('UPDATE items SET begun_at = @now WHERE plan = @plan AND at = @at AND begun_at IS NULL'),
    failed: db.prepare(`SELECT * FROM items WHERE plan = @plan AND state = ${failed} ORDER BY at LIMIT @limit OFFSET @offset`),
    others: db.prepare(`SELECT * FROM items WHERE plan = @plan AND state <> ${failed} ORDER BY at LIMIT @limit OFFSET @offset`),
    filtered: db.prepare(`SELECT * FROM items WHERE ${filter} ORDER BY at LIMIT @limit OFFSET @offset`),
    filteredCount: db.prepare(`SELECT count(*) FROM items WHERE ${filter}`).pluck(),
    before: db.prepare('SELECT state, size, bytes, copies, verified FROM items WHERE plan = @plan AND at = @at'),
    record: db.prepare(
      `UPDATE items SET state = @state, bytes = @bytes, attempts = @attempts, error = @error, verified = @verified, note = @note
       WHERE plan = @plan AND at = @at`,
    ),
    /** Refused ones stay failed: nothing would be different. */
    again: db.prepare(
      `UPDATE items SET state = ${waitingState}, error = NULL, attempts = 0, note = '' WHERE plan = @plan AND state = @state AND refused = 0`,
    ),
    sentOfWaiting: db.prepare(`SELECT coalesce(sum(bytes), 0) FROM items WHERE plan = @plan AND state = ${waitingState}`).pluck(),
    cancel: db.prepare(`UPDATE items SET state = ${stateNumber('cancelled')}, bytes = 0 WHERE plan = @plan AND state = ${waitingState}`),
    forgetUpload: db.prepare('DELETE FROM uploads WHERE plan = @plan AND at = @at'),
    forgetParts: db.prepare('DELETE FROM parts WHERE plan = @plan AND at = @at'),
  };
}

type Statements = ReturnType<typeof prepare>;
type Before = Pick<ItemRow, 'state' | 'size' | 'bytes' | 'verified'> & { copies: number };

type WaitingRow = Pick<ItemRow, 'at' | 'item' | 'bytes'> & { begunAt: number | null };

const toWaiting = (row: WaitingRow): WorkItem => ({
  ...toWorkItem(row),
  ...(row.begunAt !== null && { begunAt: row.begunAt }),
  ...(row.bytes > 0 && { bytesBefore: row.bytes }),
});

/** What one record changes in the sums. */
function recordItem(sql: Statements, { plan, sums }: { plan: number; sums: SumsTable }, item: Outcome): void {
  const key = { plan, at: item.index };
  const before = sql.before.get(key) as Before;
  const was = itemStates[before.state]!;
  const error = item.error && JSON.stringify(item.error);
  sql.record.run({ ...key, ...item, state: stateNumber(item.state), error });
  const succeeded = (state: ItemState) => (state === 'succeeded' && before.copies ? 1 : 0);
  sums.add(plan, {
    counts: was === item.state ? {} : { [was]: -1, [item.state]: 1 },
    done: item.bytes - before.bytes,
    copied: succeeded(item.state) - succeeded(was),
    verified: (item.verified === null ? 0 : succeeded(item.state)) - (before.verified === null ? 0 : succeeded(was)),
  });
  if (item.state !== 'succeeded') return;
  sql.forgetUpload.run(key);
  sql.forgetParts.run(key);
}

/** Work of transfers: what waits, what became of it, and its sums. */
export function createItemsTable(
  db: Sqlite,
  sums: SumsTable,
): Pick<TransfersGroup, 'waiting' | 'cancelWaiting' | 'items' | 'record' | 'requeue' | 'counts'> {
  const sql = prepare(db);
  const planOf = (transferId: string) => (sql.plan.get({ transferId }) as number | undefined) ?? -1;
  const waiting = db.transaction(({ transferId, limit, after = -1 }: Parameters<TransfersGroup['waiting']>[0]) => {
    const plan = planOf(transferId);
    const rows = sql.waiting.all({ plan, limit, after }) as WaitingRow[];
    // The machine's own clock: compared with when a far side says that an upload was begun.
    const now = Date.now();
    for (const { at } of rows) sql.begun.run({ plan, at, now });
    return rows.map(toWaiting);
  });
  const record = db.transaction(({ items, ...holder }: Parameters<TransfersGroup['record']>[0]) => {
    const plan = sql.held.get(holder) as number | undefined;
    if (plan === undefined) return false;
    for (const item of items) recordItem(sql, { plan, sums }, item);
    return true;
  });
  const requeue = db.transaction(({ states, ...holder }: Parameters<TransfersGroup['requeue']>[0]) => {
    const plan = (sql.held.get(holder) as number | undefined) ?? -1;
    return states.reduce((all, state) => {
      const { changes } = sql.again.run({ plan, state: stateNumber(state) });
      sums.add(plan, { counts: { [state]: -changes, waiting: changes } });
      return all + changes;
    }, 0);
  });
  const cancelWaiting = db.transaction((holder: Parameters<TransfersGroup['cancelWaiting']>[0]) => {
    const plan = (sql.held.get(holder) as number | undefined) ?? -1;
    // What was sent of them is removed at the far side.
    const sent = sql.sentOfWaiting.get({ plan }) as number;
    const { changes } = sql.cancel.run({ plan });
    sums.add(plan, { counts: { waiting: -changes, cancelled: changes }, done: -sent });
    return changes;
  });
  const items = db.transaction(({ transferId, state, text = '', ...page }: ItemsPage) => {
    const plan = planOf(transferId);
    if (state !== undefined || text !== '') {
      const wanted = { plan, state: state === undefined ? null : stateNumber(state), ...textValues(text) };
      const rows = sql.filtered.all({ ...wanted, ...page }) as ItemRow[];
      return { items: rows.map(toTransferItem), total: sql.filteredCount.get(wanted) as number };
    }
    const { counts } = sums.get(plan);
    const pages = splitPage(page, counts.failed);
    const rows = [...sql.failed.all({ plan, ...pages.first }), ...sql.others.all({ plan, ...pages.rest })] as ItemRow[];
    return { items: rows.map(toTransferItem), total: Object.values(counts).reduce((sum, count) => sum + count, 0) };
  });
  return {
    waiting: (options) => waiting.immediate(options),
    cancelWaiting: (options) => cancelWaiting.immediate(options),
    items: (options) => items(options),
    record: (options) => record.immediate(options),
    requeue: (options) => requeue.immediate(options),
    counts: ({ transferId }) => {
      const { counts, bytes, verified, copied } = sums.get(planOf(transferId));
      return { counts, bytes, verified, copied };
    },
  };
}
