import { AppFailure, type CheckResult, type Permission } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import { anyInstance, probe, type Verdict } from './permission-probes.ts';
import { permissions, regionsPermission } from './permissions.ts';
import { allRegions } from './regions.ts';

/** What the probes found; each adds to it. */
interface Findings {
  missing: Permission[];
  notes: string[];
}

function isForbidden(cause: unknown): boolean {
  return cause instanceof AppFailure && cause.error.code === 'forbidden';
}

async function checkRegions(account: AwsAccount, found: Findings, signal: AbortSignal): Promise<void> {
  const wanted = account.settings.regions;
  try {
    const regions = await allRegions(account, signal);
    const enabled = new Set(regions.filter((region) => region.enabled).map((region) => region.name));
    const off = wanted.filter((region) => !enabled.has(region));
    if (off.length > 0) found.notes.push(`Not enabled in this account, or not a region: ${off.join(', ')}.`);
    if (wanted.length === 0) found.notes.push(`${enabled.size} regions are enabled and will be read.`);
  } catch (cause) {
    if (!isForbidden(cause)) throw cause;
    if (wanted.length === 0) found.missing.push(regionsPermission);
    else found.notes.push('The regions given could not be verified, because ec2:DescribeRegions is not allowed.');
  }
}

/** The policy simulator wants the role behind a session: `arn:aws:sts::1:assumed-role/Ops/me` is a session of `arn:aws:iam::1:role/Ops`. */
export function principalOf(arn: string): string {
  return arn.replace(/^arn:([a-z-]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:$1:iam::$2:role/$3');
}

/** Whether IAM allows each of the actions, on all resources; an action that it does not judge is left out. */
async function simulate(account: AwsAccount, arn: string, { ActionNames, signal }: { ActionNames: string[]; signal: AbortSignal }) {
  const { SimulatePrincipalPolicyCommand } = await import('@aws-sdk/client-iam');
  const client = await account.clients.iam();
  const allowed = new Map<string, boolean>();
  let Marker: string | undefined;
  do {
    const command = new SimulatePrincipalPolicyCommand({ PolicySourceArn: principalOf(arn), ActionNames, Marker });
    const reply = await account.call({ operation: 'iam:SimulatePrincipalPolicy' }, () => client.send(command, { abortSignal: signal }));
    for (const one of reply.EvaluationResults ?? []) allowed.set(one.EvalActionName ?? '', one.EvalDecision === 'allowed');
    Marker = reply.IsTruncated ? reply.Marker : undefined;
  } while (Marker);
  return allowed;
}

/**
 * For what cannot be tried for nothing: Cost Explorer and CloudWatch bill every call, ECS and Auto Scaling have no dry
 * run. Where IAM may not be asked, that is said.
 */
async function askIam(
  account: AwsAccount,
  names: string[],
  { arn, signal }: { arn: string; signal: AbortSignal },
): Promise<Map<string, Verdict>> {
  try {
    const allowed = await simulate(account, arn, { ActionNames: names, signal });
    return new Map([...allowed].map(([name, may]) => [name, may ? 'allowed' : 'missing']));
  } catch (cause) {
    signal.throwIfAborted();
    account.context.log.info('permissions not verified', { cause: cause instanceof Error ? cause.message : String(cause) });
    return new Map();
  }
}

async function checkPermissions(
  account: AwsAccount,
  found: Findings,
  { arn, signal }: { arn: string; signal: AbortSignal },
): Promise<void> {
  const needed = permissions.filter(({ when }) => !when || when(account.settings));
  const region = account.settings.regions[0] ?? account.settings.homeRegion;
  const place = { account, region, abort: { abortSignal: signal } };
  const probing = { ...place, instance: await anyInstance(place) };
  const tried = new Map(await Promise.all(needed.map(async ({ name }) => [name, await probe(name, probing)] as const)));
  const open = needed.map(({ name }) => name).filter((name) => tried.get(name) === 'unknown');
  const asked = await askIam(account, open, { arn, signal });
  const verdict = (name: string) => asked.get(name) ?? tried.get(name);
  for (const { when: _, ...permission } of needed) if (verdict(permission.name) === 'missing') found.missing.push(permission);
  const unverified = open.filter((name) => verdict(name) === 'unknown');
  if (unverified.length === 0) return;
  found.notes.push(`Not verified, because IAM could not be asked (iam:SimulatePrincipalPolicy): ${unverified.join(', ')}.`);
}

/** Who the credentials are, and what they may not do. No call of it is billed, and none changes anything. */
export async function checkAccount(account: AwsAccount): Promise<CheckResult> {
  const { signal } = account.context;
  const { account: id, arn } = await account.identity(signal);
  const alias = await account.alias(signal);
  const found: Findings = { missing: [], notes: [] };
  await checkRegions(account, found, signal);
  await checkPermissions(account, found, { arn, signal });
  return { account: alias ? `${id} (${alias})` : id, identity: arn, ...found };
}
