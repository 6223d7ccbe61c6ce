import { numberColumns, renamedColumns, timeColumns } from '#shared/focus/columns.ts';
import { focusColumn } from '#shared/focus/versions.ts';
import type { TextRule } from './columns-in-progress.ts';
import { refusal } from './refusal.ts';
import { currencyRule, tagsRule, timeRule } from './text-rules.ts';

/** One column of a file and what becomes of it. */
export interface PlannedColumn {
  /** Name it is kept under: the FOCUS 1.4 name, or its own. */
  name: string;
  /** Name in the file. */
  source: string;
  kind: 'number' | 'text';
  /** Only of text columns. */
  rule: TextRule | null;
  /** Why a value that cannot be read is refused. */
  badValue: string;
}

/** Without these a row is not a cost: the file is refused. */
export const essentialColumns = ['BilledCost', 'BillingCurrency', 'ChargePeriodStart'] as const;

const numbers = new Set<string>([
  ...numberColumns,
  'PricingCurrencyContractedUnitPrice',
  'PricingCurrencyEffectiveCost',
  'PricingCurrencyListUnitPrice',
]);
const times = new Set<string>(timeColumns);

/**
 * What each column of the file becomes. Names match in any case and with blanks around them; older names are replaced
 * unless the newer one is there too. Throws a `Refusal` for a nameless or repeated column and when an
 * essential column is missing.
 */
export function planColumns(header: readonly string[]): PlannedColumn[] {
  const sources = header.map((name) => name.trim());
  refuseNameless(sources);
  const spelled = sources.map((source) => focusColumn(source) ?? source);
  refuseRepeated(spelled);
  const present = new Set(spelled);
  const columns = spelled.map((name, index) => plannedColumn(currentName(name, present), sources[index]!));
  refuseWithoutEssentials(columns);
  return columns;
}

function currentName(name: string, present: ReadonlySet<string>): string {
  const newer = Object.hasOwn(renamedColumns, name) ? renamedColumns[name]! : name;
  return present.has(newer) ? name : newer;
}

function plannedColumn(name: string, source: string): PlannedColumn {
  if (numbers.has(name)) return { name, source, kind: 'number', rule: null, badValue: 'Not a finite decimal number' };
  if (times.has(name)) return { name, source, kind: 'text', rule: timeRule, badValue: 'Not a date and time (ISO 8601)' };
  if (name === 'BillingCurrency')
    return { name, source, kind: 'text', rule: currencyRule, badValue: 'Not a currency code of three letters (ISO 4217)' };
  return { name, source, kind: 'text', rule: name === 'Tags' ? tagsRule : null, badValue: '' };
}

function refuseNameless(sources: readonly string[]): void {
  const index = sources.indexOf('');
  if (index < 0) return;
  throw refusal(
    `Column ${index + 1} of ${sources.length} has no name`,
    'The first line must name every column. Remove empty columns and commas at the end of the lines.',
  );
}

function refuseRepeated(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) throw refusal(`The column ${name} occurs twice`, 'Remove or rename one of the two columns.');
    seen.add(name.toLowerCase());
  }
}

function refuseWithoutEssentials(columns: readonly PlannedColumn[]): void {
  const missing = essentialColumns.filter((name) => !columns.some((column) => column.name === name));
  if (missing.length === 0) return;
  throw refusal(
    `Not a FOCUS cost export: ${missing.join(', ')} missing`,
    `The file has ${columns.length} columns: ${columns
      .map((column) => column.source.slice(0, 40))
      .slice(0, 12)
      .join(', ')}${columns.length > 12 ? ', …' : ''}. Export FOCUS 1.0 to 1.4 (not the provider's own format).`,
  );
}
