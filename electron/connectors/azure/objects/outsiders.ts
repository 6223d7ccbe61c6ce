import { type AppError, AppFailure, type BucketFacts, keptFor } from '../../sdk.ts';
import type { AzureAccount } from '../account.ts';
import { type ArmRequest, wholeList } from '../arm.ts';
import type { AccountRecord, BlobAccount } from './blob-accounts.ts';

type Outsider = BucketFacts['outsiders'][number];

/** Reference: "Role Assignments - List For Scope", 2022-04-01. */
interface RoleAssignment {
  properties?: { principalId?: string; principalType?: string; roleDefinitionId?: string; scope?: string };
}

/** Reference: "Registration Assignments - List", 2022-10-01, with the definition expanded. */
interface RegistrationAssignment {
  properties?: {
    registrationDefinition?: {
      properties?: {
        managedByTenantId?: string;
        managedByTenantName?: string;
        authorizations?: { principalId?: string; principalIdDisplayName?: string; roleDefinitionId?: string }[];
      };
    };
  };
}

export interface OutsidersRead {
  outsiders: Outsider[];
  problems: AppError[];
}

/** Built-in roles that reach the data of a storage account, by their ids. Source: "Azure built-in roles". */
const roles: Readonly<Record<string, string>> = {
  '8e3af657-a8ff-443c-a75c-2fe8c4bcb635': 'Owner',
  'b24988ac-6180-42a0-ab88-20f7382dd24c': 'Contributor',
  'acdd72a7-3385-48ef-bd42-f606fba81ae7': 'Reader',
  '17d1049b-9a84-46fb-8f53-869881c3d3ab': 'Storage Account Contributor',
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1': 'Storage Blob Data Reader',
};

function roleOf(definition = ''): string {
  const id = definition.split('/').at(-1) ?? '';
  return roles[id] ?? `role ${id}`;
}

const ofConnection: AppError['code'][] = ['offline', 'timeout', 'rate_limited', 'auth_required'];
/** A subscription that never used Lighthouse does not know it. */
const unregistered = /MissingSubscriptionRegistration/;

/** What may not be read is told and leaves the rest standing; what concerns the whole connection ends the read. */
async function orProblem<T>(problems: AppError[], work: Promise<T[]>): Promise<T[]> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof AppFailure) || ofConnection.includes(cause.error.code)) throw cause;
    if (!unregistered.test(cause.error.message)) problems.push(cause.error);
    return [];
  }
}

/** Groups of other tenants that have a role. Guests are users of this tenant, and only Entra tells them from others. */
function ofForeignGroups(assignments: RoleAssignment[]): Outsider[] {
  return assignments.flatMap(({ properties: { principalId = '', principalType, roleDefinitionId, scope = '' } = {} }) =>
    principalType === 'ForeignGroup'
      ? [{ principal: `Group ${principalId} of another tenant`, access: roleOf(roleDefinitionId), by: `role assignment at ${scope}` }]
      : [],
  );
}

/** What Azure Lighthouse hands to another tenant. */
function ofDelegations(assignments: RegistrationAssignment[]): Outsider[] {
  return assignments.flatMap(({ properties }) => {
    const { managedByTenantId = '', managedByTenantName, authorizations = [] } = properties?.registrationDefinition?.properties ?? {};
    const tenant = managedByTenantName || `tenant ${managedByTenantId}`;
    return authorizations.map(({ principalId = '', principalIdDisplayName, roleDefinitionId }) => ({
      principal: `${principalIdDisplayName || principalId} of ${tenant}`,
      access: roleOf(roleDefinitionId),
      by: 'Azure Lighthouse delegation',
    }));
  });
}

interface Known {
  azure: AzureAccount;
  record: AccountRecord;
}

async function ask({ azure, record }: Known, { subscription, name }: BlobAccount): Promise<OutsidersRead> {
  // The session's own: those who ask meanwhile wait for the same answer.
  const { signal } = azure.context;
  const problems: AppError[] = [];
  const list = <T>(request: Omit<ArmRequest, 'scope' | 'signal'>) =>
    orProblem(problems, wholeList(azure, { ...request, scope: name, signal }) as Promise<T[]>);
  const [assignments, delegations] = await Promise.all([
    list<RoleAssignment>({
      path: `${record.id}/providers/Microsoft.Authorization/roleAssignments`,
      apiVersion: '2022-04-01',
      operation: 'Microsoft.Authorization/roleAssignments/read',
    }),
    list<RegistrationAssignment>({
      path: `/subscriptions/${subscription.id}/providers/Microsoft.ManagedServices/registrationAssignments`,
      apiVersion: '2022-10-01',
      query: { $expandRegistrationDefinition: 'true' },
      operation: 'Microsoft.ManagedServices/registrationAssignments/read',
    }),
  ]);
  const replicates = record.properties?.allowCrossTenantReplication === true;
  const replication = { principal: 'Accounts of any other tenant', access: 'object replication', by: 'allowCrossTenantReplication' };
  return { outsiders: [...ofForeignGroups(assignments), ...ofDelegations(delegations), ...(replicates ? [replication] : [])], problems };
}

const keptMs = 60_000;
const kept = keptFor<OutsidersRead>(keptMs);

/**
 * Who of other tenants reaches a storage account, by roles, delegations and replication: of all its containers alike. Without
 * Resource Manager nobody can be told.
 */
export async function readOutsiders(azure: AzureAccount | null, account: BlobAccount): Promise<OutsidersRead> {
  const { record } = account;
  if (!azure || !record) return { outsiders: [], problems: [] };
  return kept(account, azure.context.clock, () => ask({ azure, record }, account));
}
