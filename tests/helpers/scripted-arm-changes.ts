import type { ArmOperation, ScriptedArm } from './scripted-arm.ts';
import { type ArmResource, instanceView, subscriptionId } from './scripted-arm-records.ts';
import { type ArmReply, armError, json } from './scripted-arm-reply.ts';
import type { ScriptedRequest } from './scripted-server.ts';

/** Power state while an operation runs and when it has ended. Reference: https://learn.microsoft.com/azure/virtual-machines/states-billing */
const powers: Record<string, [during: string, after: string]> = {
  start: ['starting', 'running'],
  deallocate: ['deallocating', 'deallocated'],
  poweroff: ['stopping', 'stopped'],
  restart: ['running', 'running'],
  redeploy: ['running', 'running'],
};

/** An accepted operation: its address in the header that the server announces by, and how long to wait. */
function accepted(world: ScriptedArm, finish: () => void, { status = 202, body = '' }: { status?: number; body?: string } = {}): ArmReply {
  if (world.announce === 'none') {
    finish();
    return { status, headers: { 'content-type': 'application/json' }, body };
  }
  const id = `op-${world.operations.size + 1}`;
  const base = `${world.url}/subscriptions/${subscriptionId}/providers/Microsoft.Compute/locations/westeurope`;
  const version = 'p=1&api-version=2024-07-01';
  const location = `${base}/operationResults/${id}?${version}&monitor=true`;
  const operation: ArmOperation = { pending: world.polls, finish, error: world.failNext, finished: false, location };
  world.failNext = null;
  world.operations.set(id, operation);
  const named: Record<string, string> =
    world.announce === 'location' ? { location } : { 'azure-asyncoperation': `${base}/operations/${id}?${version}`, location };
  return { status, headers: { 'retry-after': '5', 'content-type': 'application/json', ...named }, body };
}

function changePower(world: ScriptedArm, record: ArmResource, verb: string): ArmReply {
  const [during, after] = powers[verb]!;
  record.properties.instanceView = instanceView(during);
  return accepted(world, () => (record.properties.instanceView = instanceView(after)));
}

function changeCluster(world: ScriptedArm, record: ArmResource, verb: string): ArmReply {
  record.properties.provisioningState = verb === 'start' ? 'Starting' : 'Stopping';
  return accepted(world, () => {
    record.properties.provisioningState = 'Succeeded';
    record.properties['powerState'] = { code: verb === 'start' ? 'Running' : 'Stopped' };
  });
}

function post(world: ScriptedArm, path: string): ArmReply {
  const [, id = '', verb = ''] = /^(.+)\/([^/]+)$/.exec(path.toLowerCase()) ?? [];
  const record = world.resources.get(id);
  if (!record) return armError(404, 'ResourceNotFound');
  if (/managedclusters/.test(id)) return changeCluster(world, record, verb);
  return powers[verb] ? changePower(world, record, verb) : armError(404, 'InvalidRequestUri');
}

/** A write says of which version it is meant; another one is refused. */
function preconditionFailed({ headers }: ScriptedRequest, etag: string | undefined): ArmReply | null {
  const wanted = headers['if-match'];
  return wanted && wanted !== etag ? armError(412, 'PreconditionFailed') : null;
}

interface Patch {
  sku?: ArmResource['sku'];
  properties?: { hardwareProfile?: { vmSize: string } };
}

function patch(world: ScriptedArm, request: ScriptedRequest, record: ArmResource): ArmReply {
  const refused = preconditionFailed(request, record.etag);
  if (refused) return refused;
  const { sku, properties } = JSON.parse(request.body) as Patch;
  if (sku) record.sku = { ...record.sku!, ...sku };
  if (properties?.hardwareProfile) record.properties['hardwareProfile'] = properties.hardwareProfile;
  record.etag = `"${Number(/\d+/.exec(record.etag ?? '1')![0]) + 1}"`;
  record.properties.provisioningState = 'Updating';
  return accepted(world, () => (record.properties.provisioningState = 'Succeeded'), { status: 200, body: JSON.stringify(record) });
}

/** Reference: https://learn.microsoft.com/rest/api/resources/tags/update-at-scope */
function patchTags(record: ArmResource, body: string): ArmReply {
  const { operation, properties } = JSON.parse(body) as { operation: string; properties: { tags: Record<string, string> } };
  if (operation === 'Merge') Object.assign(record.tags, properties.tags);
  if (operation === 'Delete') for (const key of Object.keys(properties.tags)) delete record.tags[key];
  return json(200, { properties: { tags: record.tags } });
}

interface Pool {
  name: string;
  count: number;
  eTag: string;
}

function putPool(world: ScriptedArm, request: ScriptedRequest, path: string): ArmReply {
  const [cluster = '', name = ''] = path.toLowerCase().split('/agentpools/');
  const pools = (world.resources.get(cluster)?.properties['agentPoolProfiles'] ?? []) as Pool[];
  const pool = pools.find((one) => one.name === name);
  if (!pool) return armError(404, 'ResourceNotFound');
  const refused = preconditionFailed(request, pool.eTag);
  if (refused) return refused;
  const { properties } = JSON.parse(request.body) as { properties: { count: number } };
  const body = JSON.stringify({ id: path, name, properties: { ...pool, count: properties.count, provisioningState: 'Scaling' } });
  return accepted(world, () => (pool.count = properties.count), { status: 200, body });
}

function remove(world: ScriptedArm, request: ScriptedRequest, id: string): ArmReply {
  const record = world.resources.get(id);
  if (!record) return { status: 204, body: '' };
  const refused = preconditionFailed(request, record.etag);
  if (refused) return refused;
  record.properties.provisioningState = 'Deleting';
  return accepted(world, () => world.resources.delete(id));
}

/** What changes a resource: POST, PATCH, PUT and DELETE. */
export function changeResource(world: ScriptedArm, request: ScriptedRequest, url: URL): ArmReply {
  const id = url.pathname.toLowerCase();
  if (request.method === 'POST') return post(world, id);
  if (request.method === 'PUT') return putPool(world, request, id);
  if (request.method === 'DELETE') return remove(world, request, id);
  const tagged = world.resources.get(id.replace('/providers/microsoft.resources/tags/default', ''));
  if (!tagged) return armError(404, 'ResourceNotFound');
  return id.endsWith('/tags/default') ? patchTags(tagged, request.body) : patch(world, request, tagged);
}
