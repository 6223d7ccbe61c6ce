import { type Outcome, outcomes, type Run, type RunTarget } from '#shared/model/action.ts';
import type { Sqlite } from '../cache/sqlite.ts';
import type { JournalMark, OperationsApi, RunRecord, StoredRun, UnfinishedRun } from './operations-api.ts';

type RunsApi = OperationsApi['runs'];

interface RunRow {
  id: string;
  pid: number;
  since: number;
  run: string;
  ended_at: number | null;
}

const troubled: readonly Outcome[] = ['unknown', 'failed'];

function troubleOf(outcome: Outcome): number {
  const place = troubled.indexOf(outcome);
  return place < 0 ? troubled.length : place;
}

function prepare(db: Sqlite) {
  const ofMachine = 'id IN (SELECT run_id FROM run_targets WHERE connection_id = @connectionId AND machine_id = @machineId)';
  return {
    applyPlan: db.prepare('UPDATE plans SET run_id = @runId WHERE id = @planId AND run_id IS NULL'),
    insert: db.prepare('INSERT INTO runs (id, pid, since, ended_at, run) VALUES (@id, @pid, @since, @endedAt, @run)'),
    update: db.prepare('UPDATE runs SET run = @run, ended_at = @endedAt WHERE id = @id AND pid = @pid'),
    get: db.prepare('SELECT * FROM runs WHERE id = @runId'),
    holds: db.prepare('SELECT count(*) FROM runs WHERE id = @runId AND pid = @pid AND ended_at IS NULL').pluck(),
    list: db.prepare('SELECT * FROM runs ORDER BY number DESC LIMIT @limit OFFSET @offset'),
    count: db.prepare('SELECT count(*) FROM runs').pluck(),
    listOfMachine: db.prepare(`SELECT * FROM runs WHERE ${ofMachine} ORDER BY number DESC LIMIT @limit OFFSET @offset`),
    countOfMachine: db.prepare(`SELECT count(*) FROM runs WHERE ${ofMachine}`).pluck(),
    unfinished: db.prepare('SELECT * FROM runs WHERE ended_at IS NULL ORDER BY number'),
    claim: db.prepare('UPDATE runs SET pid = @pid, since = @since WHERE id = @runId AND pid = @from AND ended_at IS NULL'),
    putTarget: db.prepare(
      `INSERT INTO run_targets (run_id, at, connection_id, machine_id, outcome, trouble, target)
       VALUES (@runId, @at, @connectionId, @machineId, @outcome, @trouble, @target)
       ON CONFLICT (run_id, at) DO UPDATE SET outcome = excluded.outcome, trouble = excluded.trouble, target = excluded.target`,
    ),
    counts: db.prepare('SELECT outcome, count(*) AS count FROM run_targets WHERE run_id = @runId GROUP BY outcome'),
    countTargets: db.prepare('SELECT count(*) FROM run_targets WHERE run_id = @runId').pluck(),
    byIndex: db.prepare('SELECT target FROM run_targets WHERE run_id = @runId ORDER BY at LIMIT @limit OFFSET @offset').pluck(),
    byTrouble: db.prepare('SELECT target FROM run_targets WHERE run_id = @runId ORDER BY trouble, at LIMIT @limit OFFSET @offset').pluck(),
    mark: db.prepare('INSERT INTO journal (run_id, at, mark) VALUES (@runId, @at, @mark)'),
    lastMarks: db
      .prepare('SELECT mark FROM journal WHERE number IN (SELECT max(number) FROM journal WHERE run_id = @runId GROUP BY at) ORDER BY at')
      .pluck(),
  };
}

type Statements = ReturnType<typeof prepare>;

/** Counts of a run that goes on are those of its targets now: nobody rewrites the run for each of them. */
function toStored(sql: Statements, row: RunRow): UnfinishedRun {
  const run = JSON.parse(row.run) as Run;
  if (row.ended_at !== null) return { run, pid: row.pid, since: row.since };
  const found = sql.counts.all({ runId: row.id }) as { outcome: Outcome; count: number }[];
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Run['counts'];
  for (const { outcome, count } of found) counts[outcome] = count;
  return { run: { ...run, counts }, pid: row.pid, since: row.since };
}

function putTarget(sql: Statements, runId: string, target: RunTarget): void {
  const { index, connectionId, machineId, outcome } = target;
  const place = { runId, at: index, connectionId, machineId };
  sql.putTarget.run({ ...place, outcome, trouble: troubleOf(outcome), target: JSON.stringify(target) });
}

function putRecord(sql: Statements, runId: string, { target, mark }: RunRecord): void {
  putTarget(sql, runId, target);
  if (mark) sql.mark.run({ runId, at: mark.index, mark: JSON.stringify(mark) });
}

function runRow({ run, pid }: StoredRun): Record<string, unknown> {
  return { id: run.id, pid, endedAt: run.endedAt, run: JSON.stringify(run) };
}

/** Runs, their targets and the journal of their calls. */
export function createRuns(db: Sqlite): RunsApi {
  const sql = prepare(db);
  const begin = db.transaction(({ stored, targets }: Parameters<RunsApi['begin']>[0]) => {
    if (sql.applyPlan.run({ runId: stored.run.id, planId: stored.run.planId }).changes === 0) return false;
    sql.insert.run({ ...runRow(stored), since: Date.now() });
    for (const target of targets) putTarget(sql, stored.run.id, target);
    return true;
  });
  const record = db.transaction(({ runId, pid, records }: Parameters<RunsApi['record']>[0]) => {
    if (sql.holds.get({ runId, pid }) === 0) return false;
    for (const one of records) putRecord(sql, runId, one);
    return true;
  });
  const list = db.transaction(({ machine, ...page }: Parameters<RunsApi['list']>[0]) => {
    const rows = (machine ? sql.listOfMachine.all({ ...page, ...machine }) : sql.list.all(page)) as RunRow[];
    const total = (machine ? sql.countOfMachine.get(machine) : sql.count.get()) as number;
    return { runs: rows.map((row) => toStored(sql, row).run), total };
  });
  const targets = db.transaction(({ order, ...page }: Parameters<RunsApi['targets']>[0]) => {
    const found = (order === 'index' ? sql.byIndex : sql.byTrouble).all(page) as string[];
    const total = sql.countTargets.get({ runId: page.runId }) as number;
    return { targets: found.map((text) => JSON.parse(text) as RunTarget), total };
  });
  return {
    begin: (options) => begin.immediate(options),
    update: (stored) => sql.update.run(runRow(stored)).changes > 0,
    record: (options) => record.immediate(options),
    get: (options) => {
      const row = sql.get.get(options) as RunRow | undefined;
      return row ? toStored(sql, row) : null;
    },
    list: (options) => list(options),
    targets: (options) => targets(options),
    journal: (options) => (sql.lastMarks.all(options) as string[]).map((text) => JSON.parse(text) as JournalMark),
    unfinished: () => (sql.unfinished.all() as RunRow[]).map((row) => toStored(sql, row)),
    claim: (options) => sql.claim.run({ ...options, since: Date.now() }).changes > 0,
  };
}
