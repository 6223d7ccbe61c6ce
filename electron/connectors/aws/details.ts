import type { Machine } from '../sdk.ts';

/** What rows say beyond the columns, in words a person reads beside the value. */
export const detailNames = [
  'ARN',
  'architecture',
  'availability zones',
  'CPU and memory',
  'created',
  'deployment',
  'deployment created',
  'EBS-optimized',
  'encrypted',
  'ENA',
  'GiB',
  'health check',
  'hibernation',
  'image',
  'instance profile',
  'key name',
  'launch template',
  'launch type',
  'monitoring',
  'NAT address',
  'pending',
  'platform version',
  'profile',
  'public IP owner',
  'purchase',
  'rollout',
  'root device',
  'scheduling',
  'spot request',
  'state reason',
  'stopped because',
  'subnet',
  'suspended processes',
  'target groups',
  'task definition',
  'throughput',
  'vpc',
] as const;
export type DetailName = (typeof detailNames)[number];

/** The details that have a value. */
export function known(details: Partial<Record<DetailName, string | number | undefined>>): Record<string, string> {
  const entries = Object.entries(details).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** A detail of a row, `''` when it has none. */
export function detailOf(machine: Pick<Machine, 'details'>, name: DetailName): string {
  return machine.details[name] ?? '';
}
