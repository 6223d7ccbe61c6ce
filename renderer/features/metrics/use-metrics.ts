import type { MachineKey } from '#shared/model/machine.ts';
import { type MetricsResult, metricNames } from '#shared/model/metric.ts';
import { useRead } from '../../app/reads.ts';

interface Window {
  /** Epoch ms. */
  from: number;
  to: number;
}

/** Series of some machines: at once what is cached, then what the provider has besides. */
export function useMetrics(machines: readonly MachineKey[], { from, to }: Window) {
  const keys = machines.map(({ connectionId, machineId }) => ({ connectionId, machineId }));
  const input = { machines: keys, metrics: [...metricNames], from, to };
  const cached = useRead(['metrics', 'series'], input, { keep: true });
  const refresh = useRead(['metrics', 'refresh'], input);
  const result: MetricsResult | undefined = refresh.data ?? cached.data;
  return {
    result,
    /** Neither the cache nor the provider answered. */
    error: result ? null : (cached.error ?? refresh.error),
    /** The refresh itself could not be asked for. */
    refreshError: refresh.error,
    reading: refresh.isFetching,
    retry: () => void refresh.refetch(),
  };
}
