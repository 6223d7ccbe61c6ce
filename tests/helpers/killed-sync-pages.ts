import type { CostBatch } from '#core/capabilities/cost-batch.ts';
import type { Machine } from '#shared/model/machine.ts';
import { charges } from './costs.ts';
import { fleet } from './machines.ts';

/** Machines in a page, and pages in a cost read of the SIGKILL test. */
export const machinesPerPage = 40;
export const costPages = 4;

export function machinePage(page: number): Machine[] {
  return fleet(machinesPerPage, page * machinesPerPage).map((machine) => ({ ...machine, environment: `page-${page}` }));
}

/** Rows in each page of a run; differs between runs, so that a mixture would show. */
export function rowsPerCostPage(run: string): number {
  return 20 + (Number(run.slice('run-'.length)) % 7);
}

export function costPage(run: string, page: number): CostBatch {
  return charges(
    Array.from({ length: rowsPerCostPage(run) }, (_, day) => `2026-10-${String(1 + ((day + page) % 28)).padStart(2, '0')}`),
    run,
  );
}
