import { basename } from 'node:path';
import { mandatoryColumns } from '#shared/focus/columns.ts';
import { detectFocusVersion, focusColumn } from '#shared/focus/versions.ts';
import type { ConformanceReport, CostBatch } from '../sdk.ts';
import type { PlannedColumn } from './column-plan.ts';
import type { FileKind } from './file-kind.ts';
import type { Findings } from './findings.ts';

/** Mandatory columns that the specification does not allow to be null; the essential three are checked per row. */
const neverNull = [
  'BillingAccountId',
  'BillingPeriodStart',
  'BillingPeriodEnd',
  'ChargeCategory',
  'ChargePeriodEnd',
  'ContractedCost',
  'EffectiveCost',
  'HostProviderName',
  'InvoiceIssuerName',
  'ListCost',
  'ServiceCategory',
  'ServiceName',
  'ServiceProviderName',
];

/**
 * Warns of rows without a value where the specification demands one. The rows are kept.
 *
 * @param lines line of each row of the page
 */
export function warnOfMissingValues(batch: CostBatch, lines: ArrayLike<number>, findings: Findings): void {
  for (const name of neverNull) {
    const column = batch.columns[name];
    if (!column) continue;
    const cells = column.kind === 'text' ? column.codes : column.values;
    const missing = column.kind === 'text' ? 0 : Number.NaN;
    // One native search: nearly always there is nothing to find.
    if (cells.subarray(0, batch.rows).includes(missing)) countMissing(name, batch.rows, cells, { lines, findings });
  }
}

function countMissing(
  name: string,
  rows: number,
  cells: Uint32Array | Float64Array,
  { lines, findings }: { lines: ArrayLike<number>; findings: Findings },
): void {
  for (let row = 0; row < rows; row++) {
    const cell = cells[row]!;
    if (cells instanceof Uint32Array ? cell === 0 : Number.isNaN(cell))
      findings.warn(`No value in ${name}, which FOCUS requires`, 1, lines[row]!);
  }
}

/** The report on one file, once it has been read. */
export function conformanceReport(
  path: string,
  format: FileKind,
  columns: readonly PlannedColumn[],
  findings: Findings,
): ConformanceReport {
  const names = new Set(columns.map((column) => column.name));
  return {
    file: basename(path),
    format,
    focusVersion: detectFocusVersion(columns.map((column) => column.source)),
    rowsRead: findings.rowsKept + findings.rowsBad,
    rowsKept: findings.rowsKept,
    rowsBad: findings.rowsBad,
    missingMandatory: mandatoryColumns.filter((name) => !names.has(name)),
    renamed: columns.filter((column) => column.name !== column.source).map(({ source, name }) => ({ from: source, to: name })),
    extraColumns: columns.map((column) => column.name).filter((name) => focusColumn(name) === null),
    warnings: findings.warnings(),
    badRows: findings.badRows,
  };
}
