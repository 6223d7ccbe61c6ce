import type { Series } from './cost-chart.tsx';
import type { PivotGroup } from './pivot.ts';

/** One painted layer of a stack: bars from zero to `tops`, covered by the layers painted after it. */
export interface Layer {
  group: PivotGroup;
  color: string;
  tops: number[];
}

function cumulate(series: Series[], sign: 1 | -1): Layer[] {
  let base: number[] = [];
  const layers = series.map(({ group, color }) => {
    base = group.values.map((value, index) => (base[index] ?? 0) + (value * sign > 0 ? value : 0));
    return { group, color, tops: base };
  });
  return layers.filter(({ group }) => group.values.some((value) => value * sign > 0));
}

/** Layers in painting order, outermost first. Charges stack above zero, credits below. */
export function stackLayers(series: Series[]): Layer[] {
  return [...cumulate(series, 1).reverse(), ...cumulate(series, -1).reverse()];
}
