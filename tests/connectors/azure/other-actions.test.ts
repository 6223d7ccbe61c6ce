import { describe, expect, test } from 'vitest';
import type { Machine } from '#connectors/sdk.ts';
import { azureSession, carryOut, firstIn, machinesIn, never, planOf, powerIn, scriptedAzure, stepCall } from '#tests/helpers/azure.ts';
import { addressRecord, clusterRecord, diskRecord, instanceRecord, setRecord, vmRecord } from '#tests/helpers/scripted-arm-records.ts';

describe('clusters, instances and what nothing uses (self-authored)', () => {
  test.each([
    ['stop', 'Running', 'stopped'],
    ['start', 'Stopped', 'running'],
  ])('%s of an AKS cluster', async (action, from, state) => {
    const world = await scriptedAzure();
    world.add(clusterRecord('aks', { pool: 1 }, from));
    const [done] = await carryOut(world, { action, target: await firstIn(world, 'aks', 'aks') });
    expect(done!.seen.at(-1)).toEqual({ state: 'done' });
    expect(await firstIn(world, 'aks', 'aks')).toMatchObject({ state });
  });

  test.each([
    ['start', 'deallocated', 'PowerState/running'],
    ['stop', 'running', 'PowerState/deallocated'],
    ['reboot', 'running', 'PowerState/running'],
  ])('%s of an instance of a uniform set', async (action, from, after) => {
    const world = await scriptedAzure();
    world.add(setRecord('workers', 1), instanceRecord('workers', '7', from));
    const target = await firstIn(world, 'vmss', 'workers_7');
    const [done] = await carryOut(world, { action, target });
    expect(done!.seen.at(-1)).toEqual({ state: 'done' });
    expect(world.calls('POST', /virtualMachineScaleSets\/workers\/virtualMachines\/7\//i)).toHaveLength(1);
    expect(powerIn(world, 'virtualmachines/7')).toBe(after);
  });

  test('an instance cannot be resized or tagged', async () => {
    const world = await scriptedAzure();
    world.add(setRecord('workers', 1), instanceRecord('workers', '7'));
    const target = await firstIn(world, 'vmss', 'workers_7');
    const session = await azureSession(world);
    await expect(planOf(session, { action: 'resize', target, input: { type: 'Standard_M64' } })).rejects.toMatchObject({
      error: { code: 'unsupported' },
    });
    await expect(planOf(session, { action: 'tag', target, input: { set: 'a=b' } })).rejects.toMatchObject({
      error: { code: 'unsupported' },
    });
  });

  test('terminate deletes the machine, and says what stays', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    const target = await firstIn(world, 'vm');
    const plan = await planOf(await azureSession(world), { action: 'terminate', target });
    expect(plan.steps).toMatchObject([{ id: 'delete', effect: 'destroy', operation: 'Microsoft.Compute/virtualMachines/delete' }]);
    expect(plan.warnings.join()).toContain('Disks, network interfaces and public addresses stay');
    const [done] = await carryOut(world, { action: 'terminate', target });
    expect(done!.seen.at(-1)).toEqual({ state: 'done' });
    expect(world.resource('/web')).toBeUndefined();
  });

  test('an unused disk is deleted; one that was attached since is not', async () => {
    const world = await scriptedAzure();
    world.add(diskRecord('a-old'), diskRecord('b-taken'));
    const session = await azureSession(world);
    const [old, taken] = (await machinesIn(session, 'unattached')) as [Machine, Machine];
    await carryOut(world, { action: 'delete', target: old });
    expect(world.resource('/a-old')).toBeUndefined();
    const act = { action: 'delete', target: taken };
    const [step] = (await planOf(session, act)).steps;
    world.resource('/b-taken')!.properties['diskState'] = 'Attached';
    await expect(session.actions!.begin(stepCall(act, step!))).rejects.toMatchObject({
      error: { code: 'conflict', message: expect.stringContaining('Attached') },
    });
    expect(world.calls('DELETE', /b-taken/)).toEqual([]);
    const [fresh] = await session.actions!.read([taken], never);
    await expect(planOf(session, { action: 'delete', target: fresh! })).rejects.toMatchObject({ error: { code: 'conflict' } });
  });

  test('an unused address is released in the version that was read', async () => {
    const world = await scriptedAzure();
    world.add(addressRecord('free', '203.0.113.1'));
    const [done] = await carryOut(world, { action: 'release', target: await firstIn(world, 'unattached') });
    expect(done!.seen.at(-1)).toEqual({ state: 'done' });
    expect(world.calls('DELETE', /publicIPAddresses/i)[0]!.headers['if-match']).toBe('W/"a1"');
    expect(world.resource('/free')).toBeUndefined();
  });
});
