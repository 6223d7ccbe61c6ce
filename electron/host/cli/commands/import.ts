import type { ConformanceReport } from '#shared/model/cost.ts';
import type { Job } from '#shared/model/job.ts';
import { type CliIo, type Exit, exits, type Outcome } from '../io.ts';
import { exitOf, firstError, watchJobs } from '../jobs.ts';
import type { OpenedCore } from '../open-core.ts';
import { resolvePath } from '../paths.ts';
import { sentences } from '../table.ts';

export interface ImportOptions {
  file: string;
  name?: string;
}

function exitFor(job: Job, report: ConformanceReport | null): Exit {
  const exit = exitOf([job]);
  return exit === exits.done && report && report.rowsBad > 0 ? exits.partial : exit;
}

function reportText(report: ConformanceReport): string {
  const { file, focusVersion, rowsKept, rowsRead, rowsBad, missingMandatory, warnings } = report;
  const lines = [`${file}: FOCUS ${focusVersion}, ${rowsKept} of ${rowsRead} rows kept, ${rowsBad} bad`];
  if (missingMandatory.length > 0) lines.push(`! mandatory columns missing: ${missingMandatory.join(', ')}`);
  for (const { message, rows } of warnings) lines.push(`! ${message} (${rows} rows)`);
  for (const { line, column, reason } of report.badRows.slice(0, 20)) lines.push(`! line ${line}${column ? `, ${column}` : ''}: ${reason}`);
  return `${lines.join('\n')}\n`;
}

function outcome(job: Job, report: ConformanceReport | null) {
  const error = firstError([job]);
  const text = job.state === 'failed' && error ? `Not imported: ${sentences(error)}\n` : report ? reportText(report) : 'Imported\n';
  return { error, text };
}

/** Imports a FOCUS file and waits for its end. What an earlier import of the same file brought is replaced. */
export async function importFocus(io: CliIo, { core, client }: OpenedCore, { file, name }: ImportOptions): Promise<Outcome> {
  const watch = watchJobs(core, io);
  try {
    const token = core.grants.grantOpen(resolvePath(io, file));
    const opened = await client.imports.open({ token, name });
    const [job] = (await watch.ended([opened.job])) as [Job];
    const failed = job.state === 'failed' || job.state === 'cancelled';
    const report = failed ? null : await client.imports.report({ connectionId: opened.connection.id });
    const { error, text } = outcome(job, report);
    const counts = {
      rows: report?.rowsKept ?? 0,
      rowsRead: report?.rowsRead ?? 0,
      rowsKept: report?.rowsKept ?? 0,
      rowsBad: report?.rowsBad ?? 0,
    };
    return { json: { connection: opened.connection, job, ...counts, report, ...(error && { error }) }, text, exit: exitFor(job, report) };
  } finally {
    watch.close();
  }
}
