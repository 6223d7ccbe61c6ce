import type { CostBatch, TextColumn } from '#core/capabilities/cost-batch.ts';

function text(values: string[]): TextColumn {
  const encoder = new TextEncoder();
  const entries = [...new Set(values)];
  const encoded = entries.map((entry) => encoder.encode(entry));
  const offsets = new Uint32Array(entries.length + 1);
  encoded.forEach((bytes, at) => (offsets[at + 1] = offsets[at]! + bytes.length));
  const bytes = new Uint8Array(offsets.at(-1)!);
  encoded.forEach((entry, at) => bytes.set(entry, offsets[at]));
  const codes = Uint32Array.from(values, (value) => entries.indexOf(value) + 1);
  return { kind: 'text', codes, bytes, offsets };
}

/** Charges in US dollars, of one dollar unless said, one per entry of `days` (`2024-09-18`). */
export function charges(days: string[], service = 'Compute', amount: (row: number) => number = () => 1): CostBatch {
  const amounts = () => ({ kind: 'number' as const, values: Float64Array.from(days, (_, row) => amount(row)) });
  return {
    rows: days.length,
    columns: {
      BillingCurrency: text(days.map(() => 'USD')),
      ChargePeriodStart: text(days.map((day) => `${day}T00:00:00Z`)),
      ServiceName: text(days.map(() => service)),
      BilledCost: amounts(),
      EffectiveCost: amounts(),
      ListCost: amounts(),
      ContractedCost: amounts(),
    },
  };
}
