import { describe, expect, test } from 'vitest';
import type { Machine } from '#connectors/sdk.ts';
import { azureSession, firstIn, machinesIn, never, planOf, progressCall, scriptedAzure, stepCall } from '#tests/helpers/azure.ts';
import type { ScriptedArm } from '#tests/helpers/scripted-arm.ts';
import {
  addressRecord,
  clusterRecord,
  diskRecord,
  instanceRecord,
  instanceView,
  setRecord,
  vmRecord,
} from '#tests/helpers/scripted-arm-records.ts';

describe('reading targets afresh (self-authored)', () => {
  test('a hundred machines take the two lists; a few take a call each; those gone are left out', async () => {
    const world = await scriptedAzure();
    for (let n = 0; n < 100; n += 1) world.add(vmRecord(`vm-${n}`));
    const session = await azureSession(world);
    const machines = await machinesIn(session, 'vm');
    world.resources.delete(machines[3]!.id);
    world.requests.length = 0;
    expect(await session.actions!.read(machines, never)).toHaveLength(99);
    expect(world.requests).toHaveLength(2);
    world.requests.length = 0;
    expect(await session.actions!.read(machines.slice(2, 5), never)).toHaveLength(2);
    expect(world.requests).toHaveLength(3);
  });

  test('every kind is found again, pools by one call for their cluster', async () => {
    const world = await scriptedAzure();
    world.add(
      vmRecord('web'),
      setRecord('workers', 1),
      instanceRecord('workers', '7'),
      clusterRecord('aks', { a: 1, b: 2 }),
      diskRecord('old'),
      addressRecord('free', '203.0.113.1'),
    );
    const session = await azureSession(world);
    const all = (await Promise.all(['vm', 'vmss', 'aks', 'unattached'].map((part) => machinesIn(session, part)))).flat();
    world.requests.length = 0;
    const fresh = await session.actions!.read(all, never);
    const key = ({ id, state, providerState, type, capacity, tags }: Machine) =>
      JSON.stringify([id, state, providerState, type, capacity, tags]);
    expect(fresh.map(key).sort()).toEqual(all.map(key).sort());
    expect(world.calls('GET', /managedClusters/i)).toHaveLength(1);
  });
});

describe('calls whose answer was lost (self-authored)', () => {
  const doubt = async (world: ScriptedArm, action: string, target: Machine, input = {}) => {
    const session = await azureSession(world);
    const act = { action, target, input };
    const [step] = (await planOf(session, act)).steps;
    const [fresh = null] = await session.actions!.read([target], never);
    return {
      session,
      call: progressCall(stepCall(act, step!), null, fresh),
      again: async () => progressCall(stepCall(act, step!), null, (await session.actions!.read([target], never))[0] ?? null),
    };
  };

  test('are judged by the state: not begun, under way, done', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    const { session, call, again } = await doubt(world, 'stop', await firstIn(world, 'vm'));
    expect(await session.actions!.progress(call)).toEqual({ state: 'not_begun' });
    world.resource('/web')!.properties.instanceView = instanceView('deallocating');
    expect(await session.actions!.progress(await again())).toEqual({ state: 'running' });
    world.resource('/web')!.properties.instanceView = instanceView('deallocated');
    expect(await session.actions!.progress(await again())).toEqual({ state: 'done' });
  });

  test('a restart cannot be told from none', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    const { session, call } = await doubt(world, 'reboot', await firstIn(world, 'vm'));
    expect(call.step.repeatable).toBe(false);
    expect(await session.actions!.progress(call)).toEqual({ state: 'unknown' });
  });

  test('a machine that is gone was deleted', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    const { session, again } = await doubt(world, 'terminate', await firstIn(world, 'vm'));
    world.resources.clear();
    expect(await session.actions!.progress(await again())).toEqual({ state: 'done' });
  });

  test('tags, sizes and counts are compared with what was wanted', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'), setRecord('workers', 3));
    const tag = await doubt(world, 'tag', await firstIn(world, 'vm'), { set: 'owner=ops' });
    expect(await tag.session.actions!.progress(tag.call)).toEqual({ state: 'not_begun' });
    world.resource('/web')!.tags['owner'] = 'ops';
    expect(await tag.session.actions!.progress(await tag.again())).toEqual({ state: 'done' });
    const scale = await doubt(world, 'scale', await firstIn(world, 'vmss'), { desired: 4 });
    expect(await scale.session.actions!.progress(scale.call)).toEqual({ state: 'not_begun' });
    world.resource('/workers')!.sku!.capacity = 4;
    expect(await scale.session.actions!.progress(await scale.again())).toEqual({ state: 'done' });
  });
});
