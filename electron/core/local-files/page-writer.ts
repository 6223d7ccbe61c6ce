import { type AppError, appError } from '#shared/errors/app-error.ts';
import type { ObjectRow } from '#shared/model/storage.ts';
import { objectColumns } from '../capabilities/object-columns.ts';
import type { ObjectPage } from '../capabilities/objects.ts';

const pageRows = 1000;
/** Of one page: a folder of thousands of links says so once. */
const mostWarnings = 20;

/** Gathers what a listing finds into pages. */
export class PageWriter {
  private rows: ObjectRow[] = [];
  private prefixes: string[] = [];
  private warnings: AppError[] = [];
  private unsaid = 0;

  object(row: ObjectRow): void {
    this.rows.push(row);
  }

  folder(prefix: string): void {
    this.prefixes.push(prefix);
  }

  warn(warning: AppError): void {
    if (this.warnings.length < mostWarnings) this.warnings.push(warning);
    else this.unsaid += 1;
  }

  get full(): boolean {
    return this.rows.length + this.prefixes.length >= pageRows;
  }

  get empty(): boolean {
    return this.rows.length + this.prefixes.length + this.warnings.length === 0;
  }

  take(): ObjectPage {
    const { rows, prefixes, unsaid } = this;
    const more = unsaid > 0 ? [appError('unsupported', `${unsaid} more entries are left out.`)] : [];
    const warnings = [...this.warnings, ...more];
    this.rows = [];
    this.prefixes = [];
    this.warnings = [];
    this.unsaid = 0;
    return { objects: objectColumns(rows), prefixes, calls: 1, ...(warnings.length > 0 ? { warnings } : {}) };
  }
}
