import { costMetrics } from '#shared/focus/columns.ts';
import type { CostFilter, CostResult, CostRow } from '#shared/model/cost.ts';
import { type CliIo, exits, type Outcome } from '../io.ts';
import { exitOf, firstError, watchJobs } from '../jobs.ts';
import type { OpenedCore } from '../open-core.ts';
import { resolvePath } from '../paths.ts';
import { footer, sentences, table } from '../table.ts';
import { UsageError } from '../usage-error.ts';

/** Raw options of `costs` and its subcommands. */
export interface CostOptions {
  groupBy?: string;
  metric?: string;
  granularity?: string;
  from?: string;
  to?: string;
  filter: string[];
  currency?: string;
  top?: number;
}

const operators = [
  ['!=', 'notIn'],
  ['~', 'contains'],
  ['=', 'in'],
] as const;

/** `D=V`, `D!=V` or `D~V`; an empty value means "no value". */
function parseFilter(text: string): CostFilter {
  for (const [sign, op] of operators) {
    const at = text.indexOf(sign);
    if (at < 1) continue;
    const value = text.slice(at + sign.length);
    return { dimension: text.slice(0, at) as CostFilter['dimension'], op, values: [value === '' ? null : value] };
  }
  throw new UsageError('--filter takes DIMENSION=VALUE, DIMENSION!=VALUE or DIMENSION~PART');
}

/** Several values of one dimension are alternatives. */
export function parseFilters(texts: string[]): CostFilter[] {
  const filters = new Map<string, CostFilter>();
  for (const filter of texts.map(parseFilter)) {
    const name = `${filter.op} ${filter.dimension}`;
    const same = filters.get(name);
    filters.set(name, same ? { ...same, values: [...same.values, ...filter.values] } : filter);
  }
  return [...filters.values()];
}

/** A day, or a month meaning its first day. */
const dayOf = (text: string | undefined) => (text !== undefined && /^\d{4}-\d{2}$/.test(text) ? `${text}-01` : (text ?? null));

function oneOf<T extends string>(option: string, values: readonly T[], text: string | undefined): T | undefined {
  const found = values.find((value) => value.toLowerCase() === text?.toLowerCase());
  if (text !== undefined && !found) throw new UsageError(`${option} ${text} is unknown`, `It is one of ${values.join(', ')}.`);
  return found;
}

export function parseQuery(options: CostOptions) {
  const granularity = oneOf('--granularity', ['daily', 'monthly', 'total'] as const, options.granularity);
  const metric = oneOf('--metric', costMetrics, options.metric);
  const groupBy = (options.groupBy ?? '').split(',').filter(Boolean) as CostFilter['dimension'][];
  return {
    range: { start: dayOf(options.from), end: dayOf(options.to) },
    groupBy,
    filters: parseFilters(options.filter),
    ...(granularity && { granularity }),
    ...(metric && { metric }),
    ...(options.currency && { currency: { convertTo: options.currency.toUpperCase() } }),
    ...(options.top !== undefined && { top: options.top }),
  };
}

function shape({ period, groups, other, currency, value }: CostRow) {
  const group = groups.length > 1 ? groups : (groups[0] ?? null);
  return { period, group, currency, value, ...(other && { other }) };
}

const groupText = ({ groups, other }: CostRow) => (other ? 'other' : groups.map((group) => group ?? '–').join(' / '));

function costText(result: CostResult): string {
  const rows = result.rows.map((row) => [row.period, groupText(row), row.currency, row.value.toFixed(2)] as const);
  const width = Math.max(0, ...rows.map((row) => row[3].length));
  const lines = rows.map(([period, group, currency, value]) => [period, group, currency, value.padStart(width)]);
  return table(['PERIOD', 'GROUP', 'CURRENCY', 'VALUE'], lines) + footer(result);
}

export async function queryCosts({ client }: OpenedCore, options: CostOptions): Promise<Outcome> {
  const result = await client.costs.query(parseQuery(options));
  const { asOf, stale, problems, ratesUsed } = result;
  const rates = ratesUsed.length > 0 ? { ratesUsed } : {};
  return { json: { rows: result.rows.map(shape), asOf, stale, problems, ...rates }, text: costText(result), exit: exits.done };
}

const shownColumns = ['ChargePeriodStart', 'ServiceName', 'ResourceId', 'ChargeCategory', 'BilledCost', 'BillingCurrency'];

export async function listCharges({ client }: OpenedCore, options: CostOptions & { limit: number; offset: number }): Promise<Outcome> {
  const { range, filters } = parseQuery(options);
  const result = await client.costs.rows({ range, filters, limit: options.limit, offset: options.offset });
  const places = shownColumns.map((column) => result.columns.indexOf(column));
  const text = table(
    shownColumns,
    result.rows.map((row) => places.map((place) => row[place] ?? null)),
  );
  const rows = result.rows.map((row) => Object.fromEntries(result.columns.map((column, index) => [column, row[index] ?? null])));
  const { total, asOf, stale, problems } = result;
  return { json: { rows, total, asOf, stale, problems }, text: `${text}${total} charges${footer(result)}`, exit: exits.done };
}

export interface ExportOptions extends CostOptions {
  file: string;
  rows: boolean;
}

/** Writes the grouped result, or with `rows` the charges behind it, as CSV or Parquet by the file's ending. */
export async function exportCosts(io: CliIo, { core, client }: OpenedCore, options: ExportOptions): Promise<Outcome> {
  const query = parseQuery(options);
  const what = options.rows ? { rows: { range: query.range, filters: query.filters } } : { query };
  const path = resolvePath(io, options.file);
  const watch = watchJobs(core, io);
  try {
    const format = path.toLowerCase().endsWith('.parquet') ? 'parquet' : 'csv';
    const jobs = await watch.ended([await client.costs.export({ target: core.grants.grantSave(path), format, what })]);
    const error = firstError(jobs);
    const text = error ? `Not exported: ${sentences(error)}\n` : `Wrote ${jobs[0]!.rows} rows to ${path}\n`;
    return { json: { job: jobs[0], path, rows: jobs[0]!.rows, ...(error && { error }) }, text, exit: exitOf(jobs) };
  } finally {
    watch.close();
  }
}
