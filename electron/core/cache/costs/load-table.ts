import type { Database } from 'better-sqlite3-multiple-ciphers';
import { monthStart } from './calendar.ts';
import type { Segment } from './segments.ts';

/** One read of one scope. */
export interface Load {
  id: number;
  run: string;
  connectionId: string;
  scope: string;
  state: 'staged' | 'live' | 'dropped';
}

/** A segment that is shown. */
export interface LiveSegment extends Segment {
  connectionId: string;
  /** Epoch day on which its month starts. */
  monthStart: number;
}

const loadColumns = 'id, run, connection_id AS connectionId, scope, state';
const segmentColumns = 's.id, s.load_id AS loadId, s.month, s.cube, s.rows, s.first_day AS firstDay, s.last_day AS lastDay, s.bytes';

/** Reads of the tables that say what is where; small, so they are asked each time. */
export class LoadTable {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  byRun(run: string): Load | undefined {
    return this.db.prepare<[string], Load>(`SELECT ${loadColumns} FROM cost_loads WHERE run = ?`).get(run);
  }

  inState(state: Load['state']): Load[] {
    return this.db.prepare<[string], Load>(`SELECT ${loadColumns} FROM cost_loads WHERE state = ? ORDER BY id`).all(state);
  }

  /** All loads of a connection, or of one of its scopes. */
  of(connectionId: string, scope?: string): Load[] {
    const sql = `SELECT ${loadColumns} FROM cost_loads WHERE connection_id = ? AND (? IS NULL OR scope = ?) ORDER BY id`;
    return this.db.prepare<[string, string | null, string | null], Load>(sql).all(connectionId, scope ?? null, scope ?? null);
  }

  segments(loadId: number): Segment[] {
    return this.db
      .prepare<[number], Segment>(`SELECT ${segmentColumns} FROM cost_segments s WHERE s.load_id = ? ORDER BY s.id`)
      .all(loadId);
  }

  /** Segments of all live loads in the order of reading, with the connection they came from. */
  liveSegments(): LiveSegment[] {
    const sql = `SELECT ${segmentColumns}, l.connection_id AS connectionId FROM cost_loads l JOIN cost_segments s ON s.load_id = l.id
      WHERE l.state = 'live' ORDER BY s.id`;
    const found = this.db.prepare<[], Omit<LiveSegment, 'monthStart'>>(sql).all();
    return found.map((segment) => ({ ...segment, monthStart: monthStart(segment.month) }));
  }

  liveRows(loadId: number): number {
    return this.db.prepare<[number], number>('SELECT COALESCE(SUM(rows), 0) FROM cost_months WHERE load_id = ?').pluck().get(loadId) ?? 0;
  }
}
