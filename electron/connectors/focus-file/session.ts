import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CheckResult, ConformanceReport, ConnectorContext, CostBatch, CostSource, Page, ReadOptions, Session } from '../sdk.ts';
import { failure } from '../sdk.ts';
import { distinctTexts } from './distinct-texts.ts';
import { fileFailure } from './file-failure.ts';
import { failureOf, parsePages } from './parse-client.ts';
import { Refusal } from './refusal.ts';

/** A file does not age: it is read again when it changed (`changedSince`) or when a person asks. Ten years in ms. */
const never = 3650 * 24 * 3_600_000;

/** One FOCUS file as a source of costs with a single scope. */
export function focusFileSession(context: ConnectorContext): Session {
  const path = pathOf(context);
  return {
    check: () => check(path, context.signal),
    costs: costSource(path, context.signal),
    close: async () => undefined,
  };
}

function pathOf({ settings }: ConnectorContext): string {
  const { path } = settings;
  if (typeof path === 'string' && path !== '') return path;
  throw failure('invalid_input', 'No file was chosen', { hint: 'Choose a FOCUS export: CSV, CSV.gz or Parquet.' });
}

function costSource(path: string, sessionSignal: AbortSignal): CostSource {
  const reports = new Map<string, ConformanceReport>();
  return {
    maxAgeMs: never,
    scopes: async () => [{ id: '', label: basename(path) }],
    read: ({ scope, signal }: ReadOptions): AsyncIterable<Page<CostBatch>> =>
      parsePages({ path }, AbortSignal.any([signal, sessionSignal]), (report) => reports.set(scope.id, report)),
    report: (scopeId) => {
      const report = reports.get(scopeId);
      if (report) return report;
      throw failure('not_found', 'The file has not been read to its end', { source: { scope: path } });
    },
    changedSince: (at) => modifiedAfter(path, at),
    exportBadRows: ({ target, signal }) => exportBadRows(path, target, AbortSignal.any([signal, sessionSignal])),
  };
}

async function modifiedAfter(path: string, at: number): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs > at;
  } catch (cause) {
    const expected = fileFailure(cause, path);
    throw expected instanceof Refusal ? failureOf(expected.error, path) : expected;
  }
}

/** Reads the file once more: keeping all bad rows of every import would double the cache for a file that is bad throughout. */
async function exportBadRows(path: string, target: string, signal: AbortSignal): Promise<{ rows: number }> {
  let rows = 0;
  const pages = parsePages({ path, badRowsTo: target }, signal, (report) => {
    rows = report.rowsBad;
  });
  // The pages themselves are of no interest here: only the report behind them.
  while (!(await pages.next()).done);
  return { rows };
}

/** Reads the first page only. */
async function check(path: string, signal: AbortSignal): Promise<CheckResult> {
  let report: ConformanceReport | null = null;
  const accounts = new Set<string>();
  const pages = parsePages({ path, firstPageOnly: true }, signal, (found) => {
    report = found;
  });
  for await (const { items } of pages) for (const account of distinctTexts(items, 'BillingAccountId')) accounts.add(account);
  return { account: listed([...accounts]), identity: basename(path), missing: [], notes: report ? notesOf(report) : [] };
}

function notesOf(report: ConformanceReport): string[] {
  const { format, focusVersion, missingMandatory, rowsBad, rowsRead, extraColumns } = report;
  return [
    `FOCUS ${focusVersion} (${format})`,
    ...(missingMandatory.length > 0 ? [`Mandatory columns missing: ${missingMandatory.join(', ')}`] : []),
    ...(extraColumns.length > 0 ? [`Columns outside the specification: ${listed(extraColumns)}`] : []),
    ...(rowsBad > 0 ? [`${rowsBad} of the first ${rowsRead} rows cannot be read`] : []),
  ];
}

function listed(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}
