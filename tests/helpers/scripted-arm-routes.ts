import type { ScriptedArm } from './scripted-arm.ts';
import { changeResource } from './scripted-arm-changes.ts';
import { metricsReply } from './scripted-arm-metrics.ts';
import { type ArmResource, subscriptionId } from './scripted-arm-records.ts';
import { type ArmReply, armError, json } from './scripted-arm-reply.ts';
import type { ScriptedReply, ScriptedRequest } from './scripted-server.ts';

/** One page of a list, with the address of the next. Reference: "Paging", `nextLink` is opaque and absolute. */
function page(world: ScriptedArm, url: URL, all: readonly unknown[]): ArmReply {
  const from = Number(url.searchParams.get('$skiptoken') ?? 0);
  const to = from + world.pageSize;
  const next = new URL(url.href);
  next.searchParams.set('$skiptoken', String(to));
  return json(200, { value: all.slice(from, to), ...(to < all.length ? { nextLink: next.href } : {}) });
}

/** The run-time state is in an answer only when it is asked for. */
function shown(record: ArmResource, withView: boolean): unknown {
  const { instanceView, ...properties } = record.properties;
  return { ...record, properties: { ...properties, ...(withView && instanceView ? { instanceView } : {}) } };
}

function statusOf({ id, name, location, properties }: ArmResource): unknown {
  const { vmId, provisioningState, instanceView } = properties;
  return { id, name, location, properties: { vmId, provisioningState, instanceView } };
}

/** Resources directly in a list: `…/virtualMachines` has no scale set's instances. */
function under(world: ScriptedArm, type: string): ArmResource[] {
  const pattern = new RegExp(`/providers/${type}/[^/]+$`, 'i');
  return [...world.resources.values()].filter(({ id }) => pattern.test(id));
}

function listReply(world: ScriptedArm, url: URL, type: string): ArmReply {
  const records = under(world, type);
  if (url.searchParams.get('statusOnly') === 'true') return page(world, url, records.map(statusOf));
  return page(
    world,
    url,
    records.map((record) => shown(record, false)),
  );
}

function instancesReply(world: ScriptedArm, url: URL): ArmReply {
  const prefix = `${url.pathname.toLowerCase()}/`;
  const found = [...world.resources.entries()].filter(([id]) => id.startsWith(prefix)).map(([, record]) => record);
  return page(
    world,
    url,
    found.map((record) => shown(record, /instanceView/i.test(url.searchParams.get('$expand') ?? ''))),
  );
}

function summaryReply(world: ScriptedArm, url: URL): ArmReply {
  const prefix = `${url.pathname.toLowerCase().replace('/instanceview', '')}/virtualmachines/`;
  const running = [...world.resources.entries()].filter(
    ([id, { properties }]) => id.startsWith(prefix) && JSON.stringify(properties).includes('PowerState/running'),
  );
  return json(200, { virtualMachine: { statusesSummary: [{ code: 'PowerState/running', count: running.length }] } });
}

function sizesReply(world: ScriptedArm, url: URL): ArmReply {
  const ofRegion = Object.entries(world.sizesOfRegion).map(([name, memoryInMB]) => ({ name, memoryInMB, numberOfCores: 2 }));
  return json(200, { value: /\/locations\//i.test(url.pathname) ? ofRegion : world.sizesHere.map((name) => ({ name })) });
}

function poolReply(world: ScriptedArm, path: string): ArmReply | null {
  const [cluster = '', pool = ''] = path.toLowerCase().split('/agentpools/');
  const profiles = (world.resources.get(cluster)?.properties['agentPoolProfiles'] ?? []) as { name: string }[];
  const found = profiles.find(({ name }) => name === pool);
  const { name, ...properties } = found ?? { name: '' };
  return found ? json(200, { id: path, name, properties }) : null;
}

function readReply(world: ScriptedArm, url: URL): ArmReply {
  const record = world.resources.get(url.pathname.toLowerCase());
  if (record) return json(200, shown(record, /instanceView/i.test(url.searchParams.get('$expand') ?? '')));
  return poolReply(world, url.pathname) ?? armError(404, 'ResourceNotFound', `The Resource '${url.pathname}' was not found.`);
}

/** Reference: https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations */
function operationReply(world: ScriptedArm, url: URL): ArmReply {
  const operation = world.operations.get(url.pathname.split('/').at(-1)!);
  if (!operation) return armError(404, 'NotFound', 'The operation is not kept any more.');
  const isDocument = url.pathname.includes('/operations/');
  if (operation.pending > 0) {
    operation.pending -= 1;
    const wait = { 'retry-after': '7' };
    return isDocument
      ? json(200, { status: 'InProgress' }, wait)
      : { status: 202, headers: { ...wait, location: operation.location }, body: '' };
  }
  if (operation.error)
    return isDocument
      ? json(200, { status: 'Failed', error: operation.error })
      : armError(409, operation.error.code, operation.error.message);
  if (!operation.finished) operation.finish();
  operation.finished = true;
  return isDocument ? json(200, { status: 'Succeeded' }) : { status: 204, body: '' };
}

/** Reference: https://learn.microsoft.com/rest/api/monitor/activity-logs/list */
function activityReply(url: URL): ArmReply {
  const wanted = /resourceUri eq '([^']+)'/.exec(url.searchParams.get('$filter') ?? '')?.[1] ?? '';
  const name = { value: 'Microsoft.Compute/virtualMachines/start/action', localizedValue: 'Start Virtual Machine' };
  const event = (minute: number, status: string) => ({
    eventTimestamp: `2026-11-15T11:0${minute}:00.0000000Z`,
    caller: 'ops@contoso.com',
    operationName: name,
    status: { value: status, localizedValue: status },
    resourceId: wanted,
  });
  return json(200, { value: [event(1, 'Accepted'), event(2, 'Succeeded')] });
}

type Route = (world: ScriptedArm, url: URL, match: RegExpExecArray) => ArmReply;
const gets: readonly [RegExp, Route][] = [
  [/^\/subscriptions$/i, (world, url) => page(world, url, [{ subscriptionId, displayName: 'Shop production', state: 'Enabled' }])],
  [/\/Microsoft\.Authorization\/permissions$/i, (world) => json(200, { value: world.grants })],
  [/\/(operations|operationResults)\/[^/]+$/i, operationReply],
  [/\/eventtypes\/management\/values$/i, (_, url) => activityReply(url)],
  [
    /\/autoscaleSettings$/i,
    (world, url) =>
      page(
        world,
        url,
        [...world.resources.values()].filter(({ id }) => /autoscaleSettings/i.test(id)),
      ),
  ],
  [/\/vmSizes$/i, sizesReply],
  [/\/virtualMachineScaleSets\/[^/]+\/instanceView$/i, summaryReply],
  [/\/virtualMachineScaleSets\/[^/]+\/virtualMachines$/i, instancesReply],
  [/^\/subscriptions\/[^/]+\/providers\/([^/]+\/[^/]+)$/i, (world, url, match) => listReply(world, url, match[1]!)],
];

/** Reference: https://learn.microsoft.com/rest/api/storageservices/list-containers2 */
function containersReply(world: ScriptedArm, url: URL): ArmReply {
  const from = Number(url.searchParams.get('marker') ?? 0);
  const to = from + world.pageSize;
  const properties = '<Properties><Last-Modified>Sun, 01 Nov 2026 10:00:00 GMT</Last-Modified><Etag>"0x1"</Etag></Properties>';
  const shown = world.containers.slice(from, to).map((name) => `<Container><Name>${name}</Name>${properties}</Container>`);
  const next = to < world.containers.length ? `<NextMarker>${to}</NextMarker>` : '<NextMarker />';
  const body = `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Containers>${shown.join('')}</Containers>${next}</EnumerationResults>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

/** What ARM answers. Every call names an api-version; without one it is refused, as ARM does. */
export function routeArm(world: ScriptedArm, request: ScriptedRequest): ScriptedReply {
  const url = new URL(request.path, world.url);
  if (url.searchParams.get('comp') === 'list') return containersReply(world, url);
  if (!url.searchParams.get('api-version')) return armError(400, 'MissingApiVersionParameter');
  if (url.pathname.endsWith('/metrics:getBatch')) return metricsReply(world, url, request.body);
  if (request.method !== 'GET') return changeResource(world, request, url);
  for (const [pattern, route] of gets) {
    const match = pattern.exec(url.pathname);
    if (match) return route(world, url, match);
  }
  return readReply(world, url);
}
