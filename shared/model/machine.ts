import { z } from 'zod';
import type { Dated } from './freshness.ts';

/** Normalised lifecycle states; the provider's own word is kept in `providerState`. */
export const machineStates = ['running', 'starting', 'stopping', 'stopped', 'suspended', 'terminated', 'unknown'] as const;
export type MachineState = (typeof machineStates)[number];

export const providers = ['aws', 'azure', 'gcp', 'other'] as const;
export type Provider = (typeof providers)[number];

/** One virtual machine of any provider. `connectionId` + `id` identify it. */
export const machineSchema = z.object({
  /** The provider's id: instance id, ARM id, or self link. */
  id: z.string(),
  name: z.string(),
  provider: z.enum(providers),
  account: z.string(),
  accountName: z.string(),
  region: z.string(),
  zone: z.string(),
  state: z.enum(machineStates),
  providerState: z.string(),
  /** Instance type or size in the provider's words, e.g. `m7g.large`. */
  type: z.string(),
  os: z.string(),
  privateIp: z.string(),
  publicIp: z.string(),
  /** Value of the environment tag, `''` when there is none. */
  environment: z.string(),
  /** Launch time, epoch ms UTC; null when unknown. */
  launched: z.number().nullable(),
  tags: z.record(z.string(), z.string()),
  /** Id under which the machine appears in cost data (`ResourceId`) when it differs from `id`. */
  costResourceId: z.string().optional(),
  /** Latest known CPU use in percent; null when not measured. */
  cpuPercent: z.number().nullable().default(null),
  memoryPercent: z.number().nullable().default(null),
});
export type Machine = z.infer<typeof machineSchema>;

/** A machine as cached: with the connection it came from. */
export interface CachedMachine extends Machine {
  connectionId: string;
}

/** Columns a grid can show, sort and filter by. Tags are addressed as `tag:Name`. */
export const machineColumns = [
  'name',
  'id',
  'state',
  'provider',
  'account',
  'accountName',
  'region',
  'zone',
  'type',
  'os',
  'privateIp',
  'publicIp',
  'environment',
  'launched',
  'cpuPercent',
  'memoryPercent',
  'connectionId',
] as const;
export type MachineColumn = (typeof machineColumns)[number];

const facetFilterSchema = z.object({
  column: z.union([
    z.enum(['state', 'provider', 'account', 'region', 'type', 'environment', 'connectionId']),
    z.templateLiteral(['tag:', z.string()]),
  ]),
  values: z.array(z.string()).min(1),
});

/** A window over the cached machines. */
export const machineQuerySchema = z.object({
  /** Words that must all occur (case-insensitively) in id, name, account, region, type, address or tags. */
  text: z.string().max(200).default(''),
  where: z.array(facetFilterSchema).max(20).default([]),
  sort: z
    .object({ column: z.union([z.enum(machineColumns), z.templateLiteral(['tag:', z.string()])]), descending: z.boolean().default(false) })
    .default({ column: 'name', descending: false }),
  offset: z.number().int().nonnegative().default(0),
  limit: z.number().int().positive().max(5000).default(200),
});
export type MachineQuery = z.infer<typeof machineQuerySchema>;

export interface MachineQueryResult extends Dated {
  rows: CachedMachine[];
  /** Machines matching text and filters, over all pages. */
  total: number;
  /** Machines in the cache without any filter. */
  all: number;
}

/** Counts of machines per value of one column, after text and the other filters. */
export interface MachineFacets {
  state: Record<string, number>;
  provider: Record<string, number>;
  region: Record<string, number>;
  account: Record<string, number>;
  environment: Record<string, number>;
  type: Record<string, number>;
  tagKeys: string[];
}
