import { billing, type DemoAccount } from '../company.ts';
import { priceListEurPerUsd } from '../exchange-rates.ts';
import type { UnitCosts } from './charge-line.ts';

/** What is paid of the contracted price under a commitment and on spot capacity. */
const committedShare = 0.62;
const spotShare = 0.35;

function inBillingCurrency(account: DemoAccount, usd: number): number {
  return account.currency === 'EUR' ? usd * priceListEurPerUsd : usd;
}

/** Usage is billed at the negotiated price. */
export function usageCosts(account: DemoAccount, usd: number): UnitCosts {
  const list = inBillingCurrency(account, usd);
  const contracted = list * (1 - billing[account.provider].discount);
  return { list, contracted, billed: contracted, effective: contracted };
}

/** Usage under a commitment is not billed again: its share of the commitment's fee is its effective cost. */
export function committedCosts(account: DemoAccount, usd: number): UnitCosts {
  const costs = usageCosts(account, usd);
  return { ...costs, billed: 0, effective: costs.contracted * committedShare };
}

export function spotCosts(account: DemoAccount, usd: number): UnitCosts {
  const costs = usageCosts(account, usd);
  const spot = costs.contracted * spotShare;
  return { ...costs, contracted: spot, billed: spot, effective: spot };
}
