import { AppFailure, type CheckResult, failure, type Permission } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { wholeList } from './arm.ts';
import { changeOperations, readOperations } from './operations.ts';
import type { Subscription } from './subscriptions.ts';
import { claimsOf } from './tokens.ts';

/** What one role assignment grants. Reference: "Permissions - List For Subscription". */
export interface Grant {
  actions?: string[];
  notActions?: string[];
}

function matches(pattern: string, operation: string): boolean {
  const expression = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${expression}$`, 'i').test(operation);
}

/** `notActions` takes away from its own grant only: another grant may still allow it. */
export function isAllowed(operation: string, grants: readonly Grant[]): boolean {
  const some = (patterns: readonly string[] = []) => patterns.some((pattern) => matches(pattern, operation));
  return grants.some(({ actions, notActions }) => some(actions) && !some(notActions));
}

interface Judged {
  subscription: Subscription;
  /** Null where the identity may not even ask. */
  grants: Grant[] | null;
}

async function judge(account: AzureAccount, subscription: Subscription, signal: AbortSignal): Promise<Judged> {
  try {
    const grants = await wholeList(account, {
      path: `/subscriptions/${subscription.id}/providers/Microsoft.Authorization/permissions`,
      apiVersion: '2022-04-01',
      operation: 'Microsoft.Authorization/permissions/read',
      scope: subscription.id,
      signal,
    });
    return { subscription, grants: grants as Grant[] };
  } catch (cause) {
    if (!(cause instanceof AppFailure) || !['forbidden', 'not_found'].includes(cause.error.code)) throw cause;
    return { subscription, grants: null };
  }
}

/** Some questions at a time: an identity may see hundreds of subscriptions. */
async function judgeAll(account: AzureAccount, subscriptions: readonly Subscription[], signal: AbortSignal): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (let at = 0; at < subscriptions.length; at += 8)
    judged.push(...(await Promise.all(subscriptions.slice(at, at + 8).map((one) => judge(account, one, signal)))));
  return judged;
}

function lackOf(operation: string, judged: readonly Judged[]): string[] {
  return judged.filter(({ grants }) => grants && !isAllowed(operation, grants)).map(({ subscription }) => subscription.name);
}

/** What stays empty without it: one that only adds to what is shown leaves nothing empty. */
function dataSetOf(operation: string): Permission['dataSet'] {
  if (operation === 'Microsoft.Storage/storageAccounts/read') return 'buckets';
  return /^Microsoft\.(Insights|Storage|Authorization|ManagedServices)\//.test(operation) ? null : 'machines';
}

function permission(name: string, purpose: string, lacking: readonly string[], total: number): Permission {
  const where =
    lacking.length === total ? '' : ` in ${lacking.slice(0, 3).join(', ')}${lacking.length > 3 ? ` and ${lacking.length - 3} more` : ''}`;
  return { name, neededFor: `${purpose}${where}`, dataSet: dataSetOf(name) };
}

interface Findings {
  missing: Permission[];
  notes: string[];
}

function addReads(found: Findings, judged: readonly Judged[]): void {
  for (const [operation, purpose] of Object.entries(readOperations)) {
    const lacking = lackOf(operation, judged);
    if (lacking.length > 0) found.missing.push(permission(operation, purpose, lacking, judged.length));
  }
}

/** An identity that may change nothing was meant to: that is one remark, not twenty missing permissions. */
function addChanges(found: Findings, judged: readonly Judged[]): void {
  const needed = [...changeOperations()];
  const granted = needed.filter(([operation]) => judged.some(({ grants }) => grants && isAllowed(operation, grants)));
  if (judged.every(({ grants }) => grants === null)) return;
  if (granted.length === 0) {
    found.notes.push('This identity only reads: every action would be refused by Azure.');
    return;
  }
  for (const [operation, purpose] of needed) {
    const lacking = lackOf(operation, judged);
    if (lacking.length > 0) found.missing.push({ ...permission(operation, purpose, lacking, judged.length), dataSet: null });
  }
}

function addUnseen(found: Findings, judged: readonly Judged[]): void {
  const unseen = judged.filter(({ grants }) => !grants).map(({ subscription }) => subscription.name);
  if (unseen.length > 0)
    found.notes.push(`Not visible to this identity, or without the right to ask for permissions: ${unseen.join(', ')}.`);
  found.notes.push(`${judged.length - unseen.length} subscriptions will be read.`);
}

/** Tenant, identity and subscriptions, and which operations no role allows. Nothing is changed, nothing is billed. */
export async function checkAccount(account: AzureAccount): Promise<CheckResult> {
  const { signal } = account.context;
  const subscriptions = await account.subscriptions(signal);
  const token = await account.credential(signal).getToken(`${account.settings.audience}/.default`);
  const { tenantId, name } = claimsOf(token);
  const tenant = tenantId || account.settings.tenantId;
  if (subscriptions.length === 0) {
    throw failure('forbidden', 'The sign-in works, but the identity sees no subscription.', {
      hint: 'Give it a role, e.g. Reader, on the subscriptions to be shown.',
      source: { connectionId: account.context.connectionId, operation: 'Microsoft.Resources/subscriptions/read', scope: tenant },
    });
  }
  const judged = await judgeAll(account, subscriptions, signal);
  const found: Findings = { missing: [], notes: [] };
  addReads(found, judged);
  addChanges(found, judged);
  addUnseen(found, judged);
  return { account: `Tenant ${tenant}`, identity: name || account.settings.clientId || 'unknown', ...found };
}
