import { renamedColumns } from './columns.ts';

/**
 * Columns of the Cost and Usage data set by the FOCUS version that introduced them. Source: the specification's
 * column history (1.0: 43 columns, 1.1: +7, 1.2: +7, 1.3: +8, 1.4: +2 −2). 1.4 dropped ProviderName and PublisherName.
 */
export const focusVersions = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const;
export type FocusVersion = (typeof focusVersions)[number];

const introduced: Record<FocusVersion, readonly string[]> = {
  '1.0': [
    'AvailabilityZone',
    'BilledCost',
    'BillingAccountId',
    'BillingAccountName',
    'BillingCurrency',
    'BillingPeriodEnd',
    'BillingPeriodStart',
    'ChargeCategory',
    'ChargeClass',
    'ChargeDescription',
    'ChargeFrequency',
    'ChargePeriodEnd',
    'ChargePeriodStart',
    'CommitmentDiscountCategory',
    'CommitmentDiscountId',
    'CommitmentDiscountName',
    'CommitmentDiscountStatus',
    'CommitmentDiscountType',
    'ConsumedQuantity',
    'ConsumedUnit',
    'ContractedCost',
    'ContractedUnitPrice',
    'EffectiveCost',
    'InvoiceIssuerName',
    'ListCost',
    'ListUnitPrice',
    'PricingCategory',
    'PricingQuantity',
    'PricingUnit',
    'ProviderName',
    'PublisherName',
    'RegionId',
    'RegionName',
    'ResourceId',
    'ResourceName',
    'ResourceType',
    'ServiceCategory',
    'ServiceName',
    'SkuId',
    'SkuPriceId',
    'SubAccountId',
    'SubAccountName',
    'Tags',
  ],
  '1.1': [
    'CapacityReservationId',
    'CapacityReservationStatus',
    'CommitmentDiscountQuantity',
    'CommitmentDiscountUnit',
    'ServiceSubcategory',
    'SkuMeter',
    'SkuPriceDetails',
  ],
  '1.2': [
    'BillingAccountType',
    'InvoiceId',
    'PricingCurrency',
    'PricingCurrencyContractedUnitPrice',
    'PricingCurrencyEffectiveCost',
    'PricingCurrencyListUnitPrice',
    'SubAccountType',
  ],
  '1.3': [
    'AllocatedMethodDetails',
    'AllocatedMethodId',
    'AllocatedResourceId',
    'AllocatedResourceName',
    'AllocatedTags',
    'ContractApplied',
    'HostProviderName',
    'ServiceProviderName',
  ],
  '1.4': ['CommitmentProgramEligibilityDetails', 'InvoiceDetailId'],
};

const versionOf = new Map(focusVersions.flatMap((version) => introduced[version].map((column) => [column, version] as const)));
const byLowerCase = new Map([...versionOf.keys()].map((column) => [column.toLowerCase(), column]));

/** The specification's spelling of a column name written in any case, or null when no version has such a column. */
export function focusColumn(name: string): string | null {
  return byLowerCase.get(name.toLowerCase()) ?? null;
}

/** Columns of one version of the specification, alphabetical. */
export function columnsOf(version: FocusVersion): string[] {
  const upTo = focusVersions.slice(0, focusVersions.indexOf(version) + 1);
  const columns = upTo.flatMap((each) => introduced[each]);
  return columns.filter((column) => version !== '1.4' || !Object.hasOwn(renamedColumns, column)).sort();
}

/**
 * The version that the columns of an export match best: the newest one that introduced a column found there. An export
 * with 1.3 columns that lacks the two columns which 1.4 dropped counts as 1.4.
 *
 * @param columns names as the export has them, before older names are replaced
 */
export function detectFocusVersion(columns: readonly string[]): FocusVersion {
  const known = columns.map(focusColumn).filter((column) => column !== null);
  const newest = Math.max(0, ...known.map((column) => focusVersions.indexOf(versionOf.get(column)!)));
  const version = focusVersions[newest]!;
  const hasDropped = known.some((column) => Object.hasOwn(renamedColumns, column));
  return version === '1.3' && !hasDropped ? '1.4' : version;
}
