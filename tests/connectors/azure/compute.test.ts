import { describe, expect, test } from 'vitest';
import type { Machine } from '#connectors/sdk.ts';
import { azureSession, machinesIn, never, scriptedAzure } from '#tests/helpers/azure.ts';
import {
  addressRecord,
  clusterRecord,
  diskRecord,
  group,
  instanceRecord,
  instanceView,
  nicRecord,
  setRecord,
  subscriptionId,
  vmRecord,
} from '#tests/helpers/scripted-arm-records.ts';
import { armError } from '#tests/helpers/scripted-arm-reply.ts';

async function gather<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

const byName = (machines: Machine[], name: string) => machines.find((machine) => machine.name === name)!;

describe('virtual machines (self-authored)', () => {
  test('a machine has its size, place, addresses, tags and what it costs under', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('Web-1'), nicRecord('Web-1', '10.0.0.4'), addressRecord('Web-1-ip', '203.0.113.7', 'x'));
    const [machine] = await machinesIn(await azureSession(world), 'vm');
    expect(machine).toMatchObject({
      id: `${group}/Microsoft.Compute/virtualMachines/Web-1`.toLowerCase(),
      kind: 'machine',
      name: 'Web-1',
      provider: 'azure',
      account: subscriptionId,
      accountName: 'Shop production',
      region: 'westeurope',
      zone: '1',
      state: 'running',
      providerState: 'running',
      health: 'ok',
      type: 'Standard_D2s_v5',
      os: 'Linux (ubuntu-24_04-lts server)',
      privateIp: '10.0.0.4',
      publicIp: '203.0.113.7',
      environment: 'prod',
      launched: Date.UTC(2026, 0, 2, 3, 4, 5),
      tags: { env: 'prod', team: 'web' },
      costResourceId: `${group}/Microsoft.Compute/virtualMachines/Web-1`.toLowerCase(),
      details: { provisioning: 'Succeeded', adminUser: 'azureuser' },
    });
  });

  test.each([
    ['running', 'running', 'running'],
    ['stopped', 'stopped', 'stopped'],
    ['deallocated', 'stopped', 'deallocated'],
    ['starting', 'starting', 'starting'],
    ['deallocating', 'stopping', 'deallocating'],
    ['unknown', 'unknown', 'unknown'],
  ])('power state %s is %s, in the words of Azure %s', async (power, state, providerState) => {
    const world = await scriptedAzure();
    world.add(vmRecord('web', power));
    const [machine] = await machinesIn(await azureSession(world), 'vm');
    expect(machine).toMatchObject({ state, providerState });
  });

  test('health names what is wrong: provisioning, probe, agent', async () => {
    const world = await scriptedAzure();
    const [failed, sick, silent] = [vmRecord('failed'), vmRecord('sick'), vmRecord('silent')];
    failed.properties.instanceView!.statuses[0] = {
      code: 'ProvisioningState/failed/OSProvisioningTimedOut',
      message: 'OS provisioning timed out',
    } as { code: string };
    sick.properties.instanceView!['vmHealth'] = { status: { code: 'HealthState/unhealthy' } };
    silent.properties.instanceView!['vmAgent'] = {
      statuses: [{ code: 'ProvisioningState/Unavailable', message: 'VM status blob is stale' }],
    };
    world.add(failed, sick, silent);
    const machines = await machinesIn(await azureSession(world), 'vm');
    const health = (name: string) => {
      const { health: state, healthDetail } = byName(machines, name);
      return [state, healthDetail];
    };
    expect(health('failed')).toEqual(['impaired', 'OS provisioning timed out']);
    expect(health('sick')).toEqual(['impaired', 'The application health probe fails']);
    expect(health('silent')).toEqual(['impaired', 'VM agent: VM status blob is stale']);
  });

  test('a hibernated machine is suspended', async () => {
    const world = await scriptedAzure();
    const vm = vmRecord('web', 'deallocated');
    vm.properties.instanceView!.statuses.push({ code: 'HibernationState/Hibernated' });
    world.add(vm);
    expect(await machinesIn(await azureSession(world), 'vm')).toMatchObject([{ state: 'suspended', providerState: 'hibernated' }]);
  });

  test('500 machines take the pages of four lists, not a call each', async () => {
    const world = await scriptedAzure();
    for (let n = 0; n < 500; n += 1) world.add(vmRecord(`vm-${n}`), nicRecord(`vm-${n}`, `10.0.${Math.floor(n / 250)}.${n % 250}`));
    const session = await azureSession(world);
    const scope = (await session.compute!.scopes(never))[0]!;
    world.requests.length = 0;
    const pages = [];
    for await (const page of session.compute!.read({ scope, signal: never, cursor: null })) pages.push(page);
    expect(pages.map(({ items }) => items.length)).toEqual([100, 100, 100, 100, 100]);
    expect(pages.flatMap(({ items }) => items).every(({ state, privateIp }) => state === 'running' && privateIp !== '')).toBe(true);
    // 5 pages of states, 5 of interfaces, 1 of addresses, 5 of machines.
    expect(world.requests).toHaveLength(16);
  });

  test('a read goes on from its cursor', async () => {
    const world = await scriptedAzure();
    world.pageSize = 2;
    world.add(...[1, 2, 3, 4, 5].map((n) => vmRecord(`vm-${n}`)));
    const session = await azureSession(world);
    const scope = (await session.compute!.scopes(never))[0]!;
    const [first] = await gather(session.compute!.read({ scope, signal: never, cursor: null }));
    const rest = await gather(session.compute!.read({ scope, signal: never, cursor: first!.cursor }));
    expect(rest.flatMap(({ items }) => items.map(({ name }) => name))).toEqual(['vm-3', 'vm-4', 'vm-5']);
  });

  test('addresses that may not be read are a warning, not the end', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    world.fault = ({ path }) => (path.includes('networkInterfaces') ? armError(403, 'AuthorizationFailed') : null);
    const session = await azureSession(world);
    const scope = (await session.compute!.scopes(never))[0]!;
    const [page] = await gather(session.compute!.read({ scope, signal: never, cursor: null }));
    expect(page!.items).toHaveLength(1);
    expect(page!.warnings).toMatchObject([
      { code: 'forbidden', message: expect.stringContaining('Microsoft.Network/networkInterfaces/read') },
    ]);
  });

  test('a next page at another host gets no token', async () => {
    const world = await scriptedAzure();
    const stolen = { value: [], nextLink: 'https://evil.example/subscriptions?api-version=1' };
    world.fault = ({ path }) =>
      path.includes('statusOnly') ? { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(stolen) } : null;
    await expect(machinesIn(await azureSession(world), 'vm')).rejects.toMatchObject({
      error: { code: 'provider_unavailable', message: expect.stringContaining('evil.example') },
    });
  });
});

describe('scale sets (self-authored)', () => {
  test('a uniform set comes with its instances, limits and what runs of it', async () => {
    const world = await scriptedAzure();
    world.add(
      setRecord('workers', 3),
      instanceRecord('workers', '0'),
      instanceRecord('workers', '1', 'deallocated'),
      instanceRecord('workers', '4'),
    );
    const target = `${group}/Microsoft.Compute/virtualMachineScaleSets/workers`;
    const scaling = vmRecord('auto');
    scaling.id = `${group}/Microsoft.Insights/autoscaleSettings/auto`;
    scaling.properties = {
      provisioningState: 'Succeeded',
      enabled: true,
      targetResourceUri: target,
      profiles: [{ capacity: { minimum: '2', maximum: '9' } }],
    };
    world.add(scaling);
    const machines = await machinesIn(await azureSession(world), 'vmss');
    expect(byName(machines, 'workers')).toMatchObject({
      kind: 'group',
      state: 'running',
      health: 'impaired',
      capacity: { desired: 3, min: 2, max: 9, running: 2 },
      details: { autoscale: 'on' },
    });
    expect(byName(machines, 'workers_1')).toMatchObject({
      kind: 'machine',
      providerState: 'deallocated',
      parents: [target.toLowerCase()],
      details: { instance: '1' },
    });
    expect(machines).toHaveLength(4);
    expect(world.calls('GET', /virtualMachineScaleSets\/workers\/virtualMachines/i)).toHaveLength(1);
  });

  test('instances of a flexible set are machines that name it', async () => {
    const world = await scriptedAzure();
    const set = setRecord('flex', 1, 'Flexible');
    const vm = vmRecord('flex_1');
    vm.properties['virtualMachineScaleSet'] = { id: set.id };
    world.add(set, vm);
    const session = await azureSession(world);
    expect(await machinesIn(session, 'vmss')).toMatchObject([{ name: 'flex', capacity: { desired: 1, running: null } }]);
    expect(await machinesIn(session, 'vm')).toMatchObject([{ name: 'flex_1', parents: [set.id.toLowerCase()] }]);
  });

  test('a set of an AKS pool belongs to the pool', async () => {
    const world = await scriptedAzure();
    const set = setRecord('aks-pool-1', 0);
    set.tags = { 'aks-managed-poolName': 'pool', 'aks-managed-cluster-name': 'aks', 'aks-managed-cluster-rg': 'RG-WEB' };
    world.add(set, clusterRecord('aks', { pool: 1 }));
    const session = await azureSession(world);
    const pool = byName(await machinesIn(session, 'aks'), 'pool');
    expect((await machinesIn(session, 'vmss'))[0]!.parents).toEqual([pool.id]);
  });
});

describe('AKS (self-authored)', () => {
  test('clusters and pools come from one list', async () => {
    const world = await scriptedAzure();
    world.add(clusterRecord('aks', { pool: 3, auto: 2 }));
    const machines = await machinesIn(await azureSession(world), 'aks');
    expect(machines.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['cluster aks', 'node_pool pool', 'node_pool auto']);
    expect(byName(machines, 'aks')).toMatchObject({ state: 'running', type: 'AKS', details: { kubernetes: '1.33', tier: 'Free' } });
    expect(byName(machines, 'auto')).toMatchObject({
      capacity: { desired: 2, min: 1, max: 5 },
      type: 'Standard_D4s_v5',
      environment: 'prod',
      parents: [byName(machines, 'aks').id],
    });
    expect(world.calls('GET', /managedClusters/)).toHaveLength(1);
  });

  test('a subscription that has not registered the service has no clusters', async () => {
    const world = await scriptedAzure();
    world.fault = ({ path }) => (path.includes('managedClusters') ? armError(409, 'MissingSubscriptionRegistration') : null);
    expect(await machinesIn(await azureSession(world), 'aks')).toEqual([]);
  });
});

describe('what nothing uses (self-authored)', () => {
  test('disks and addresses that are attached are left out', async () => {
    const world = await scriptedAzure();
    world.add(
      diskRecord('old'),
      diskRecord('used', 'Attached'),
      addressRecord('free', '203.0.113.1'),
      addressRecord('taken', '203.0.113.2', 'nic'),
    );
    const machines = await machinesIn(await azureSession(world), 'unattached');
    expect(machines).toMatchObject([
      { kind: 'disk', name: 'old', providerState: 'unattached', type: 'Premium_LRS', details: { GiB: '128' } },
      { kind: 'address', name: 'free', publicIp: '203.0.113.1', type: 'Standard' },
    ]);
  });

  test('the second list can be gone on with alone', async () => {
    const world = await scriptedAzure();
    world.pageSize = 1;
    world.add(diskRecord('a'), addressRecord('b', '203.0.113.1'), addressRecord('c', '203.0.113.2'));
    const session = await azureSession(world);
    const scope = (await session.compute!.scopes(never)).find(({ id }) => id.endsWith('/unattached'))!;
    const [disks, first] = await gather(session.compute!.read({ scope, signal: never, cursor: null }));
    const names = async (cursor: string | null) =>
      (await gather(session.compute!.read({ scope, signal: never, cursor }))).flatMap(({ items }) => items.map(({ name }) => name));
    expect(await names(disks!.cursor)).toEqual(['b', 'c']);
    expect(await names(first!.cursor)).toEqual(['c']);
  });
});

describe('subscriptions (self-authored)', () => {
  test('those named are read, with their names where they are visible', async () => {
    const world = await scriptedAzure();
    const other = '44444444-4444-4444-4444-444444444444';
    const session = await azureSession(world, { settings: { subscriptions: `${subscriptionId}, ${other.toUpperCase()}` } });
    const scopes = await session.compute!.scopes(never);
    expect(scopes).toHaveLength(8);
    expect(scopes[0]).toEqual({ id: `${subscriptionId}/vm`, label: 'Shop production: virtual machines' });
    expect(scopes[4]!.id).toBe(`${other}/vm`);
  });

  test('fresh targets keep the addresses that were known', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'), nicRecord('web', '10.0.0.4'));
    const session = await azureSession(world);
    const [machine] = await machinesIn(session, 'vm');
    world.resource('/web')!.properties.instanceView = instanceView('deallocated');
    expect(await session.actions!.read([machine!], never)).toMatchObject([
      { id: machine!.id, providerState: 'deallocated', privateIp: '10.0.0.4' },
    ]);
  });
});
