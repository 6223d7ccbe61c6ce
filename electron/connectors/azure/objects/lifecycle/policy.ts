/** Rules of a storage account, as Resource Manager has them. Reference: "Management Policies - Get", 2024-01-01. */
export interface DateAfter {
  daysAfterModificationGreaterThan?: number;
  daysAfterCreationGreaterThan?: number;
  daysAfterLastAccessTimeGreaterThan?: number;
  daysAfterLastTierChangeGreaterThan?: number;
}

export const tierActions = { tierToHot: 'Hot', tierToCool: 'Cool', tierToCold: 'Cold', tierToArchive: 'Archive' } as const;
export type TierAction = keyof typeof tierActions;
export type BlobActions = Partial<Record<TierAction | 'delete' | 'enableAutoTierToHotFromCool', DateAfter | boolean>>;

export interface PolicyRule {
  name: string;
  enabled?: boolean;
  type: 'Lifecycle';
  definition: {
    actions: { baseBlob?: BlobActions; snapshot?: BlobActions; version?: BlobActions };
    filters?: {
      blobTypes?: string[];
      prefixMatch?: string[];
      blobIndexMatch?: { name: string; op: string; value: string }[];
    };
  };
}

export interface PolicyDocument {
  properties?: { policy?: { rules?: PolicyRule[] } };
}

export const rulesOf = (document: PolicyDocument | null): PolicyRule[] => document?.properties?.policy?.rules ?? [];

/** A rule is of a container when all of its prefixes lie in it. One without prefixes, or of several containers, is the account's. */
export function isOfContainer({ definition }: PolicyRule, container: string): boolean {
  const prefixes = definition.filters?.prefixMatch ?? [];
  return prefixes.length > 0 && prefixes.every((prefix) => prefix === container || prefix.startsWith(`${container}/`));
}

/** Whether it may take objects of the container: those of the account do too, and those whose prefix is the start of its name. */
export function concerns(rule: PolicyRule, container: string): boolean {
  const prefixes = rule.definition.filters?.prefixMatch ?? [];
  return prefixes.length === 0 || prefixes.some((prefix) => prefix.startsWith(`${container}/`) || `${container}/`.startsWith(prefix));
}
