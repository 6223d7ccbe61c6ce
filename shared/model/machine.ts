import { z } from 'zod';
import type { Dated } from './freshness.ts';

/** Normalised lifecycle states; the provider's own word is kept in `providerState`. */
export const machineStates = ['running', 'starting', 'stopping', 'stopped', 'suspended', 'terminated', 'unknown'] as const;
export type MachineState = (typeof machineStates)[number];

export const providers = ['aws', 'azure', 'gcp', 'other'] as const;
export type Provider = (typeof providers)[number];

/**
 * What a row of the estate is: a virtual machine; a group of machines (Auto Scaling group, scale set, managed instance
 * group); a container cluster (ECS, AKS); an ECS service or task; a pool of a cluster's nodes; a disk or a public address
 * that nothing uses.
 */
export const machineKinds = ['machine', 'group', 'cluster', 'service', 'task', 'node_pool', 'disk', 'address'] as const;
export type MachineKind = (typeof machineKinds)[number];

/** What the provider's own health checks say: EC2 status checks, VM agent, group or service health. */
export const healthStates = ['ok', 'impaired', 'initializing', 'unknown'] as const;
export type Health = (typeof healthStates)[number];

/** Size of a group, service or pool, in members; null where the provider does not say. */
const capacitySchema = z.object({
  desired: z.number().int().nullable(),
  min: z.number().int().nullable(),
  max: z.number().int().nullable(),
  /** Members that run now. */
  running: z.number().int().nullable(),
});
export type Capacity = z.infer<typeof capacitySchema>;

/** One machine or service of any provider. `connectionId` + `id` identify it. */
export const machineSchema = z.object({
  /** The provider's id: instance id, ARN, ARM id, or self link. */
  id: z.string(),
  kind: z.enum(machineKinds),
  name: z.string(),
  provider: z.enum(providers),
  account: z.string(),
  accountName: z.string(),
  region: z.string(),
  zone: z.string(),
  state: z.enum(machineStates),
  providerState: z.string(),
  health: z.enum(healthStates),
  /** What is wrong in the provider's words; `''` when nothing is or nothing is known. */
  healthDetail: z.string(),
  /** Null for what has no size, such as a single machine. */
  capacity: capacitySchema.nullable(),
  /** Ids (of this connection) that this belongs to: the group of a machine, the cluster of a service. */
  parents: z.array(z.string()),
  /** More facts in the provider's words, for the detail and for snippets: subnet, launch type, disk size in GiB, … Short. */
  details: z.record(z.string(), z.string()),
  /** Instance type or size in the provider's words, e.g. `m7g.large`. */
  type: z.string(),
  os: z.string(),
  privateIp: z.string(),
  publicIp: z.string(),
  /** Environment by the person's rules (`environment.ts`), else by tag; `''` when neither says. */
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

/** The fields that a plain machine leaves at "nothing known". */
export const plainMachine = {
  kind: 'machine',
  health: 'unknown',
  healthDetail: '',
  capacity: null,
  parents: [],
  details: {},
} as const satisfies Partial<Machine>;

/** Columns a grid can show, sort and filter by. Tags are addressed as `tag:Name`. */
export const machineColumns = [
  'name',
  'id',
  'kind',
  'state',
  'health',
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

/** Columns with few distinct values, and tags: what machines are filtered and grouped by. */
export const facetColumnSchema = z.union([
  z.enum(['kind', 'state', 'health', 'provider', 'account', 'region', 'type', 'environment', 'connectionId']),
  z.templateLiteral(['tag:', z.string()]),
]);
export type FacetColumn = z.infer<typeof facetColumnSchema>;

const facetFilterSchema = z.object({
  column: facetColumnSchema,
  values: z.array(z.string()).min(1),
});

/** Which machines: by words and by columns. */
export const machineSelectionSchema = z.object({
  /** Words that must all occur (case-insensitively) in id, name, account, region, type, address or tags. */
  text: z.string().max(200).default(''),
  where: z.array(facetFilterSchema).max(20).default([]),
});
export type MachineSelection = z.infer<typeof machineSelectionSchema>;

/** One machine by its key. */
export const machineKeySchema = z.object({ connectionId: z.string().min(1).max(100), machineId: z.string().min(1).max(2000) });
export type MachineKey = z.infer<typeof machineKeySchema>;

/** A window over the cached machines. */
export const machineQuerySchema = z.object({
  ...machineSelectionSchema.shape,
  /** Rows come ordered by this column first (natural order, rows without a value last), then by `sort`. */
  groupBy: facetColumnSchema.nullable().default(null),
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

/** One group of a grouped query, in the order of the rows. */
export interface MachineGroup {
  /** `''`: rows without a value. */
  value: string;
  count: number;
  /** How many are in state `running`. */
  running: number;
}

/** Counts of machines per value of one column, after text and the other filters. */
export interface MachineFacets {
  kind: Record<string, number>;
  health: Record<string, number>;
  state: Record<string, number>;
  provider: Record<string, number>;
  region: Record<string, number>;
  account: Record<string, number>;
  environment: Record<string, number>;
  type: Record<string, number>;
  tagKeys: string[];
}
