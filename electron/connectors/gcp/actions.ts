import type { ActionSource, Machine } from '../sdk.ts';
import type { GcpAccount } from './account.ts';
import { beginStep, pathOf } from './action-calls.ts';
import { planOf } from './action-plan.ts';
import { stepProgress } from './action-progress.ts';
import { readWholePart } from './compute.ts';
import { type Autoscalers, groupOf, readAutoscalers } from './groups.ts';
import { machineOf } from './machines.ts';
import { partOf } from './paths.ts';
import type { KnownProjects, Project } from './projects.ts';
import { hasCode } from './send.ts';
import { addressOf, diskOf } from './unattached.ts';

/** Up to so many machines of a project are asked one by one; more are found in the project's list, 500 in a call. */
const mostSingle = 8;
const permissions = { machine: 'instances', group: 'instanceGroupManagers', disk: 'disks', address: 'addresses' } as const;
type Kind = keyof typeof permissions;
const isKind = (kind: string): kind is Kind => kind in permissions;

interface Read {
  account: GcpAccount;
  owner: Project;
  signal: AbortSignal;
  /** Asked on first use, once for all groups. */
  autoscalers: () => Promise<Autoscalers>;
}

function projectRead(account: GcpAccount, owner: Project, signal: AbortSignal): Read {
  let autoscalers: Promise<Autoscalers> | null = null;
  return { account, owner, signal, autoscalers: () => (autoscalers ??= readAutoscalers(account, owner.id, signal)) };
}

async function rowOf({ owner, autoscalers }: Read, kind: Kind, record: object): Promise<Machine> {
  if (kind === 'machine') return machineOf(record, owner);
  if (kind === 'disk') return diskOf(record, owner);
  if (kind === 'address') return addressOf(record, owner);
  return groupOf(record, owner, await autoscalers());
}

async function readOne(read: Read, target: Machine): Promise<Machine[]> {
  if (!isKind(target.kind)) return [];
  const operation = `compute.${permissions[target.kind]}.get`;
  try {
    const record = await read.account.call({
      service: 'compute',
      path: pathOf(target.id),
      operation,
      scope: target.name,
      signal: read.signal,
    });
    return [await rowOf(read, target.kind, record)];
  } catch (cause) {
    if (hasCode(cause, 'not_found')) return [];
    throw cause;
  }
}

/** Targets of one project. Those of silent zones are asked one by one: their absence from the list says nothing. */
async function readProject(read: Read, targets: readonly Machine[]): Promise<Machine[]> {
  const single = async (some: readonly Machine[]) => (await Promise.all(some.map((target) => readOne(read, target)))).flat();
  const machines = targets.filter(({ kind }) => kind === 'machine');
  if (machines.length <= mostSingle) return single(targets);
  const { found, partial } = await readWholePart({ ...read, part: 'instances' });
  const wanted = new Set(machines.map(({ id }) => id));
  const listed = new Set(found.map(({ id }) => id));
  const unlisted = partial ? machines.filter(({ id }) => !listed.has(id)) : [];
  const rest = await single([...unlisted, ...targets.filter(({ kind }) => kind !== 'machine')]);
  return [...found.filter(({ id }) => wanted.has(id)), ...rest];
}

/** Changes to Compute Engine's resources. */
export function actionSource(account: GcpAccount, known: KnownProjects): ActionSource {
  return {
    // Compute Engine allows 1,500 changes a minute for each project and region: https://cloud.google.com/compute/api-quota
    limits: { concurrency: 10, perSecond: 10 },
    async read(targets, signal) {
      const both = AbortSignal.any([account.context.signal, signal]);
      const byProject = Map.groupBy(targets, (target) => partOf(target.id, 'projects'));
      const found = await Promise.all(
        [...byProject].map(async ([project, some]) => readProject(projectRead(account, await known.of(project, both), both), some)),
      );
      return found.flat();
    },
    plan: (call, signal) => planOf(account, call, AbortSignal.any([account.context.signal, signal])),
    begin: (call) => beginStep(account, call),
    progress: (call) => stepProgress(account, call),
  };
}
