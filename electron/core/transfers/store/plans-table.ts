import type { PlanPart } from '#shared/model/transfer.ts';
import type { Sqlite } from '../../cache/sqlite.ts';
import type { NewRow, PlanItemsPage, StoredPlan, TransfersApi } from '../transfers-api.ts';
import { itemInserter } from './insert-items.ts';
import { type ItemRow, stateNumber, textFilter, textValues, toWorkItem } from './item-rows.ts';
import type { SumsChange, SumsTable } from './sums.ts';

type PlansApi = TransfersApi['plans'];

interface PlanRow {
  plan: string;
  request: string;
  transfer_id: string | null;
  taken_pid: number | null;
  taken_at: number | null;
}

// The states are literals, so that SQLite finds the index of those that wait.
const waitingState = stateNumber('waiting');
const waiting = `state = ${waitingState}`;
// A quote within a name is escaped in JSON, so these texts are found in no name, and no row has to be parsed.
const replacesNone = `instr(item, '"replaces":null') > 0`;
const partFilters: Record<PlanPart, string> = {
  all: 'TRUE',
  act: waiting,
  new: `${waiting} AND copies = 1 AND ${replacesNone}`,
  changed: `${waiting} AND copies = 1 AND NOT ${replacesNone}`,
  delete: `${waiting} AND instr(item, '"does":"delete"') > 0`,
  skip: `state = ${stateNumber('skipped')}`,
  refuse: 'refused = 1',
};

function partStatements(db: Sqlite) {
  const prepared = Object.entries(partFilters).map(([part, filter]) => {
    const from = `FROM items WHERE plan = @plan AND ${filter} AND ${textFilter}`;
    const statements = {
      rows: db.prepare(`SELECT item ${from} ORDER BY at LIMIT @limit OFFSET @offset`),
      count: db.prepare(`SELECT count(*) ${from}`).pluck(),
    };
    return [part, statements] as const;
  });
  return Object.fromEntries(prepared) as Record<PlanPart, (typeof prepared)[number][1]>;
}

function prepare(db: Sqlite) {
  return {
    begin: db.prepare('INSERT INTO plans (id, begun_at, request) VALUES (@planId, @now, @request)'),
    number: db.prepare('SELECT number FROM plans WHERE id = @planId').pluck(),
    finish: db.prepare('UPDATE plans SET plan = @plan, expires_at = @expiresAt WHERE id = @id'),
    get: db.prepare('SELECT plan, request, transfer_id, taken_pid, taken_at FROM plans WHERE id = @planId AND plan IS NOT NULL'),
    refused: db.prepare('SELECT item FROM items WHERE plan = @plan AND refused = 1 ORDER BY at LIMIT @limit OFFSET @offset'),
    others: db.prepare('SELECT item FROM items WHERE plan = @plan AND refused = 0 ORDER BY at LIMIT @limit OFFSET @offset'),
    parts: partStatements(db),
    take: db.prepare(
      `UPDATE plans SET taken_pid = @pid, taken_at = @now
       WHERE id = @planId AND taken_pid IS @fromPid AND transfer_id IS NULL AND plan IS NOT NULL`,
    ),
    giveBack: db.prepare('UPDATE plans SET taken_pid = NULL WHERE id = @planId AND taken_pid = @pid AND transfer_id IS NULL'),
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

/** What new items add to the sums of their plan. What is not done moves no bytes. */
function changeOf(rows: readonly NewRow[]): SumsChange {
  const done = rows.filter(({ state }) => state === waitingState);
  const failed = rows.filter(({ refused }) => refused === 1).length;
  return {
    counts: { waiting: done.length, failed, skipped: rows.length - done.length - failed },
    refused: failed,
    total: done.reduce((sum, { size }) => sum + size, 0),
  };
}

function toStored({ plan, request, transfer_id: transferId, taken_pid: pid, taken_at: since }: PlanRow): StoredPlan {
  const stored = JSON.parse(plan) as StoredPlan['plan'];
  return {
    plan: transferId === null ? stored : { ...stored, state: 'applied', transferId },
    request: JSON.parse(request) as StoredPlan['request'],
    taken: transferId === null && pid !== null ? { pid, since: since ?? 0 } : null,
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
  const insert = itemInserter(db);
  const numberOf = (planId: string) => sql.number.get({ planId }) as number | undefined;
  const begin = db.transaction(({ planId, request }: Parameters<PlansApi['begin']>[0]) => {
    // The machine's own clock: compared with nothing but itself, when what was never finished is removed.
    const { lastInsertRowid } = sql.begin.run({ planId, now: Date.now(), request: JSON.stringify(request) });
    sums.begin(Number(lastInsertRowid));
  });
  const add = db.transaction(({ planId, rows }: Parameters<PlansApi['add']>[0]) => {
    const plan = numberOf(planId);
    if (plan === undefined) throw new Error(`There is no plan ${planId}`);
    insert(plan, rows);
    sums.add(plan, changeOf(rows));
  });
  const items = db.transaction(({ planId, show = 'all', text = '', ...page }: PlanItemsPage) => {
    const plan = numberOf(planId);
    if (plan === undefined) return { items: [], total: 0 };
    if (show !== 'all' || text !== '') {
      const { rows, count } = sql.parts[show];
      const wanted = { plan, ...textValues(text) };
      const found = rows.all({ ...wanted, ...page }) as Pick<ItemRow, 'item'>[];
      return { items: found.map(toWorkItem), total: count.get(wanted) as number };
    }
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
    // The machine's own clock: tells a process from a later one with the same number.
    take: (options) => sql.take.run({ ...options, now: Date.now() }).changes > 0,
    giveBack: (options) => void sql.giveBack.run(options),
    prune: (options) => prune.immediate(options),
  };
}
