/** Text columns whose value a line decides. */
export const lineColumns = [
  'BillingAccountId',
  'BillingAccountName',
  'BillingAccountType',
  'BillingCurrency',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargeFrequency',
  'CommitmentDiscountCategory',
  'CommitmentDiscountId',
  'CommitmentDiscountName',
  'CommitmentDiscountStatus',
  'CommitmentDiscountType',
  'CommitmentDiscountUnit',
  'ConsumedUnit',
  'HostProviderName',
  'InvoiceIssuerName',
  'PricingCategory',
  'PricingUnit',
  'RegionId',
  'RegionName',
  'ResourceType',
  'ServiceCategory',
  'ServiceName',
  'ServiceProviderName',
  'ServiceSubcategory',
  'SkuId',
  'SkuMeter',
  'SkuPriceId',
  'SubAccountId',
  'SubAccountName',
  'SubAccountType',
  'Tags',
] as const;
/** Text columns that differ between the resources of a line. */
export const resourceColumns = ['ResourceId', 'ResourceName', 'AvailabilityZone'] as const;
/** Text columns that the charge's period decides. */
export const periodColumns = ['BillingPeriodStart', 'BillingPeriodEnd', 'ChargePeriodStart', 'ChargePeriodEnd', 'InvoiceId'] as const;

export type LineText = Partial<Record<(typeof lineColumns)[number], string>>;
export type ResourceText = Partial<Record<(typeof resourceColumns)[number], string>>;
export type PeriodText = Partial<Record<(typeof periodColumns)[number], string>>;

/** What one unit costs by each FOCUS metric, in the billing currency. */
export interface UnitCosts {
  billed: number;
  effective: number;
  list: number;
  contracted: number;
}

/** A kind of charge that repeats: everything its rows have in common. A row adds period, resource and quantity. */
export interface ChargeLine {
  text: LineText;
  unit: UnitCosts;
  /** False for taxes, credits and refunds: their rows have amounts but no quantity and no unit price. */
  metered: boolean;
}
