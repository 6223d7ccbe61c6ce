import type { Sqlite } from '../../cache/sqlite.ts';
import type { StoredPlan, TransfersApi, WorkItem } from '../transfers-api.ts';
import { firstRow, type ItemRow, toWorkItem } from './item-rows.ts';
import type { SumsChange, SumsTable } from './sums.ts';

type PlansApi = TransfersApi['plans'];

interface PlanRow {
  plan: string;
  request: string;
  transfer_id: string | null;
}

const itemColumns = ['at', 'state', 'refused', 'copies', 'size', 'bytes', 'attempts', 'verified', 'error', 'note', 'item'];

function prepare(db: Sqlite) {
  return {
    begin: db.prepare('INSERT INTO plans (id, begun_at, request) VALUES (@planId, @now, @request)'),
    number: db.prepare('SELECT number FROM plans WHERE id = @planId').pluck(),
    addItem: db.prepare(
      `INSERT INTO items (plan, ${itemColumns.join(', ')}) VALUES (@plan, ${itemColumns.map((name) => `@${name}`).join(', ')})`,
    ),
    finish: db.prepare('UPDATE plans SET plan = @plan, expires_at = @expiresAt WHERE id = @id'),
    get: db.prepare('SELECT plan, request, transfer_id FROM plans WHERE id = @planId AND plan IS NOT NULL'),
    refused: db.prepare('SELECT item FROM items WHERE plan = @plan AND refused = 1 ORDER BY at LIMIT @limit OFFSET @offset'),
    others: db.prepare('SELECT item FROM items WHERE plan = @plan AND refused = 0 ORDER BY at LIMIT @limit OFFSET @offset'),
    expired: db
      .prepare(
        `SELECT number FROM plans
         WHERE transfer_id IS NULL AND (expires_at < @before OR (expires_at IS NULL AND begun_at < @before))`,
      )
      .pluck(),
    removeItems: db.prepare('DELETE FROM items WHERE plan = ?'),
    remove: db.prepare('DELETE FROM plans WHERE number = ?'),
  };
}

/** What a new item adds to the sums of its plan. What is not done moves no bytes. */
function changeOf(items: readonly WorkItem[]): SumsChange {
  const done = items.filter(({ skip, refusal }) => skip === null && !refusal);
  const failed = items.filter(({ refusal }) => refusal).length;
  return {
    counts: { waiting: done.length, failed, skipped: items.length - done.length - failed },
    refused: failed,
    total: done.reduce((sum, { size }) => sum + size, 0),
  };
}

function toStored({ plan, request, transfer_id: transferId }: PlanRow): StoredPlan {
  const stored = JSON.parse(plan) as StoredPlan['plan'];
  return {
    plan: transferId === null ? stored : { ...stored, state: 'applied', transferId },
    request: JSON.parse(request) as StoredPlan['request'],
  };
}

/** Splits a page of "those first, then the rest" into a page of each. */
export function splitPage({ offset, limit }: { offset: number; limit: number }, first: number) {
  const ahead = Math.max(0, Math.min(limit, first - offset));
  return {
    first: { offset: Math.min(offset, first), limit: ahead },
    rest: { offset: Math.max(0, offset - first), limit: limit - ahead },
  };
}

/** Removes a plan with everything that hangs on it; inside a transaction. */
export function planRemover(db: Sqlite, sums: SumsTable): (plan: number) => void {
  const sql = prepare(db);
  return (plan) => {
    sql.removeItems.run(plan);
    sums.remove(plan);
    sql.remove.run(plan);
  };
}

export function createPlansTable(db: Sqlite, sums: SumsTable): PlansApi {
  const sql = prepare(db);
  const numberOf = (planId: string) => sql.number.get({ planId }) as number | undefined;
  const begin = db.transaction(({ planId, request }: Parameters<PlansApi['begin']>[0]) => {
    // The machine's own clock: compared with nothing but itself, when what was never finished is removed.
    const { lastInsertRowid } = sql.begin.run({ planId, now: Date.now(), request: JSON.stringify(request) });
    sums.begin(Number(lastInsertRowid));
  });
  const add = db.transaction(({ planId, items }: Parameters<PlansApi['add']>[0]) => {
    const plan = numberOf(planId);
    if (plan === undefined) throw new Error(`There is no plan ${planId}`);
    for (const item of items) sql.addItem.run({ ...firstRow(item), plan });
    sums.add(plan, changeOf(items));
  });
  const items = db.transaction(({ planId, ...page }: Parameters<PlansApi['items']>[0]) => {
    const plan = numberOf(planId);
    if (plan === undefined) return { items: [], total: 0 };
    const { counts, refused } = sums.get(plan);
    const pages = splitPage(page, refused);
    const rows = [...sql.refused.all({ plan, ...pages.first }), ...sql.others.all({ plan, ...pages.rest })] as Pick<ItemRow, 'item'>[];
    return { items: rows.map(toWorkItem), total: Object.values(counts).reduce((sum, count) => sum + count, 0) };
  });
  const remove = planRemover(db, sums);
  const prune = db.transaction((options: Parameters<PlansApi['prune']>[0]) => {
    const expired = sql.expired.all(options) as number[];
    expired.forEach(remove);
    return expired.length;
  });
  return {
    begin: (options) => begin.immediate(options),
    add: (options) => add.immediate(options),
    finish: ({ plan }) => void sql.finish.run({ id: plan.id, expiresAt: plan.expiresAt, plan: JSON.stringify(plan) }),
    get: (options) => {
      const row = sql.get.get(options) as PlanRow | undefined;
      return row ? toStored(row) : null;
    },
    items: (options) => items(options),
    prune: (options) => prune.immediate(options),
  };
}
