import { firstDay, monthOf } from '../calendar.ts';
import type { DemoAccount } from '../company.ts';
import { streams, uniform } from '../random.ts';
import type { ChargeLine, LineText } from './charge-line.ts';
import { accountCharge } from './line-text.ts';

const same = { billed: 1, effective: 1, list: 1, contracted: 1 };
const negative = { billed: -1, effective: -1, list: 0, contracted: 0 };

function money(account: DemoAccount, unit: ChargeLine['unit'], text: LineText): ChargeLine {
  return { text: accountCharge(account, { ...text, PricingUnit: '' }), unit, metered: false };
}

/** Value-added tax, charged day by day on what the day's charges are worth. */
export function taxLine(account: DemoAccount): ChargeLine {
  const rate = Math.round(account.taxRate * 100);
  return money(account, same, {
    ChargeCategory: 'Tax',
    ChargeDescription: `VAT ${rate} %`,
    ServiceName: 'Tax',
    ChargeFrequency: 'Recurring',
  });
}

export function creditLine(account: DemoAccount): ChargeLine {
  return money(account, negative, {
    ChargeCategory: 'Credit',
    ChargeDescription: 'Migration programme credit',
    ChargeFrequency: 'Recurring',
  });
}

export function refundLine(account: DemoAccount): ChargeLine {
  return money(account, negative, {
    ChargeCategory: 'Usage',
    ChargeClass: 'Correction',
    ChargeDescription: 'Refund: data transfer charged twice',
  });
}

export function adjustmentLine(account: DemoAccount): ChargeLine {
  return money(account, negative, { ChargeCategory: 'Adjustment', ChargeDescription: 'Goodwill after a service interruption' });
}

/** Day of the month on which the provider settles refunds and adjustments. */
const settlementDay = 5;

/** Shares of the day's charges that come back as a refund and as an adjustment; 0 on most days. */
export function settlements(seed: number, accountNumber: number, day: number): { refund: number; adjustment: number } {
  const month = monthOf(day);
  if (day !== firstDay(month) + settlementDay - 1) return { refund: 0, adjustment: 0 };
  const random = (n: number) => uniform(seed, streams.refund, month * 64 + accountNumber, n);
  return { refund: random(0) < 0.3 ? 0.05 + 0.3 * random(1) : 0, adjustment: random(2) < 0.08 ? 0.1 * random(3) : 0 };
}
