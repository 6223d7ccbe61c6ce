import type { CheckResult, Permission } from '../sdk.ts';
import type { GcpAccount } from './account.ts';
import { type Project, readProjects } from './projects.ts';

const reads: Permission[] = [
  { name: 'compute.instances.list', neededFor: 'machines', dataSet: 'machines' },
  { name: 'compute.instanceGroupManagers.list', neededFor: 'managed instance groups', dataSet: 'machines' },
  { name: 'compute.autoscalers.list', neededFor: 'limits of managed instance groups', dataSet: 'machines' },
  { name: 'compute.disks.list', neededFor: 'disks that nothing uses', dataSet: 'machines' },
  { name: 'compute.addresses.list', neededFor: 'addresses that nothing uses', dataSet: 'machines' },
  { name: 'storage.buckets.list', neededFor: 'buckets', dataSet: 'buckets' },
  { name: 'monitoring.timeSeries.list', neededFor: 'metrics', dataSet: 'metrics' },
];

/** Wanted only by someone who changes things: a console that only looks is no fault. */
const changes = [
  'compute.instances.start',
  'compute.instances.stop',
  'compute.instances.suspend',
  'compute.instances.resume',
  'compute.instances.reset',
  'compute.instances.delete',
  'compute.instances.setMachineType',
  'compute.instances.setLabels',
  'compute.instanceGroupManagers.update',
  'compute.disks.setLabels',
  'compute.disks.delete',
  'compute.addresses.delete',
];

/** Which of the permissions the sign-in has on a project. Source: https://cloud.google.com/resource-manager/reference/rest/v3/projects/testIamPermissions */
async function granted(account: GcpAccount, { id }: Project, signal: AbortSignal): Promise<Set<string>> {
  const { permissions } = await account.call<{ permissions: string[] }>({
    service: 'resourceManager',
    path: `projects/${id}:testIamPermissions`,
    method: 'POST',
    body: { permissions: [...reads.map(({ name }) => name), ...changes] },
    operation: 'resourcemanager.projects.testIamPermissions',
    scope: id,
    signal,
  });
  return new Set(permissions);
}

interface Answer {
  project: Project;
  has: Set<string>;
}

/** ` (shop-dev)` behind what only some projects lack; nothing when all do. */
function where(lacking: readonly Answer[], all: readonly Answer[]): string {
  return lacking.length === all.length ? '' : ` (${lacking.map(({ project }) => project.id).join(', ')})`;
}

function missingOf(answers: readonly Answer[]): Permission[] {
  return reads.flatMap((permission) => {
    const lacking = answers.filter(({ has }) => !has.has(permission.name));
    return lacking.length > 0 ? [{ ...permission, neededFor: permission.neededFor + where(lacking, answers) }] : [];
  });
}

function notesOf(answers: readonly Answer[]): string[] {
  const lacking = changes.flatMap((name) => {
    const without = answers.filter(({ has }) => !has.has(name));
    return without.length > 0 ? [name + where(without, answers)] : [];
  });
  return lacking.length > 0 ? [`Actions that Google will refuse, since these permissions are missing: ${lacking.join(', ')}.`] : [];
}

/** Who the sign-in is, and what it may not read. No call of it is billed. */
export async function checkAccount(account: GcpAccount): Promise<CheckResult> {
  const { signal } = account.context;
  const projects = await readProjects(account, signal);
  const answers = await Promise.all(projects.map(async (project) => ({ project, has: await granted(account, project, signal) })));
  const { name } = await account.tokens.identity();
  const shown = projects.slice(0, 5).map((one) => one.id);
  return {
    account: shown.join(', ') + (projects.length > shown.length ? ` and ${projects.length - shown.length} more` : ''),
    identity: name,
    missing: missingOf(answers),
    notes: [`${projects.length} ${projects.length === 1 ? 'project is' : 'projects are'} read.`, ...notesOf(answers)],
  };
}
