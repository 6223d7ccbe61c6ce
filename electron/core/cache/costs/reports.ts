import type { Database } from 'better-sqlite3-multiple-ciphers';
import type { BadRow, ConformanceReport } from '#shared/model/cost.ts';

/** Bad rows kept per scope; `rowsBad` of the report counts all. */
const keptBadRows = 1000;

/** Conformance reports of the loads shown, one per scope. */
export class Reports {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** Replaces the report of a scope; null removes it. */
  save(key: { connectionId: string; scope: string; at: number }, report: ConformanceReport | null): void {
    this.remove(key.connectionId, key.scope);
    if (!report) return;
    const { badRows, ...rest } = report;
    this.db
      .prepare('INSERT INTO cost_reports (connection_id, scope, as_of, report, bad_rows) VALUES (?, ?, ?, ?, ?)')
      .run(key.connectionId, key.scope, key.at, JSON.stringify(rest), JSON.stringify(badRows.slice(0, keptBadRows)));
  }

  remove(connectionId: string, scope?: string): void {
    this.db
      .prepare('DELETE FROM cost_reports WHERE connection_id = ? AND (? IS NULL OR scope = ?)')
      .run(connectionId, scope ?? null, scope ?? null);
  }

  /** The newest report of a connection. */
  latest(connectionId: string): ConformanceReport | null {
    const sql = 'SELECT report, bad_rows AS badRows FROM cost_reports WHERE connection_id = ? ORDER BY as_of DESC, scope LIMIT 1';
    const found = this.db.prepare<[string], { report: string; badRows: string }>(sql).get(connectionId);
    return found ? { ...JSON.parse(found.report), badRows: JSON.parse(found.badRows) } : null;
  }

  /** Bad rows of all scopes of a connection, paged; `total` counts those kept. */
  badRows({ connectionId, offset, limit }: { connectionId: string; offset: number; limit: number }): { rows: BadRow[]; total: number } {
    const sql = 'SELECT bad_rows FROM cost_reports WHERE connection_id = ? ORDER BY scope';
    const kept = this.db.prepare<[string], string>(sql).pluck().all(connectionId);
    const all = kept.flatMap((text) => JSON.parse(text) as BadRow[]);
    return { rows: all.slice(offset, offset + limit), total: all.length };
  }
}
