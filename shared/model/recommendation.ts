import { z } from 'zod';
import type { ActionInput, CostDelta } from './action.ts';
import type { MachineKey, MachineKind, Provider } from './machine.ts';
import type { MetricStats } from './metric.ts';

export const recommendationKinds = ['resize', 'idle', 'unattached_disk', 'unattached_address'] as const;
export type RecommendationKind = (typeof recommendationKinds)[number];

/** Advice made from what was measured, with everything it rests on. */
export interface Recommendation extends MachineKey {
  /** Stable as long as the advice is the same: kind, machine and proposed type. */
  id: string;
  kind: RecommendationKind;
  machineKind: MachineKind;
  name: string;
  provider: Provider;
  account: string;
  accountName: string;
  region: string;
  environment: string;
  /** One line: `m7g.2xlarge → m7g.large`. */
  title: string;
  /** Why, in sentences with the rule that decided. */
  reason: string;
  evidence: MetricStats[];
  /** Negative `amount` per month; null when the price table does not know the type or region. */
  saving: CostDelta | null;
  confidence: 'high' | 'medium' | 'low';
  /** What the confidence rests on: days measured, coverage, what was not measured. */
  confidenceReason: string;
  /** What the plan would do; null where nothing can be done from here. */
  action: { name: string; input: ActionInput } | null;
  /** Null while it stands. */
  dismissed: { reason: string; by: string; at: number } | null;
}

export const recommendationQuerySchema = z.strictObject({
  kinds: z.array(z.enum(recommendationKinds)).default([]),
  connectionId: z.string().max(100).nullable().default(null),
  machineId: z.string().max(2000).nullable().default(null),
  includeDismissed: z.boolean().default(false),
});
export type RecommendationQuery = z.infer<typeof recommendationQuerySchema>;

export interface RecommendationResult {
  recommendations: Recommendation[];
  /** Sums of the savings of those that stand, by currency, as negative amounts per month. */
  savings: { currency: string; amount: number }[];
  /** Machines looked at, and those without enough measurements. */
  considered: number;
  unmeasured: number;
  /** Dates of the price tables used, by provider. */
  priceTables: { provider: Provider; date: string; source: string }[];
}

/** A size of machine at a provider, from the table in `resources/sizes`. */
export interface MachineSize {
  provider: Provider;
  type: string;
  vcpus: number;
  memoryGiB: number;
  /** `x86_64` or `arm64`. */
  architecture: string;
  /** Types of one family can replace each other without another look at the software. */
  family: string;
  burstable: boolean;
  /** List price per hour in USD by region, Linux on demand. */
  hourly: Record<string, number>;
}
