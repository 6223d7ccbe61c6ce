import { type ItemState, itemStates } from '#shared/model/transfer.ts';
import type { Sqlite } from '../../cache/sqlite.ts';
import type { TransfersApi } from '../transfers-api.ts';

export type Sums = ReturnType<TransfersApi['transfers']['counts']>;

/** One change of an item's share in the sums; absent numbers stay as they are. */
export interface SumsChange {
  counts: Partial<Record<ItemState, number>>;
  refused?: number;
  done?: number;
  total?: number;
  verified?: number;
  copied?: number;
}

type SumsRow = Record<ItemState | 'refused' | 'bytes_done' | 'bytes_total' | 'verified' | 'copied', number>;

const added = [...itemStates, 'refused', 'bytes_done', 'bytes_total', 'verified', 'copied'];
const noCounts = Object.fromEntries(itemStates.map((state) => [state, 0])) as Record<ItemState, number>;

export interface SumsTable {
  begin(plan: number): void;
  add(plan: number, change: SumsChange): void;
  get(plan: number): Sums & { refused: number };
  remove(plan: number): void;
}

/** Counts of a plan's items, kept with every change of them. */
export function createSums(db: Sqlite): SumsTable {
  const begin = db.prepare('INSERT INTO sums (plan) VALUES (?)');
  const add = db.prepare(`UPDATE sums SET ${added.map((name) => `${name} = ${name} + @${name}`).join(', ')} WHERE plan = @plan`);
  const get = db.prepare('SELECT * FROM sums WHERE plan = ?');
  const remove = db.prepare('DELETE FROM sums WHERE plan = ?');
  return {
    begin: (plan) => void begin.run(plan),
    add(plan, { counts, refused = 0, done = 0, total = 0, verified = 0, copied = 0 }) {
      add.run({ ...noCounts, ...counts, refused, bytes_done: done, bytes_total: total, verified, copied, plan });
    },
    get(plan) {
      const row = (get.get(plan) as SumsRow | undefined) ?? (Object.fromEntries(added.map((name) => [name, 0])) as SumsRow);
      const counts = Object.fromEntries(itemStates.map((state) => [state, row[state]])) as Record<ItemState, number>;
      const { bytes_done: done, bytes_total: total, verified, copied, refused } = row;
      return { counts, bytes: { done, total }, verified, copied, refused };
    },
    remove: (plan) => void remove.run(plan),
  };
}
