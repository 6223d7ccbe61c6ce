import { costDimensions } from '#shared/focus/columns.ts';
import type { PickerOption } from '../../ui/picker-options.ts';

const special: Record<string, string> = {
  ServiceProviderName: 'Provider',
  BillingAccountId: 'Billing account id',
  SubAccountId: 'Account id',
  SubAccountName: 'Account',
  RegionId: 'Region id',
  RegionName: 'Region',
  SkuId: 'SKU id',
  SkuPriceId: 'SKU price id',
  ConnectionId: 'Connection',
};

/** `ServiceName` → `Service name`, `tag:team` → `Tag team`. The FOCUS name stays visible as the value in links and commands. */
export function dimensionName(dimension: string): string {
  if (dimension.startsWith('tag:')) return `Tag ${dimension.slice(4)}`;
  if (special[dimension]) return special[dimension];
  const words = dimension.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What can be picked: the dimensions that have values, FOCUS columns first, then tags. */
export function dimensionOptions(present: string[]): PickerOption[] {
  const columns = costDimensions.filter((name) => present.includes(name));
  const tags = present.filter((name) => name.startsWith('tag:')).sort();
  return [...columns, ...tags].map((value) => ({
    value,
    label: dimensionName(value),
    group: value.startsWith('tag:') ? 'Tags' : 'FOCUS columns',
  }));
}
