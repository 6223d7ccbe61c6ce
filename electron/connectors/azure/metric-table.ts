import type { Machine, MetricName } from '../sdk.ts';
import { canonical, parseArmId } from './arm-id.ts';

/** How one of our metrics is got from one of Azure's. */
export interface AzureMetric {
  metric: MetricName;
  /** Azure's name. */
  name: string;
  /** `average`: the value itself. `rate`: the total over the interval, divided by its seconds. `free_memory`: bytes that are free. */
  by: 'average' | 'rate' | 'free_memory';
}

interface Measured {
  namespace: string;
  metrics: readonly AzureMetric[];
}

const ofMachines: readonly AzureMetric[] = [
  { metric: 'cpu', name: 'Percentage CPU', by: 'average' },
  { metric: 'memory', name: 'Available Memory Bytes', by: 'free_memory' },
  { metric: 'network_in', name: 'Network In Total', by: 'rate' },
  { metric: 'network_out', name: 'Network Out Total', by: 'rate' },
  { metric: 'disk_read_bytes', name: 'Disk Read Bytes', by: 'rate' },
  { metric: 'disk_write_bytes', name: 'Disk Write Bytes', by: 'rate' },
  { metric: 'disk_read_ops', name: 'Disk Read Operations/Sec', by: 'average' },
  { metric: 'disk_write_ops', name: 'Disk Write Operations/Sec', by: 'average' },
  { metric: 'credits', name: 'CPU Credits Remaining', by: 'average' },
];

/**
 * What Azure measures, by type of resource. Source: Azure Monitor, "Supported metrics" of Microsoft.Compute/virtualMachines,
 * Microsoft.Compute/virtualMachineScaleSets and Microsoft.ContainerService/managedClusters. An instance of a uniform set has
 * no namespace of its own: it is a dimension of its set.
 */
const measured: Readonly<Record<string, Measured>> = {
  virtualmachines: { namespace: 'Microsoft.Compute/virtualMachines', metrics: ofMachines },
  virtualmachinescalesets: {
    namespace: 'Microsoft.Compute/virtualMachineScaleSets',
    metrics: ofMachines.filter(({ metric }) => metric !== 'memory' && metric !== 'credits'),
  },
  managedclusters: {
    namespace: 'Microsoft.ContainerService/managedClusters',
    metrics: [
      { metric: 'cpu', name: 'node_cpu_usage_percentage', by: 'average' },
      { metric: 'memory', name: 'node_memory_working_set_percentage', by: 'average' },
    ],
  },
};

/** Sizes of the B family have CPU credits. */
const isBurstable = ({ type }: Machine) => /^standard_b/i.test(type);

export function measuredOf(machine: Machine): Measured | null {
  const found = measured[parseArmId(machine.id).type];
  if (!found) return null;
  const metrics =
    machine.kind === 'machine' && !isBurstable(machine) ? found.metrics.filter(({ metric }) => metric !== 'credits') : found.metrics;
  return { ...found, metrics };
}

/** Which machines one call can be about: one subscription, one region, one namespace. */
export function metricScope(machine: Machine): string {
  const { subscription, type } = parseArmId(machine.id);
  return `${subscription}/${canonical(machine.region)}/${type}`;
}
