import type { MetricStats } from '#shared/model/metric.ts';
import type { MachineSize } from '#shared/model/recommendation.ts';

/** What was measured of one machine. */
export interface Measured {
  cpu: MetricStats;
  /** Null where the provider does not measure memory. */
  memory: MetricStats | null;
  network: MetricStats | null;
}

/** CPU may be used up to this share 95 % of the time after the change; peaks must fit as a whole. */
const cpuTarget = 0.7;
const memoryTarget = 0.8;

/** Whether a size carries what the machine did, with room: p95 of CPU at 70 % and its peak at 100 %; p95 of memory at 80 %. */
export function carries(candidate: MachineSize, current: MachineSize, { cpu, memory }: Measured): boolean {
  const cpuNeeded = Math.max((current.vcpus * cpu.p95) / 100 / cpuTarget, (current.vcpus * cpu.max) / 100);
  if (candidate.vcpus < cpuNeeded) return false;
  // Unmeasured memory: at least half of what it has, because nobody knows.
  const memoryNeeded = memory ? (current.memoryGiB * memory.p95) / 100 / memoryTarget : current.memoryGiB / 2;
  return candidate.memoryGiB >= memoryNeeded;
}

/** CPU below 5 % at its peak and 3 % for 95 % of the time, and next to no traffic (5 kB/s) where that is measured. */
export function isIdle({ cpu, network }: Measured): boolean {
  return cpu.max < 5 && cpu.p95 < 3 && (network === null || network.p95 < 5_000);
}
