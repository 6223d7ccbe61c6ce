import { failure } from '../sdk.ts';
import { type GcpAccount, listAll } from './account.ts';
import { hasCode } from './send.ts';

export interface Project {
  id: string;
  /** Display name; the id where it may not be read. */
  name: string;
  /** Google's number of the project, by which bills name it; `''` where it may not be read. */
  number: string;
}

/** Source: https://cloud.google.com/resource-manager/reference/rest/v3/projects */
interface ProjectRecord {
  /** `projects/415104041262` */
  name?: string;
  projectId?: string;
  displayName?: string;
}

function projectOf(id: string, { name = '', displayName }: ProjectRecord): Project {
  return { id, name: displayName || id, number: /^projects\/(\d+)$/.exec(name)?.[1] ?? '' };
}

async function searchAll(account: GcpAccount, signal: AbortSignal): Promise<Project[]> {
  const call = {
    service: 'resourceManager',
    path: 'projects:search',
    query: { query: 'state:ACTIVE', pageSize: '500' },
    operation: 'resourcemanager.projects.get',
    signal,
  } as const;
  const found = await listAll(account, call, (reply) => (reply as { projects?: ProjectRecord[] }).projects);
  return found.flatMap((record) => (record.projectId ? [projectOf(record.projectId, record)] : []));
}

async function named(account: GcpAccount, id: string, signal: AbortSignal): Promise<Project> {
  try {
    const call = {
      service: 'resourceManager',
      path: `projects/${id}`,
      operation: 'resourcemanager.projects.get',
      scope: id,
      signal,
    } as const;
    return projectOf(id, await account.call<ProjectRecord>(call));
  } catch (cause) {
    // A nicer name only: where Resource Manager may not be asked, the id is shown.
    if (hasCode(cause, 'forbidden', 'not_found')) return projectOf(id, {});
    throw cause;
  }
}

async function visible(account: GcpAccount, signal: AbortSignal): Promise<Project[]> {
  const { project } = await account.tokens.identity();
  try {
    const found = await searchAll(account, signal);
    if (found.length > 0) return found;
  } catch (cause) {
    if (!project || !hasCode(cause, 'forbidden')) throw cause;
    account.context.log.info('projects cannot be searched: the project of the credentials is read', { project });
  }
  if (project) return [await named(account, project, signal)];
  throw failure('invalid_input', 'This sign-in sees no project.', {
    hint: 'Name the projects in the connection, or let their owner grant a role on them.',
    fix: { kind: 'edit_connection', connectionId: account.context.connectionId },
  });
}

/** The projects of the form; without any, all that the sign-in sees, else the one that its credentials name. */
export function readProjects(account: GcpAccount, signal: AbortSignal): Promise<Project[]> {
  const { projects } = account.settings;
  return projects.length > 0 ? Promise.all(projects.map((id) => named(account, id, signal))) : visible(account, signal);
}

/** What is known of projects, each asked once in a session. */
export interface KnownProjects {
  remember(projects: readonly Project[]): void;
  of(id: string, signal: AbortSignal): Promise<Project>;
}

export function knownProjects(account: GcpAccount): KnownProjects {
  const known = new Map<string, Project>();
  const remember: KnownProjects['remember'] = (projects) => {
    for (const project of projects) known.set(project.id, project);
  };
  return {
    remember,
    async of(id, signal) {
      const project = known.get(id) ?? (await named(account, id, signal));
      remember([project]);
      return project;
    },
  };
}
