import { isDeepStrictEqual } from 'node:util';
import { AppFailure, failure, type Lifecycle, type LifecycleRule, type ObjectStore } from '../../../sdk.ts';
import type { AzureAccount } from '../../account.ts';
import { sendArm } from '../../arm.ts';
import type { BlobAccess } from '../blob-access.ts';
import { type BlobAccount, placeOf, storageVersion } from '../blob-accounts.ts';
import { fromAzure } from './from-azure.ts';
import { concerns, isOfContainer, type PolicyDocument, type PolicyRule, rulesOf } from './policy.ts';
import { toAzure } from './to-azure.ts';

interface Place {
  azure: AzureAccount;
  account: BlobAccount;
  container: string;
  signal: AbortSignal;
}

async function placeIn(access: BlobAccess, bucket: string, signal: AbortSignal): Promise<Place & { id: string }> {
  const { account, container } = placeOf(await access.accounts(signal), bucket);
  const { azure } = access;
  if (azure && account.record) return { azure, account, container, signal, id: account.record.id };
  throw failure('unsupported', 'Lifecycle rules are kept by Azure Resource Manager, which this connection does not reach.', {
    hint: 'Sign in with an identity that sees the storage account in its subscription.',
  });
}

type Found = Awaited<ReturnType<typeof placeIn>>;

const requestOf = ({ id, account, signal }: Found, right: 'read' | 'write' | 'delete') => ({
  path: `${id}/managementPolicies/default`,
  apiVersion: storageVersion,
  operation: `Microsoft.Storage/storageAccounts/managementPolicies/${right}`,
  scope: account.name,
  signal,
});

/** Null: the account has no rules. */
async function readPolicy(place: Found): Promise<PolicyDocument | null> {
  try {
    return (await sendArm(place.azure, requestOf(place, 'read'))).body as PolicyDocument;
  } catch (cause) {
    if (cause instanceof AppFailure && cause.error.code === 'not_found') return null;
    throw cause;
  }
}

function lifecycleOf({ account, container }: Found, document: PolicyDocument | null): Lifecycle {
  const all = rulesOf(document);
  const mine = all.filter((rule) => concerns(rule, container));
  const others = all.length - mine.length;
  const rest = others > 0 ? `; ${others} rules of its other containers stay as they are` : '';
  return {
    rules: mine.map((rule) => fromAzure(rule, container)),
    appliesTo: `Container ${container}. Azure keeps the rules of storage account ${account.name} in one document${rest}.`,
    raw: document,
  };
}

/** Those that are not this container's alone, and those that are not understood and still wanted, go back as they came. */
function merged(container: string, before: readonly PolicyRule[], rules: readonly LifecycleRule[]): PolicyRule[] {
  const wanted = new Set(rules.map(({ id }) => id));
  const shared = before.find((rule) => concerns(rule, container) && !isOfContainer(rule, container) && !wanted.has(rule.name));
  if (shared)
    throw failure('invalid_input', `Rule ${shared.name} applies to other containers too and is not removed from here.`, {
      hint: 'Keep it, or remove it in the Azure portal.',
    });
  const isKept = (rule: PolicyRule) =>
    !isOfContainer(rule, container) || (wanted.has(rule.name) && fromAzure(rule, container).unsupported.length > 0);
  const kept = before.filter(isKept);
  const names = new Set(kept.map(({ name }) => name));
  const own = rules.filter((rule) => rule.unsupported.length === 0);
  const taken = own.find(({ id }) => names.has(id));
  if (taken) throw failure('invalid_input', `Rule ${taken.id}: the storage account has another rule of this name.`, { hint: 'Rename it.' });
  return [...kept, ...own.map((rule) => toAzure(rule, container))];
}

async function write(place: Found, rules: readonly PolicyRule[]): Promise<void> {
  if (rules.length === 0) await sendArm(place.azure, { ...requestOf(place, 'delete'), method: 'DELETE' });
  else await sendArm(place.azure, { ...requestOf(place, 'write'), method: 'PUT', body: { properties: { policy: { rules } } } });
}

async function put(
  access: BlobAccess,
  bucket: string,
  rules: readonly LifecycleRule[],
  { before, signal }: { before: Lifecycle; signal: AbortSignal },
) {
  const place = await placeIn(access, bucket, signal);
  const now = await readPolicy(place);
  if (!isDeepStrictEqual(rulesOf(now), rulesOf(before.raw as PolicyDocument | null))) {
    throw failure('conflict', `The rules of storage account ${place.account.name} were changed in the meantime.`, {
      hint: 'Refresh and look again.',
    });
  }
  const next = merged(place.container, rulesOf(now), rules);
  if (next.length > 0 || now !== null) await write(place, next);
  return lifecycleOf(place, await readPolicy(place));
}

function check(rules: readonly LifecycleRule[]): void {
  const own = rules.filter((rule) => rule.unsupported.length === 0);
  for (const rule of own) toAzure(rule, 'container');
  const double = own.find(({ id }, at) => own.findIndex((other) => other.id === id) < at);
  if (double) throw failure('invalid_input', `Rule ${double.id}: there are two of this name.`, { hint: 'Rename one.' });
}

/** Rules that move and delete objects: one document for a storage account, of which a container has some. */
export function lifecycleVerb(access: BlobAccess): NonNullable<ObjectStore['lifecycle']> {
  return {
    async get(bucket, signal) {
      const place = await placeIn(access, bucket, signal);
      return lifecycleOf(place, await readPolicy(place));
    },
    put: (bucket, rules, before, signal) => put(access, bucket, rules, { before, signal }),
    check,
  };
}
