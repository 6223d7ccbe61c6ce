import type { FacetColumn } from '#shared/model/machine.ts';
import { providerName } from '../../ui/format/provider.ts';
import { kindNames } from './machine-marks.tsx';

/** What a value of a column is called; the same in filters and in the headers of groups. */
export function valueLabel(column: FacetColumn, value: string): string {
  if (value === '') return column.startsWith('tag:') ? `no ${column.slice(4)}` : 'none';
  if (column === 'provider') return providerName(value);
  if (column === 'kind') return kindNames[value as keyof typeof kindNames] ?? value;
  return value;
}
