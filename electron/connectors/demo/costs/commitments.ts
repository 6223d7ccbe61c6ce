import { billing, type CloudProvider, type DemoAccount } from '../company.ts';
import { machineServices } from '../service-catalog.ts';
import type { ChargeLine, LineText } from './charge-line.ts';
import { accountCharge } from './line-text.ts';

/** What is bought beyond what the committed fleets use. */
const headroom = 1.07;

const ids: Record<CloudProvider, (account: DemoAccount) => string> = {
  aws: (account) => `arn:aws:savingsplans::${billing.aws.accountId}:savingsplan/sp-${account.id}`,
  azure: (account) => `/providers/Microsoft.Capacity/reservationOrders/${account.id}`,
  gcp: (account) => `projects/${account.id}/commitments/three-year`,
};

/** Columns that name an account's commitment; every production account has one, paid monthly for three years. */
export function commitmentText(account: DemoAccount): LineText {
  const kind = machineServices[account.provider];
  return {
    CommitmentDiscountId: ids[account.provider](account),
    CommitmentDiscountName: `${account.name} three years`,
    CommitmentDiscountType: kind.commitment,
    CommitmentDiscountCategory: kind.commitmentCategory,
    CommitmentDiscountUnit: 'Hours',
  };
}

/**
 * The commitment of an account that uses `usedPerDay` of it: the fee of a month, and what stays unused each day. Over a
 * whole month the effective costs of used and unused parts add up to the fee.
 */
export function commitmentLines(account: DemoAccount, usedPerDay: number): { fee: ChargeLine; unused: ChargeLine } {
  const perDay = usedPerDay * headroom;
  const text: LineText = {
    ...commitmentText(account),
    ServiceCategory: 'Compute',
    ServiceName: machineServices[account.provider].compute,
    PricingCategory: 'Committed',
    ChargeFrequency: 'Recurring',
  };
  const fee = accountCharge(account, {
    ...text,
    ChargeCategory: 'Purchase',
    ChargeDescription: 'Monthly fee of the commitment',
    PricingUnit: 'Days',
  });
  const unused = accountCharge(account, {
    ...text,
    ChargeCategory: 'Usage',
    ChargeDescription: 'Unused part of the commitment',
    CommitmentDiscountStatus: 'Unused',
    PricingUnit: 'Hours',
  });
  return {
    fee: { text: fee, unit: { billed: perDay, effective: 0, list: perDay, contracted: perDay }, metered: true },
    unused: { text: unused, unit: { billed: 0, effective: (perDay - usedPerDay) / 24, list: 0, contracted: 0 }, metered: true },
  };
}
