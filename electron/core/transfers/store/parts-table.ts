import type { Sqlite } from '../../cache/sqlite.ts';
import type { CopiedTarget, NotedPart, ResumePoint, TransfersApi } from '../transfers-api.ts';

type PartsApi = TransfersApi['parts'];

interface UploadRow {
  id: string;
  at: number;
  resume: string | null;
  copied: string | null;
}

const ofItem = 'plan = (SELECT plan FROM transfers WHERE id = @transferId) AND at = @index';
const planOf = '(SELECT plan FROM transfers WHERE id = @transferId)';

function prepare(db: Sqlite) {
  return {
    begin: db.prepare(
      `INSERT INTO uploads (plan, at, resume) VALUES (${planOf}, @index, @resume)
       ON CONFLICT (plan, at) DO UPDATE SET resume = excluded.resume`,
    ),
    done: db.prepare(
      `INSERT INTO parts (plan, at, number, size, receipt, checksum, also) VALUES (${planOf}, @index, @number, @size, @receipt, @checksum, @also)
       ON CONFLICT (plan, at, number) DO UPDATE SET size = excluded.size, receipt = excluded.receipt,
         checksum = excluded.checksum, also = excluded.also`,
    ),
    get: db.prepare(`SELECT resume, copied FROM uploads WHERE ${ofItem}`),
    parts: db.prepare(`SELECT number, size, receipt, checksum, also FROM parts WHERE ${ofItem} ORDER BY number`),
    copied: db.prepare(
      `INSERT INTO uploads (plan, at, copied) VALUES (${planOf}, @index, @copied)
       ON CONFLICT (plan, at) DO UPDATE SET copied = excluded.copied, resume = NULL`,
    ),
    forget: db.prepare(`DELETE FROM uploads WHERE ${ofItem}`),
    forgetParts: db.prepare(`DELETE FROM parts WHERE ${ofItem}`),
    open: db.prepare(
      `SELECT transfers.id, uploads.at, uploads.resume FROM uploads JOIN transfers USING (plan)
       WHERE uploads.resume IS NOT NULL ORDER BY uploads.plan, uploads.at`,
    ),
  };
}

/** Uploads and downloads that were begun, with the parts that the far side has. */
export function createPartsTable(db: Sqlite): PartsApi {
  const sql = prepare(db);
  const begin = db.transaction(({ resume, ...item }: Parameters<PartsApi['begin']>[0]) => {
    sql.forgetParts.run(item);
    sql.begin.run({ ...item, resume: JSON.stringify(resume) });
  });
  const end = db.transaction((item: Parameters<PartsApi['end']>[0]) => {
    sql.forgetParts.run(item);
    sql.forget.run(item);
  });
  const get = db.transaction((item: Parameters<PartsApi['get']>[0]): ReturnType<PartsApi['get']> => {
    const row = sql.get.get(item) as UploadRow | undefined;
    if (!row) return null;
    return {
      resume: row.resume === null ? null : (JSON.parse(row.resume) as ResumePoint),
      parts: sql.parts.all(item) as NotedPart[],
      copied: row.copied === null ? null : (JSON.parse(row.copied) as CopiedTarget),
    };
  });
  return {
    begin: (options) => begin.immediate(options),
    done: ({ part, ...item }) => void sql.done.run({ ...item, ...part }),
    get: (options) => get(options),
    copied: ({ outcome, ...item }) => void sql.copied.run({ ...item, copied: JSON.stringify(outcome) }),
    end: (options) => end.immediate(options),
    open: () =>
      (sql.open.all() as UploadRow[]).map(({ id, at, resume }) => ({
        transferId: id,
        index: at,
        resume: JSON.parse(resume!) as ResumePoint,
      })),
  };
}
