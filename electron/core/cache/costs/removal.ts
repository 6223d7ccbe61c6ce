import type { Database } from 'better-sqlite3-multiple-ciphers';
import type { Load, LoadTable } from './load-table.ts';
import type { Segments } from './segments.ts';

/** Takes rows out of the store. */
export class Removal {
  private readonly db: Database;
  private readonly loads: LoadTable;
  private readonly segments: Segments;
  private pending: NodeJS.Immediate | null = null;

  constructor(db: Database, loads: LoadTable, segments: Segments) {
    this.db = db;
    this.loads = loads;
    this.segments = segments;
  }

  /**
   * Removes replaced loads one segment per turn of the event loop: deleting a blob reads each of its pages, which for
   * millions of rows would keep queries waiting. What a killed process leaves goes at the next open.
   */
  purgeLater(): void {
    this.pending ??= setImmediate(() => {
      this.pending = null;
      if (this.db.open && this.purgeSegments(1)) this.purgeLater();
    });
  }

  /** Removes everything of replaced loads now. */
  purge(): void {
    while (this.purgeSegments(64));
  }

  /** Takes loads out at once, with reports and rates; returns the visible rows removed. Call inside a transaction. */
  dropLoads(loads: readonly Load[]): number {
    let rows = 0;
    for (const load of loads) {
      if (load.state === 'live') rows += this.loads.liveRows(load.id);
      this.segments.remove(this.loads.segments(load.id).map(({ id }) => id));
      this.forgetLoad(load.id);
    }
    this.segments.release();
    return rows;
  }

  /** Removes one month of a connection's live loads; returns its rows. */
  dropMonth({ connectionId, month }: { connectionId: string; month: string }): number {
    return this.db.transaction(() => {
      const own = "month = ? AND load_id IN (SELECT id FROM cost_loads WHERE connection_id = ? AND state = 'live')";
      const sum = `SELECT COALESCE(SUM(rows), 0) FROM cost_months WHERE ${own}`;
      const rows = this.db.prepare<[string, string], number>(sum).pluck().get(month, connectionId) ?? 0;
      const segments = this.loads.liveSegments().filter((one) => one.month === month && one.connectionId === connectionId);
      this.segments.remove(segments.map(({ id }) => id));
      this.db.prepare(`DELETE FROM cost_months WHERE ${own}`).run(month, connectionId);
      this.segments.release();
      return rows;
    })();
  }

  private purgeSegments(limit: number): boolean {
    return this.db.transaction(() => {
      const load = this.loads.inState('dropped')[0];
      if (!load) return false;
      const segments = this.loads.segments(load.id);
      this.segments.remove(segments.slice(0, limit).map(({ id }) => id));
      if (segments.length <= limit) this.forgetLoad(load.id);
      return true;
    })();
  }

  private forgetLoad(id: number): void {
    for (const table of ['cost_months', 'cost_rates']) this.db.prepare(`DELETE FROM ${table} WHERE load_id = ?`).run(id);
    this.db.prepare('DELETE FROM cost_loads WHERE id = ?').run(id);
  }
}
