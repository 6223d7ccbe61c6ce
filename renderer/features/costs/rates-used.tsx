import type { ExchangeRate } from '#shared/model/cost.ts';

/** The dated rates behind converted amounts; without conversion it says so. */
export function RatesUsed({ rates, currency }: { rates: ExchangeRate[]; currency: string }) {
  const used = rates.filter(({ to }) => to === currency);
  if (used.length === 0) return <>amounts in {currency} as billed</>;
  return <>converted: {used.map(({ from, to, rate, date, source }) => `1 ${from} = ${rate} ${to} (${date}, ${source})`).join('; ')}</>;
}
