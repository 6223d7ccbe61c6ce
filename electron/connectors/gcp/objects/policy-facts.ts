import type { BucketFacts } from '../../sdk.ts';

/** Source: https://cloud.google.com/storage/docs/json_api/v1/buckets/getIamPolicy */
export interface PolicyRecord {
  version?: number;
  bindings?: { role?: string; members?: string[]; condition?: { title?: string; expression?: string } }[];
}

type Binding = NonNullable<PolicyRecord['bindings']>[number];
type Facts = Pick<BucketFacts, 'publicBy' | 'outsiders' | 'stale'>;

const everybody = ['allUsers', 'allAuthenticatedUsers'];

const byOf = ({ role = '', condition }: Binding) => `${role}${condition ? ` if ${condition.title || condition.expression}` : ''}`;

/** Accounts that Google itself acts by: they come and go with services that are switched on. */
function isServiceAgent(email: string): boolean {
  return /^service-\d+@/.test(email) || /@(cloudservices|cloudbuild|system)\.gserviceaccount\.com$/.test(email);
}

/** Project of a service account's address: its id, or its number; `''` for one that names none. */
function projectOfAccount(email: string): string {
  return (
    /@([a-z0-9.-]+)\.iam\.gserviceaccount\.com$/.exec(email)?.[1] ??
    /^(\d+)-compute@developer\.gserviceaccount\.com$/.exec(email)?.[1] ??
    /^([a-z0-9.:-]+)@appspot\.gserviceaccount\.com$/.exec(email)?.[1] ??
    ''
  );
}

/**
 * Whether somebody is outside the bucket's project. Of people and groups only consumer accounts are told: which domains
 * belong to the organisation is not in the policy.
 */
function isOutsider(member: string, own: readonly string[]): boolean {
  const at = member.indexOf(':');
  const kind = member.slice(0, at);
  const name = member.slice(at + 1);
  if (kind === 'serviceAccount') {
    const project = projectOfAccount(name);
    return project !== '' && !isServiceAgent(name) && !own.includes(project);
  }
  if (/^project(Owner|Editor|Viewer)$/.test(kind)) return !own.includes(name);
  return /^(user|group)$/.test(kind) && /@(gmail|googlemail)\.com$/i.test(name);
}

/** The time until which a condition lets somebody in; null when it says none. */
function endOf({ condition }: Binding): number | null {
  const text = /request\.time\s*<=?\s*timestamp\(\s*["']([^"']+)["']\s*\)/.exec(condition?.expression ?? '')?.[1];
  const end = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(end) ? null : end;
}

function staleOf(binding: Binding, now: number): BucketFacts['stale'] {
  const { role = '', members = [] } = binding;
  const end = endOf(binding);
  const ended =
    end !== null && end < now ? [{ statement: byOf(binding), reason: `It ended on ${new Date(end).toISOString().slice(0, 10)}.` }] : [];
  const deleted = members
    .filter((member) => member.startsWith('deleted:'))
    .map((member) => ({
      statement: `${role} for ${member.slice('deleted:'.length).replace(/\?.*$/, '')}`,
      reason: 'This principal was deleted.',
    }));
  return [...ended, ...deleted];
}

/** What a bucket's policy says about everybody, others and the past. `own`: id and number of the bucket's project. */
export function policyFacts({ bindings = [] }: PolicyRecord, { own, now }: { own: readonly string[]; now: number }): Facts {
  const each = bindings.flatMap((binding) => (binding.members ?? []).map((member) => ({ binding, member })));
  return {
    publicBy: each.filter(({ member }) => everybody.includes(member)).map(({ binding, member }) => `${member}: ${byOf(binding)}`),
    outsiders: each
      .filter(({ member }) => isOutsider(member, own))
      .map(({ binding, member }) => ({ principal: member, access: binding.role ?? '', by: 'IAM policy of the bucket' })),
    stale: bindings.flatMap((binding) => staleOf(binding, now)),
  };
}
