import type { ExchangeRate } from '../sdk.ts';
import { firstDay, isoDay, monthOf, type Period } from './calendar.ts';
import { streams, uniform } from './random.ts';

/** The demo's price lists are in USD; accounts billed in EUR have them at this fixed rate, as a contract would. */
export const priceListEurPerUsd = 0.92;

function usdPerEur(seed: number, month: number): number {
  const wave = 0.035 * Math.sin(month / 2.3);
  return Math.round((1.09 + wave + 0.01 * (uniform(seed, streams.rate, month) - 0.5)) * 10_000) / 10_000;
}

/** Fictional rates dated the first of each month of a period, in both directions. */
export function exchangeRates(seed: number, period: Period): ExchangeRate[] {
  const rates: ExchangeRate[] = [];
  for (let month = monthOf(period.start); month <= monthOf(period.end); month++) {
    const rate = usdPerEur(seed, month);
    const dated = { date: isoDay(firstDay(month)), source: 'demo organisation (fictional)' };
    rates.push({ from: 'EUR', to: 'USD', rate, ...dated });
    rates.push({ from: 'USD', to: 'EUR', rate: Math.round(1_000_000 / rate) / 1_000_000, ...dated });
  }
  return rates;
}
