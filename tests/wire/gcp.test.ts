import { describe, expect, test } from 'vitest';
import { machinesOn, readAll } from '#tests/helpers/aws.ts';
import { addGroup, addInstance, gcpSession, scriptedGcp } from '#tests/helpers/scripted-gcp.ts';
import { googleError, link } from '#tests/helpers/scripted-gcp-state.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

/** Self-authored: a loopback server with state, written from Google's reference, see `tests/helpers/scripted-gcp.ts`. */
const never = new AbortController().signal;
const base = 'projects/shop-prod/zones/europe-west1-b';

describe('reading', () => {
  test('machines of all zones come by pages, and go on from a cursor', async () => {
    const world = await scriptedGcp();
    for (let n = 0; n < 7; n += 1)
      addInstance(world, `web-${n}`, {}, { project: 'shop-prod', zone: n < 4 ? 'europe-west1-b' : 'us-central1-a' });
    world.pageSize = 3;
    const { compute } = await gcpSession(world);
    const pages = await readAll(compute, 'shop-prod/instances');
    expect(pages.map(({ items, cursor }) => [items.length, cursor])).toEqual([
      [3, 'instances:3'],
      [3, 'instances:6'],
      [1, null],
    ]);
    expect(machinesOn(pages).map(({ region }) => region)).toEqual([...Array(4).fill('europe-west1'), ...Array(3).fill('us-central1')]);
    expect(machinesOn(pages)[0]).toMatchObject({ accountName: 'Shop production', environment: 'production', state: 'running' });
    expect(machinesOn(pages)[0]?.costResourceId).toMatch(
      /^\/\/compute\.googleapis\.com\/projects\/415104041262\/zones\/europe-west1-b\/instances\/\d+$/,
    );
    expect(machinesOn(await readAll(compute, 'shop-prod/instances', 'instances:3'))).toEqual(machinesOn(pages.slice(1)));
    const query = new URL(world.requests.at(-1)!.path, world.url).searchParams;
    expect([query.get('maxResults'), query.get('returnPartialSuccess')]).toEqual(['500', 'true']);
  });

  test('a zone that is silent: the others come, it is named, and the read is not complete', async () => {
    const world = await scriptedGcp();
    addInstance(world, 'web-1');
    addInstance(world, 'web-2', {}, { project: 'shop-prod', zone: 'us-central1-a' });
    world.unreachable = ['us-central1-a'];
    const { compute } = await gcpSession(world);
    const read = compute!.read({ scope: { id: 'shop-prod/instances', label: '' }, signal: never, cursor: null })[Symbol.asyncIterator]();
    const first = (await read.next()).value!;
    expect(first.items.map(({ name }: { name: string }) => name)).toEqual(['web-1']);
    expect(first.cursor).toBeNull();
    expect(first.warnings).toMatchObject([{ code: 'provider_unavailable', message: expect.stringContaining('us-central1-a') }]);
    // A completed read would remove the silent zone's machines from the cache.
    expect(await errorOf(read.next())).toMatchObject({ code: 'provider_unavailable', source: { operation: 'compute.instances.list' } });
  });

  test('groups have the limits of their autoscalers, read by one more call', async () => {
    const world = await scriptedGcp();
    const group = addGroup(world, 'web');
    addGroup(world, 'batch');
    world.state.autoscalers.set(`${base}/autoscalers/web`, {
      target: link(group),
      autoscalingPolicy: { minNumReplicas: 2, maxNumReplicas: 9 },
    });
    const found = machinesOn(await readAll((await gcpSession(world)).compute, 'shop-prod/groups'));
    expect(found.map(({ name, capacity }) => [name, capacity])).toEqual([
      ['web', { desired: 3, min: 2, max: 9, running: 2 }],
      ['batch', { desired: 3, min: null, max: null, running: 2 }],
    ]);
    expect(world.calls('aggregated')).toHaveLength(2);
  });

  test('only disks and addresses that nothing uses are listed', async () => {
    const world = await scriptedGcp();
    const disk = (name: string, users: string[]) =>
      world.state.disks.set(`${base}/disks/${name}`, {
        name,
        selfLink: link(`${base}/disks/${name}`),
        users,
        sizeGb: '10',
        type: 'pd-ssd',
      });
    disk('used', [`${base}/instances/web-1`]);
    disk('old', []);
    const region = 'projects/shop-prod/regions/europe-west1/addresses';
    world.state.addresses.set(`${region}/old`, {
      name: 'old-ip',
      selfLink: link(`${region}/old`),
      status: 'RESERVED',
      address: '34.1.1.1',
    });
    world.state.addresses.set(`${region}/used`, {
      name: 'used-ip',
      selfLink: link(`${region}/used`),
      status: 'IN_USE',
      address: '34.1.1.2',
    });
    const { compute } = await gcpSession(world);
    const pages = await readAll(compute, 'shop-prod/unattached');
    expect(machinesOn(pages).map(({ kind, name }) => [kind, name])).toEqual([
      ['disk', 'old'],
      ['address', 'old-ip'],
    ]);
    expect(machinesOn(await readAll(compute, 'shop-prod/unattached', pages[0]!.cursor)).map(({ name }) => name)).toEqual(['old-ip']);
  });

  test.each([
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '12' }, body: '{}' }, { code: 'rate_limited', retryAfterMs: 12_000 }],
    [
      'a permission missing',
      googleError(403, 'forbidden'),
      { code: 'forbidden', message: 'compute.instances.list is not allowed in shop-prod.' },
    ],
    ['a project that is gone', googleError(404, 'notFound'), { code: 'not_found' }],
    ['a fault of Google', googleError(503, 'backendError'), { code: 'provider_unavailable' }],
    ['HTML', { status: 200, body: '<html>' }, { code: 'provider_unavailable' }],
    ['JSON of another form', { status: 200, body: '[1]' }, { code: 'provider_unavailable' }],
    ['a broken connection', 'reset' as const, { code: 'offline' }],
  ])('%s is said, and asked once', async (_name, answer, error) => {
    const world = await scriptedGcp();
    world.fault = ({ path }) => (path.includes('/aggregated/') ? answer : null);
    const { compute } = await gcpSession(world);
    expect(await errorOf(readAll(compute, 'shop-prod/instances'))).toMatchObject({ ...error, source: { connectionId: 'c1' } });
    expect(world.calls('aggregated')).toHaveLength(1);
  });

  test('a cancelled read ends at once and is no failure of Google', async () => {
    const world = await scriptedGcp();
    const cancel = new AbortController();
    world.fault = ({ path }) => {
      if (!path.includes('/aggregated/')) return null;
      queueMicrotask(() => cancel.abort());
      return 'hang';
    };
    const { compute } = await gcpSession(world);
    const read = compute!.read({ scope: { id: 'shop-prod/instances', label: '' }, signal: cancel.signal, cursor: null });
    const pages = read[Symbol.asyncIterator]();
    await expect(pages.next()).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('inspecting', () => {
  test('a machine shows its record without secrets, its group, load balancer, disks and operations', async () => {
    const world = await scriptedGcp();
    const group = addGroup(world, 'web');
    addInstance(world, 'web-1', {
      metadata: {
        items: [
          { key: 'created-by', value: 'projects/42/zones/europe-west1-b/instanceGroupManagers/web' },
          { key: 'startup-script', value: 'export PASSWORD=hunter2' },
        ],
      },
    });
    const service = 'projects/shop-prod/global/backendServices/shop';
    const backends = [{ group: link(group.replace('Managers', 's')) }];
    world.state.backendServices.set(service, { name: 'shop', selfLink: link(service), backends });
    const session = await gcpSession(world);
    const [machine] = machinesOn(await readAll(session.compute, 'shop-prod/instances'));
    const call = { action: 'reset', target: machine!, input: {} };
    const { steps } = await session.actions!.plan(call, never);
    await session.actions!.begin({ ...call, step: steps[0]!, token: 't', signal: never });
    const { raw, related, events, problems } = await session.inspect!.inspect(machine!, never);
    expect(JSON.stringify(raw)).not.toContain('hunter2');
    expect(raw).toMatchObject({ name: 'web-1', metadata: { items: [{ key: 'created-by', value: '(not shown)' }, {}] } });
    expect(related.map(({ relation, kind, name, state }) => [relation, kind, name, state])).toEqual([
      ['member_of', 'Managed instance group', 'web', ''],
      ['serves', 'Backend service', 'shop', 'HEALTHY'],
      ['attached_to', 'Disk', 'web-1', 'deleted with it'],
    ]);
    expect(events).toEqual([{ at: Date.UTC(2026, 10, 15, 12), text: 'reset by ops@example.com: running' }]);
    expect(problems).toEqual([]);
  });

  test('a group shows its members; a part that may not be read is a problem beside the rest', async () => {
    const world = await scriptedGcp();
    addGroup(world, 'web');
    addInstance(world, 'web-1', {
      metadata: { items: [{ key: 'created-by', value: 'projects/42/zones/europe-west1-b/instanceGroupManagers/web' }] },
    });
    const session = await gcpSession(world);
    const [group] = machinesOn(await readAll(session.compute, 'shop-prod/groups'));
    world.fault = ({ path }) => (path.includes('backendServices') ? googleError(403, 'forbidden') : null);
    const { related, problems } = await session.inspect!.inspect(group!, never);
    expect(related).toMatchObject([{ relation: 'contains', name: 'web-1', state: 'RUNNING, HEALTHY' }]);
    expect(problems).toMatchObject([{ code: 'forbidden', source: { operation: 'compute.backendServices.list' } }]);
  });

  test('what is gone is `not_found`', async () => {
    const world = await scriptedGcp();
    const path = addInstance(world, 'web-1');
    const session = await gcpSession(world);
    const [machine] = machinesOn(await readAll(session.compute, 'shop-prod/instances'));
    world.state.instances.delete(path);
    expect(await errorOf(session.inspect!.inspect(machine!, never))).toMatchObject({ code: 'not_found' });
  });
});
