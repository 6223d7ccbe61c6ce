import { AppFailure, type CheckResult, type Permission } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import { allRegions } from './regions.ts';

const permissions = {
  regions: { name: 'ec2:DescribeRegions', neededFor: 'finding the enabled regions', dataSet: 'machines' },
  instances: { name: 'ec2:DescribeInstances', neededFor: 'listing EC2 instances', dataSet: 'machines' },
  costs: { name: 'ce:GetCostAndUsage', neededFor: 'reading daily costs', dataSet: 'costs' },
} as const satisfies Record<string, Permission>;

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
    if (wanted.length === 0) found.missing.push(permissions.regions);
    else found.notes.push('The regions given could not be verified, because ec2:DescribeRegions is not allowed.');
  }
}

/** A dry run: AWS answers whether it would be allowed and does nothing. */
async function checkInstances(account: AwsAccount, found: Findings, abortSignal: AbortSignal): Promise<void> {
  const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  const region = account.settings.regions[0] ?? account.settings.homeRegion;
  const client = await account.clients.ec2(region);
  const ask = async () => {
    try {
      await client.send(new DescribeInstancesCommand({ DryRun: true }), { abortSignal });
    } catch (cause) {
      if (!(cause instanceof Error) || cause.name !== 'DryRunOperation') throw cause;
    }
  };
  try {
    await account.call({ operation: permissions.instances.name, scope: region }, ask);
  } catch (cause) {
    if (!isForbidden(cause)) throw cause;
    found.missing.push(permissions.instances);
  }
}

/** The policy simulator wants the role behind a session: `arn:aws:sts::1:assumed-role/Ops/me` is a session of `arn:aws:iam::1:role/Ops`. */
export function principalOf(arn: string): string {
  return arn.replace(/^arn:([a-z-]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:$1:iam::$2:role/$3');
}

async function simulate(account: AwsAccount, arn: string, abortSignal: AbortSignal): Promise<boolean> {
  const { SimulatePrincipalPolicyCommand } = await import('@aws-sdk/client-iam');
  const client = await account.clients.iam();
  const command = new SimulatePrincipalPolicyCommand({ PolicySourceArn: principalOf(arn), ActionNames: [permissions.costs.name] });
  const reply = await account.call({ operation: 'iam:SimulatePrincipalPolicy' }, () => client.send(command, { abortSignal }));
  return reply.EvaluationResults?.[0]?.EvalDecision === 'allowed';
}

/** Cost Explorer bills every call, so IAM is asked instead; where IAM may not be asked, that is said. */
async function checkCosts(account: AwsAccount, found: Findings, { arn, signal }: { arn: string; signal: AbortSignal }): Promise<void> {
  if (!account.settings.costs) return;
  try {
    if (!(await simulate(account, arn, signal))) found.missing.push(permissions.costs);
  } catch (cause) {
    signal.throwIfAborted();
    account.context.log.info('cost permission not verified', { cause: cause instanceof Error ? cause.message : String(cause) });
    found.notes.push('ce:GetCostAndUsage was not verified: a call is billed, and IAM could not be asked (iam:SimulatePrincipalPolicy).');
  }
}

/** Who the credentials are, and what they may not do. No call of it is billed. */
export async function checkAccount(account: AwsAccount): Promise<CheckResult> {
  const { signal } = account.context;
  const { account: id, arn } = await account.identity(signal);
  const alias = await account.alias(signal);
  const found: Findings = { missing: [], notes: [] };
  await checkRegions(account, found, signal);
  await checkInstances(account, found, signal);
  await checkCosts(account, found, { arn, signal });
  return { account: alias ? `${id} (${alias})` : id, identity: arn, ...found };
}
