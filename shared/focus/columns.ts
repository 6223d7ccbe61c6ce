/**
 * FOCUS (FinOps Open Cost and Usage Specification) column names, version 1.4, with the older names that
 * 1.0–1.3 exports use. Source: https://focus.finops.org/focus-specification/
 */
export const costMetrics = ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'] as const;
export type CostMetric = (typeof costMetrics)[number];

/** Columns that hold numbers. Everything else is text or a time. */
export const numberColumns = [
  'BilledCost',
  'EffectiveCost',
  'ListCost',
  'ContractedCost',
  'ConsumedQuantity',
  'PricingQuantity',
  'ContractedUnitPrice',
  'ListUnitPrice',
  'CommitmentDiscountQuantity',
] as const;

/** Columns that hold times; kept as ISO 8601 UTC text (`2024-09-18T22:00:00Z`). */
export const timeColumns = ['BillingPeriodStart', 'BillingPeriodEnd', 'ChargePeriodStart', 'ChargePeriodEnd'] as const;

/** Columns that every FOCUS 1.4 data set must have. */
export const mandatoryColumns = [
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodStart',
  'BillingPeriodEnd',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargePeriodStart',
  'ChargePeriodEnd',
  'ContractedCost',
  'EffectiveCost',
  'HostProviderName',
  'InvoiceIssuerName',
  'ListCost',
  'PricingQuantity',
  'PricingUnit',
  'ServiceCategory',
  'ServiceName',
  'ServiceProviderName',
] as const;

/** Columns without which a row cannot be shown at all: no amount, no currency or no day. */
export const requiredColumns = ['BillingCurrency', 'ChargePeriodStart', 'BilledCost'] as const;

/** Older name → 1.4 name. ProviderName and PublisherName were replaced in 1.3. */
export const renamedColumns: Record<string, string> = { ProviderName: 'ServiceProviderName', PublisherName: 'HostProviderName' };

/** Dimensions a query can group and filter by, in the order pickers offer them. Any `tag:Key` works too. */
export const costDimensions = [
  'ServiceName',
  'ServiceCategory',
  'ServiceProviderName',
  'BillingAccountId',
  'BillingAccountName',
  'SubAccountId',
  'SubAccountName',
  'RegionId',
  'RegionName',
  'AvailabilityZone',
  'ChargeCategory',
  'ChargeClass',
  'ChargeFrequency',
  'ChargeDescription',
  'PricingCategory',
  'PricingUnit',
  'ResourceId',
  'ResourceName',
  'ResourceType',
  'SkuId',
  'SkuPriceId',
  'CommitmentDiscountId',
  'CommitmentDiscountName',
  'CommitmentDiscountType',
  'CommitmentDiscountStatus',
  'HostProviderName',
  'InvoiceIssuerName',
  'InvoiceId',
  'BillingCurrency',
  'ConnectionId',
] as const;
export type CostDimension = (typeof costDimensions)[number] | `tag:${string}`;
