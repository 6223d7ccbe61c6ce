import { SegmentedControl } from '@mantine/core';
import type { CostMetric } from '#shared/focus/columns.ts';
import { Picker } from '../../ui/picker.tsx';
import classes from './costs.module.css';
import { type CostsView, convertTo, rangeOf } from './costs-query.ts';
import { type CostsState, dimensionOf } from './costs-state.ts';
import { dimensionOptions } from './dimension-names.ts';
import { FilterBar } from './filter-editor.tsx';

/** What each metric means, in one line. Definitions: FOCUS specification. */
export const metrics: Record<CostMetric, { label: string; meaning: string }> = {
  BilledCost: { label: 'Billed', meaning: 'What is invoiced: commitments on the day they are bought, usage they cover at zero.' },
  EffectiveCost: { label: 'Effective', meaning: 'Amortised: the price of commitments is spread over the usage they cover.' },
  ListCost: { label: 'List', meaning: 'At public prices, before any discount.' },
  ContractedCost: { label: 'Contracted', meaning: 'At negotiated prices, before commitment discounts.' },
};

const tops = [5, 10, 20, 50];

interface Props {
  view: CostsView;
  onChange: (change: Partial<CostsState>) => void;
}

function CurrencyPicker({ view, onChange }: Props) {
  const { inventory, preferred } = view;
  const codes = [...new Set([...inventory.currencies, ...(preferred ? [preferred] : []), 'USD', 'EUR'])].sort();
  const options = [{ value: 'apart', label: 'As billed, apart' }, ...codes.map((code) => ({ value: code, label: `Converted to ${code}` }))];
  return <Picker label="Currency" value={convertTo(view) ?? 'apart'} options={options} onChange={(currency) => onChange({ currency })} />;
}

/** How costs are cut: by what, how fine, which metric, which currency, and filters. */
export function CostsToolbar({ view, onChange }: Props) {
  const { state, inventory } = view;
  return (
    <div className={classes['toolbar']} role="region" aria-label="How costs are shown">
      <Picker
        label="Group by"
        value={state.groupBy ?? 'none'}
        options={[{ value: 'none', label: 'Nothing' }, ...dimensionOptions(inventory.dimensions)]}
        onChange={(value) => onChange({ groupBy: value === 'none' ? null : (dimensionOf(value) ?? state.groupBy) })}
        tone="set"
      />
      <SegmentedControl
        aria-label="Granularity"
        data={[
          { value: 'daily', label: 'Daily' },
          { value: 'monthly', label: 'Monthly' },
        ]}
        value={state.granularity}
        onChange={(granularity) => onChange({ granularity })}
      />
      <Picker
        label="Metric"
        value={state.metric}
        options={Object.entries(metrics).map(([value, { label }]) => ({ value, label: `${label} cost` }))}
        onChange={(metric) => onChange({ metric: (metric ?? state.metric) as CostMetric })}
      />
      <CurrencyPicker view={view} onChange={onChange} />
      <Picker
        label="Show"
        value={String(state.top)}
        options={tops.map((top) => ({ value: String(top), label: `${top} largest, rest as Other` }))}
        onChange={(top) => onChange({ top: Number(top) })}
      />
      <FilterBar
        filters={state.filters}
        dimensions={inventory.dimensions}
        range={rangeOf(view)}
        onChange={(filters) => onChange({ filters })}
      />
      <span className={classes['note']}>{metrics[state.metric].meaning}</span>
    </div>
  );
}
