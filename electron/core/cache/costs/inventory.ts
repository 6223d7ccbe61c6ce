import type { Database } from 'better-sqlite3-multiple-ciphers';
import { costDimensions } from '#shared/focus/columns.ts';
import type { CostInventory } from '#shared/model/cost.ts';
import type { Dated } from '#shared/model/freshness.ts';
import { dayText } from './calendar.ts';

interface MonthRow {
  connectionId: string;
  month: string;
  rows: number;
  bytes: number;
  firstDay: number;
  lastDay: number;
  currencies: string;
  dimensions: string;
}

function liveMonths(db: Database): MonthRow[] {
  const sql = `SELECT connection_id AS connectionId, month, rows, bytes, first_day AS firstDay, last_day AS lastDay, currencies, dimensions
    FROM cost_months JOIN cost_loads ON id = load_id WHERE state = 'live' ORDER BY month`;
  return db.prepare<[], MonthRow>(sql).all();
}

function union(lists: readonly string[]): string[] {
  return [...new Set(lists.flatMap((list) => JSON.parse(list) as string[]))];
}

/** Known dimensions in the order pickers offer them, then tags by name. */
function ordered(dimensions: readonly string[]): string[] {
  const known: string[] = costDimensions.filter((name) => name === 'ConnectionId' || dimensions.includes(name));
  return [...known, ...dimensions.filter((name) => name.startsWith('tag:')).toSorted((a, b) => a.localeCompare(b))];
}

/** What is in the store, from the facts kept at commit. */
export function readInventory(db: Database): Omit<CostInventory, keyof Dated> {
  const months = liveMonths(db);
  if (months.length === 0) return { firstDay: null, lastDay: null, rows: 0, currencies: [], dimensions: [] };
  return {
    firstDay: dayText(Math.min(...months.map(({ firstDay }) => firstDay))),
    lastDay: dayText(Math.max(...months.map(({ lastDay }) => lastDay))),
    rows: months.reduce((sum, { rows }) => sum + rows, 0),
    currencies: union(months.map(({ currencies }) => currencies)).toSorted(),
    dimensions: ordered(union(months.map(({ dimensions }) => dimensions))),
  };
}

/** What one connection shows of one month. */
export interface HeldMonth {
  connectionId: string;
  month: string;
  rows: number;
  /** In the database. */
  bytes: number;
}

/** Months shown, oldest first; each connection has its own. */
export function readMonths(db: Database): HeldMonth[] {
  return Array.from(Map.groupBy(liveMonths(db), ({ month, connectionId }) => `${month} ${connectionId}`).values(), (parts) => ({
    connectionId: parts[0]!.connectionId,
    month: parts[0]!.month,
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
  }));
}
