import { billing, type DemoAccount, regionName } from '../company.ts';
import type { Fleet } from '../fleets.ts';
import { machineServices } from '../service-catalog.ts';
import type { ServiceLine } from '../service-lines.ts';
import type { LineText } from './charge-line.ts';

/** Columns that all charges of an account share. */
function accountText(account: DemoAccount): LineText {
  const bill = billing[account.provider];
  return {
    BillingAccountId: bill.accountId,
    BillingAccountName: bill.accountName,
    BillingAccountType: 'Billing Account',
    BillingCurrency: account.currency,
    SubAccountId: account.id,
    SubAccountName: account.name,
    SubAccountType: bill.subAccountType,
    HostProviderName: bill.title,
    ServiceProviderName: bill.title,
    InvoiceIssuerName: bill.issuer,
  };
}

function tagText(tags: Record<string, string>): string {
  return Object.keys(tags).length === 0 ? '' : JSON.stringify(tags);
}

function usage(account: DemoAccount, region: string, tags: Record<string, string>): LineText {
  return {
    ...accountText(account),
    ChargeCategory: 'Usage',
    ChargeFrequency: 'Usage-Based',
    PricingCategory: 'Standard',
    RegionId: region,
    RegionName: regionName(region),
    Tags: tagText(tags),
  };
}

export function serviceText(line: ServiceLine): LineText {
  const { service } = line;
  const skuId = `${line.account.provider}-${service.sku}`;
  return {
    ...usage(line.account, line.region, line.tags),
    ChargeDescription: `${service.meter}, ${regionName(line.region)}`,
    ConsumedUnit: service.unit,
    PricingUnit: service.unit,
    ResourceType: service.resourceType,
    ServiceCategory: service.category,
    ServiceSubcategory: service.subcategory,
    ServiceName: service.service,
    SkuId: skuId,
    SkuMeter: service.meter,
    SkuPriceId: `${skuId}-${line.region}`,
  };
}

export function hoursText(fleet: Fleet): LineText {
  const skuId = `${fleet.account.provider}-${fleet.type.name}`;
  const how = { standard: 'on demand', committed: 'committed', spot: 'spot' }[fleet.purchase];
  return {
    ...usage(fleet.account, fleet.region, fleet.tags),
    ChargeDescription: `${fleet.type.name} ${fleet.os} ${how}, ${regionName(fleet.region)}`,
    ConsumedUnit: 'Hours',
    PricingUnit: 'Hours',
    PricingCategory: { standard: 'Standard', committed: 'Committed', spot: 'Dynamic' }[fleet.purchase],
    ResourceType: 'Virtual machine',
    ServiceCategory: 'Compute',
    ServiceSubcategory: 'Virtual Machines',
    ServiceName: machineServices[fleet.account.provider].compute,
    SkuId: skuId,
    SkuMeter: 'Instance hours',
    SkuPriceId: `${skuId}-${fleet.region}-${fleet.purchase}`,
  };
}

export function diskText(fleet: Fleet): LineText {
  const names = machineServices[fleet.account.provider];
  const skuId = `${fleet.account.provider}-${names.diskMeter.toUpperCase().replaceAll(' ', '-')}`;
  return {
    ...usage(fleet.account, fleet.region, fleet.tags),
    ChargeDescription: `${names.diskMeter} of ${fleet.name}, ${regionName(fleet.region)}`,
    ConsumedUnit: 'GB-Mo',
    PricingUnit: 'GB-Mo',
    ResourceType: 'Disk',
    ServiceCategory: 'Storage',
    ServiceSubcategory: 'Block Storage',
    ServiceName: names.disk,
    SkuId: skuId,
    SkuMeter: names.diskMeter,
    SkuPriceId: `${skuId}-${fleet.region}`,
  };
}

/** Taxes, credits, refunds and purchases of an account. */
export function accountCharge(account: DemoAccount, text: LineText): LineText {
  return {
    ...accountText(account),
    ChargeFrequency: 'One-Time',
    ServiceCategory: 'Other',
    ServiceName: 'Account',
    PricingUnit: 'Unit',
    ...text,
  };
}
