import { describe, expect, test } from 'vitest';
import { azureSession, machinesIn, never, scriptedAzure } from '#tests/helpers/azure.ts';
import { clusterRecord, group, instanceRecord, nicRecord, setRecord, vmRecord } from '#tests/helpers/scripted-arm-records.ts';
import { armError } from '#tests/helpers/scripted-arm-reply.ts';

describe('inspection (self-authored)', () => {
  test('of a machine: the record as Azure sends it, what belongs to it, its events newest first', async () => {
    const world = await scriptedAzure();
    const vm = vmRecord('web');
    vm.properties['availabilitySet'] = { id: `${group}/Microsoft.Compute/availabilitySets/AS-1` };
    world.add(vm, nicRecord('web', '10.0.0.4'));
    const session = await azureSession(world);
    const [machine] = await machinesIn(session, 'vm');
    const { raw, related, events, problems } = await session.inspect!.inspect(machine!, never);
    expect(raw).toMatchObject({ id: vm.id, properties: { instanceView: { statuses: expect.any(Array) } } });
    expect(related.map(({ relation, kind }) => `${relation} ${kind}`)).toEqual([
      'member_of Availability set',
      'attached_to Disk',
      'attached_to Network interface',
      'serves Load balancer backend pool',
      'attached_to Public address',
    ]);
    expect(events).toEqual([
      { at: Date.UTC(2026, 10, 15, 11, 2), text: 'Start Virtual Machine: Succeeded (ops@contoso.com)' },
      { at: Date.UTC(2026, 10, 15, 11, 1), text: 'Start Virtual Machine: Accepted (ops@contoso.com)' },
    ]);
    expect(problems).toEqual([]);
    const filter = new URL(world.calls('GET', /eventtypes/)[0]!.path, world.url).searchParams.get('$filter');
    expect(filter).toBe(`eventTimestamp ge '2026-11-08T12:00:00.000Z' and resourceUri eq '${machine!.id}'`);
  });

  test('a part that may not be read leaves the others standing', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'), nicRecord('web', '10.0.0.4'));
    const session = await azureSession(world);
    const [machine] = await machinesIn(session, 'vm');
    world.fault = ({ path }) => (/eventtypes|networkInterfaces/i.test(path) ? armError(403, 'AuthorizationFailed') : null);
    const { raw, related, events, problems } = await session.inspect!.inspect(machine!, never);
    expect(raw).not.toBeNull();
    expect(related.length).toBeGreaterThan(0);
    expect(events).toEqual([]);
    expect(problems.map(({ code, source }) => [code, source?.operation])).toEqual([
      ['forbidden', 'Microsoft.Insights/eventtypes/values/read'],
      ['forbidden', 'Microsoft.Network/networkInterfaces/read'],
    ]);
  });

  test('a cluster contains its pools, a pool and an instance belong to theirs', async () => {
    const world = await scriptedAzure();
    world.add(clusterRecord('aks', { pool: 1 }), setRecord('set', 1), instanceRecord('set', '4'));
    const session = await azureSession(world);
    const [cluster, pool] = await machinesIn(session, 'aks');
    const instance = (await machinesIn(session, 'vmss'))[1]!;
    expect((await session.inspect!.inspect(cluster!, never)).related).toMatchObject([
      { relation: 'contains', id: pool!.id, state: 'Running' },
    ]);
    expect((await session.inspect!.inspect(pool!, never)).related).toMatchObject([
      { relation: 'member_of', kind: 'AKS cluster', id: cluster!.id },
    ]);
    expect((await session.inspect!.inspect(instance, never)).related).toMatchObject([
      { relation: 'member_of', kind: 'Scale set', name: 'set' },
    ]);
  });
});
