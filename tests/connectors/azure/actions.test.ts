import { describe, expect, test } from 'vitest';
import { azureSession, carryOut, firstIn, planOf, powerIn, scriptedAzure, stepCall } from '#tests/helpers/azure.ts';
import { clusterRecord, nicRecord, setRecord, vmRecord } from '#tests/helpers/scripted-arm-records.ts';
import type { ScriptedRequest } from '#tests/helpers/scripted-server.ts';

const looks = (polls: number) => [...Array.from({ length: polls }, () => ({ state: 'running', retryAfterMs: 7000 })), { state: 'done' }];

describe('power of a machine (self-authored)', () => {
  test.each([
    ['start', 'deallocated', 'POST', /\/start\?/, 'PowerState/running'],
    ['start', 'stopped', 'POST', /\/start\?/, 'PowerState/running'],
    ['stop', 'running', 'POST', /\/deallocate\?/, 'PowerState/deallocated'],
    ['stop', 'stopped', 'POST', /\/deallocate\?/, 'PowerState/deallocated'],
    ['power-off', 'running', 'POST', /\/powerOff\?/, 'PowerState/stopped'],
    ['reboot', 'running', 'POST', /\/restart\?/, 'PowerState/running'],
    ['redeploy', 'running', 'POST', /\/redeploy\?/, 'PowerState/running'],
  ])('%s of a machine that is %s', async (action, from, method, path, after) => {
    const world = await scriptedAzure();
    world.polls = 2;
    world.add(vmRecord('web', from));
    const target = await firstIn(world, 'vm');
    const [done] = await carryOut(world, { action, target });
    expect(world.calls(method, path)).toHaveLength(1);
    expect(done!.accepted).toMatchObject({ requestId: 'req-42', operation: expect.stringMatching(/\/operations\/op-1\?/) });
    expect(done!.seen).toEqual(looks(2));
    expect(powerIn(world, 'web')).toBe(after);
  });

  test.each([
    ['start', 'running', 'already running'],
    ['stop', 'deallocated', 'already deallocated'],
    ['power-off', 'deallocated', 'already deallocated'],
    ['reboot', 'deallocated', 'not running (deallocated)'],
  ])('%s of a machine that is %s is skipped: %s', async (action, from, why) => {
    const world = await scriptedAzure();
    world.add(vmRecord('web', from));
    expect(await planOf(await azureSession(world), { action, target: await firstIn(world, 'vm') })).toMatchObject({ steps: [], skip: why });
  });

  test('begin returns with the 202, ahead of the end', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web', 'deallocated'));
    const session = await azureSession(world);
    const act = { action: 'start', target: await firstIn(world, 'vm') };
    const [step] = (await planOf(session, act)).steps;
    world.requests.length = 0;
    await session.actions!.begin(stepCall(act, step!));
    expect(world.requests.map(({ method }) => method)).toEqual(['POST']);
    expect(powerIn(world, 'web')).toBe('PowerState/starting');
  });

  test('an operation known by a Location header alone is looked at by its status code', async () => {
    const world = await scriptedAzure();
    world.announce = 'location';
    world.add(vmRecord('web', 'deallocated'));
    const [done] = await carryOut(world, { action: 'start', target: await firstIn(world, 'vm') });
    expect(done!.accepted.operation).toMatch(/operationResults\/op-1\?.*#location$/);
    expect(done!.seen).toEqual(looks(1));
    expect(world.requests.every(({ path }) => !path.includes('#'))).toBe(true);
  });

  test('dependants of a stop are named: set, disks, interface, balancer, address', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'), nicRecord('web', '10.0.0.4'));
    const plan = await planOf(await azureSession(world), { action: 'stop', target: await firstIn(world, 'vm') });
    expect(plan.dependants.map(({ relation, kind, name }) => `${relation} ${kind} ${name}`)).toEqual([
      'attached_to Disk web-os',
      'attached_to Network interface web-nic',
      'serves Load balancer backend pool web-lb/web',
      'attached_to Public address web-ip',
    ]);
    expect(plan.warnings[0]).toContain('temporary disk');
  });
});

describe('resize (self-authored)', () => {
  test('to a size on the same host is one write, with the version that was read', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    const done = await carryOut(world, { action: 'resize', target: await firstIn(world, 'vm'), input: { type: 'Standard_D4s_v5' } });
    expect(done.map(({ step }) => step)).toEqual(['resize']);
    expect(world.calls('PATCH', /web/)[0]).toMatchObject({
      headers: { 'if-match': '"1"' },
      body: '{"properties":{"hardwareProfile":{"vmSize":"Standard_D4s_v5"}}}',
    });
    expect(world.resource('/web')!.properties['hardwareProfile']).toEqual({ vmSize: 'Standard_D4s_v5' });
    expect(done[0]!.seen.at(-1)).toEqual({ state: 'done' });
  });

  test('to a size that is not on the host deallocates, changes and starts again', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    const target = await firstIn(world, 'vm');
    const input = { type: 'Standard_M64' };
    const plan = await planOf(await azureSession(world), { action: 'resize', target, input });
    expect(plan.warnings[0]).toContain('deallocated and started again');
    const done = await carryOut(world, { action: 'resize', target, input });
    expect(done.map(({ step }) => step)).toEqual(['deallocate', 'resize', 'start']);
    expect(await firstIn(world, 'vm')).toMatchObject({ type: 'Standard_M64', state: 'running' });
  });

  test('of a stopped machine does not start it', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web', 'stopped'));
    const plan = await planOf(await azureSession(world), {
      action: 'resize',
      target: await firstIn(world, 'vm'),
      input: { type: 'Standard_M64' },
    });
    expect(plan.steps.map(({ id }) => id)).toEqual(['deallocate', 'resize']);
  });

  test('to what the region does not have is refused before anything is done', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    const act = { action: 'resize', target: await firstIn(world, 'vm'), input: { type: 'Standard_X1' } };
    await expect(planOf(await azureSession(world), act)).rejects.toMatchObject({
      error: { code: 'invalid_input', message: expect.stringContaining('Standard_X1') },
    });
    await expect(planOf(await azureSession(world), { ...act, input: { type: 'rm -rf' } })).rejects.toMatchObject({
      error: { code: 'invalid_input' },
    });
  });

  test('of a machine that somebody else changed meanwhile is a conflict', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    const session = await azureSession(world);
    const act = { action: 'resize', target: await firstIn(world, 'vm'), input: { type: 'Standard_D4s_v5' } };
    const [step] = (await planOf(session, act)).steps;
    world.fault = ({ method }) => {
      if (method === 'PATCH') world.resource('/web')!.etag = '"9"';
      return null;
    };
    await expect(session.actions!.begin(stepCall(act, step!))).rejects.toMatchObject({ error: { code: 'conflict' } });
  });
});

describe('tags (self-authored)', () => {
  test('single tags are set and removed; the others stay', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    const target = await firstIn(world, 'vm');
    const done = await carryOut(world, { action: 'tag', target, input: { set: 'owner=ops\nenv=test', remove: 'team\nnever' } });
    expect(done.map(({ step, accepted }) => [step, accepted.operation])).toEqual([
      ['set', null],
      ['remove', null],
    ]);
    expect(world.resource('/web')!.tags).toEqual({ env: 'test', owner: 'ops' });
    expect(world.calls('PATCH', /Microsoft\.Resources\/tags\/default/)).toHaveLength(2);
  });

  test('that are so already are skipped, and bad ones are refused', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    const target = await firstIn(world, 'vm');
    const session = await azureSession(world);
    expect(await planOf(session, { action: 'tag', target, input: { set: 'env=prod', remove: 'absent' } })).toMatchObject({
      skip: 'tags are already so',
    });
    for (const set of ['', 'novalue', '=x', 'a<b=c']) {
      await expect(planOf(session, { action: 'tag', target, input: { set } })).rejects.toMatchObject({ error: { code: 'invalid_input' } });
    }
  });
});

describe('scale (self-authored)', () => {
  test('of a set changes its capacity and nothing else', async () => {
    const world = await scriptedAzure();
    world.add(setRecord('workers', 3));
    const target = await firstIn(world, 'vmss');
    const [done] = await carryOut(world, { action: 'scale', target, input: { desired: 5 } });
    expect(done!.seen.at(-1)).toEqual({ state: 'done' });
    const [{ body, headers }] = world.calls('PATCH', /virtualMachineScaleSets/i) as [ScriptedRequest];
    expect(JSON.parse(body)).toEqual({ sku: { name: 'Standard_D2s_v5', tier: 'Standard', capacity: 5 } });
    expect(headers['if-match']).toBe('"1"');
  });

  test('in says what is lost', async () => {
    const world = await scriptedAzure();
    world.add(setRecord('workers', 3));
    const session = await azureSession(world);
    const target = await firstIn(world, 'vmss');
    expect((await planOf(session, { action: 'scale', target, input: { desired: 1 } })).warnings).toEqual([
      '2 instances are deleted, with what is on them.',
    ]);
    expect(await planOf(session, { action: 'scale', target, input: { desired: 3 } })).toMatchObject({ skip: 'already 3' });
    await expect(planOf(session, { action: 'scale', target, input: { desired: -1 } })).rejects.toMatchObject({
      error: { code: 'invalid_input' },
    });
  });

  test('of a node pool writes the pool as it was read, with another count', async () => {
    const world = await scriptedAzure();
    world.add(clusterRecord('aks', { pool: 3 }));
    const target = await firstIn(world, 'aks', 'pool');
    const [done] = await carryOut(world, { action: 'scale', target, input: { desired: 4 } });
    expect(done!.seen.at(-1)).toEqual({ state: 'done' });
    const [put] = world.calls('PUT', /agentpools\/pool/i);
    expect(put!.headers['if-match']).toBe('p1');
    expect(JSON.parse(put!.body)).toMatchObject({ properties: { count: 4, vmSize: 'Standard_D4s_v5', mode: 'System', osType: 'Linux' } });
    expect(await firstIn(world, 'aks', 'pool')).toMatchObject({ capacity: { desired: 4 } });
  });

  test('of a pool whose write names no operation is followed by the pool itself', async () => {
    const world = await scriptedAzure();
    world.announce = 'none';
    world.add(clusterRecord('aks', { pool: 3 }));
    const [done] = await carryOut(world, { action: 'scale', target: await firstIn(world, 'aks', 'pool'), input: { desired: 4 } });
    expect(done!.accepted.operation).toMatch(/\/agentPools\/pool\?.*#body$/i);
    expect(done!.seen).toEqual([{ state: 'done' }]);
  });

  test('of a pool that the autoscaler keeps is refused', async () => {
    const world = await scriptedAzure();
    world.add(clusterRecord('aks', { auto: 3 }));
    const act = { action: 'scale', target: await firstIn(world, 'aks', 'auto'), input: { desired: 4 } };
    await expect(planOf(await azureSession(world), act)).rejects.toMatchObject({
      error: { code: 'unsupported', hint: expect.stringContaining('1–5') },
    });
  });
});
