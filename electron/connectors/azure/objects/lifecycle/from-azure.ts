import { type LifecycleAction, type LifecycleRule, lifecycleRuleSchema } from '../../../sdk.ts';
import { type BlobActions, type DateAfter, isOfContainer, type PolicyRule, type TierAction, tierActions } from './policy.ts';

const bases = {
  daysAfterModificationGreaterThan: 'modified',
  daysAfterCreationGreaterThan: 'created',
  daysAfterLastAccessTimeGreaterThan: 'accessed',
} as const;

interface Read {
  actions: LifecycleAction[];
  unsupported: string[];
}

interface When {
  days: number;
  basis: 'created' | 'modified' | 'accessed';
}

function whenOf(name: string, after: DateAfter, read: Read): When | null {
  if (after.daysAfterLastTierChangeGreaterThan !== undefined) read.unsupported.push(`${name}: days after the last change of tier`);
  for (const [key, basis] of Object.entries(bases)) {
    const days = after[key as keyof typeof bases];
    if (days !== undefined) return { days, basis };
  }
  return null;
}

const isTier = (name: string): name is TierAction => name in tierActions;

function addBase(actions: BlobActions, read: Read): void {
  for (const [name, after] of Object.entries(actions)) {
    const when = typeof after === 'object' ? whenOf(name, after, read) : null;
    if (when && isTier(name)) read.actions.push({ kind: 'transition', ...when, storageClass: tierActions[name] });
    else if (when && name === 'delete') read.actions.push({ kind: 'expire', ...when });
    else read.unsupported.push(name);
  }
}

/** Versions count from when they were made. */
function addVersions(actions: BlobActions, read: Read): void {
  for (const [name, after] of Object.entries(actions)) {
    const when = typeof after === 'object' ? whenOf(`version ${name}`, after, read) : null;
    if (when?.basis !== 'created') read.unsupported.push(`version ${name}`);
    else if (isTier(name))
      read.actions.push({ kind: 'noncurrent_transition', days: when.days, storageClass: tierActions[name], keepNewest: 0 });
    else read.actions.push({ kind: 'noncurrent_expire', days: when.days, keepNewest: 0 });
  }
}

function addFilters({ definition }: PolicyRule, read: Read): void {
  const { blobTypes = [], blobIndexMatch = [] } = definition.filters ?? {};
  if (blobTypes.some((type) => type !== 'blockBlob')) read.unsupported.push(`types ${blobTypes.join(', ')}`);
  for (const { name, op } of blobIndexMatch) if (op !== '==') read.unsupported.push(`tag ${name} ${op}`);
}

/** A rule as the console has it, seen from one container: its prefixes without the container's name. */
export function fromAzure(rule: PolicyRule, container: string): LifecycleRule {
  const { actions, filters } = rule.definition;
  const read: Read = { actions: [], unsupported: [] };
  addBase(actions.baseBlob ?? {}, read);
  addVersions(actions.version ?? {}, read);
  for (const name of Object.keys(actions.snapshot ?? {})) read.unsupported.push(`snapshot ${name}`);
  addFilters(rule, read);
  if (!isOfContainer(rule, container)) read.unsupported.push('applies to other containers too');
  const mine = (filters?.prefixMatch ?? []).filter((prefix) => prefix.startsWith(`${container}/`));
  const prefixes = mine.map((prefix) => prefix.slice(container.length + 1)).filter((prefix) => prefix !== '');
  return lifecycleRuleSchema.parse({
    id: rule.name,
    enabled: rule.enabled ?? true,
    filter: { prefixes, tags: Object.fromEntries((filters?.blobIndexMatch ?? []).map(({ name, value }) => [name, value])) },
    // A rule that only says what is not understood has to have something: it is not edited.
    actions: read.actions.length > 0 ? read.actions : [{ kind: 'remove_delete_markers' }],
    unsupported: read.unsupported,
  });
}
