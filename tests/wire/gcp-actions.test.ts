import { describe, expect, test } from 'vitest';
import type { ActionInput } from '#connectors/sdk.ts';
import { base, rows, run, signal, worldWith } from '#tests/helpers/gcp-actions.ts';
import { addGroup, gcpSession, scriptedGcp } from '#tests/helpers/scripted-gcp.ts';
import { link } from '#tests/helpers/scripted-gcp-state.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

describe('each action', () => {
  test.each([
    ['start', 'TERMINATED', ['start'], 'RUNNING'],
    ['start', 'SUSPENDED', ['resume'], 'RUNNING'],
    ['stop', 'RUNNING', ['stop'], 'TERMINATED'],
    ['suspend', 'RUNNING', ['suspend'], 'SUSPENDED'],
    ['reset', 'RUNNING', ['reset'], 'RUNNING'],
  ])('%s of a machine that is %s', async (action, status, steps, after) => {
    const { world, actions, machine } = await worldWith({ status });
    expect(await run({ actions, action, target: machine })).toEqual({ steps, polls: 2, last: { state: 'done' } });
    expect(world.state.instances.get(machine.id)?.status).toBe(after);
    expect(world.state.done).toEqual([`${steps[0]} web-1`]);
  });

  test('resize of one that runs: stop, change, start', async () => {
    const { world, actions, machine } = await worldWith();
    const { steps, last } = await run({ actions, action: 'resize', target: machine, input: { type: 'e2-standard-4' } });
    expect([steps, last]).toEqual([['stop', 'modify', 'start'], { state: 'done' }]);
    expect((await actions.read([machine], signal))[0]).toMatchObject({ type: 'e2-standard-4', state: 'running' });
    expect(world.state.done).toEqual(['stop web-1', 'setMachineType web-1', 'start web-1']);
  });

  test('resize of one that is stopped: the change alone; of a type that the zone lacks: refused', async () => {
    const { actions, machine } = await worldWith({ status: 'TERMINATED' });
    const plan = (type: string) => actions.plan({ action: 'resize', target: machine, input: { type } }, signal);
    expect((await plan('n2-standard-8')).steps.map(({ id }) => id)).toEqual(['modify']);
    expect(await plan('e2-medium')).toMatchObject({ steps: [], skip: 'is e2-medium already' });
    expect(await errorOf(plan('z9-giant'))).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('europe-west1-b') });
  });

  test('a type is asked of a zone once for many machines', async () => {
    const { world, actions, machine } = await worldWith({ status: 'TERMINATED' });
    await Promise.all(
      Array.from({ length: 20 }, () => actions.plan({ action: 'resize', target: machine, input: { type: 'e2-small' } }, signal)),
    );
    expect(world.calls('machineTypes')).toHaveLength(1);
  });

  test('terminate deletes and says what goes with it', async () => {
    const { world, actions, machine } = await worldWith();
    const plan = await actions.plan({ action: 'terminate', target: machine, input: {} }, signal);
    expect(plan).toMatchObject({
      steps: [{ effect: 'destroy', operation: 'compute.instances.delete' }],
      warnings: ['Deleted with it: web-1.'],
    });
    expect(await run({ actions, action: 'terminate', target: machine })).toMatchObject({ last: { state: 'done' } });
    expect(world.state.instances.size).toBe(0);
    expect(await actions.read([machine], signal)).toEqual([]);
  });

  test('a machine that is protected, or member of a group', async () => {
    const created = { key: 'created-by', value: 'projects/42/zones/europe-west1-b/instanceGroupManagers/web' };
    const { actions, machine } = await worldWith({ deletionProtection: true, metadata: { items: [created] } });
    expect(await errorOf(actions.plan({ action: 'terminate', target: machine, input: {} }, signal))).toMatchObject({ code: 'conflict' });
    const plan = await actions.plan({ action: 'stop', target: machine, input: {} }, signal);
    expect(plan).toMatchObject({ dependants: [{ relation: 'member_of', name: 'web' }], warnings: ['web may start or replace it again.'] });
  });

  test('local SSDs: kept unless the person drops them, which is then a step that destroys', async () => {
    const { world, actions, machine } = await worldWith({ disks: [{ type: 'SCRATCH' }] });
    const plan = async (input: ActionInput) => (await actions.plan({ action: 'stop', target: machine, input }, signal)).steps[0]!;
    expect((await plan({})).effect).toBe('change');
    const step = await plan({ discardLocalSsd: true });
    expect(step.effect).toBe('destroy');
    await actions.begin({ action: 'stop', target: machine, input: { discardLocalSsd: true }, step, token: 't', signal });
    expect(new URL(world.requests.at(-1)!.path, world.url).searchParams.get('discardLocalSsd')).toBe('true');
  });

  test('tag sets and removes labels', async () => {
    const { actions, machine } = await worldWith();
    expect(await run({ actions, action: 'tag', target: machine, input: { set: 'owner=ops', remove: 'team' } })).toMatchObject({
      last: { state: 'done' },
    });
    expect((await actions.read([machine], signal))[0]?.tags).toEqual({ env: 'production', owner: 'ops' });
    expect(await actions.plan({ action: 'tag', target: machine, input: { set: 'env=production' } }, signal)).toMatchObject({
      skip: 'has these labels already',
    });
  });

  test('scale sets the size of a group and warns of its autoscaler', async () => {
    const world = await scriptedGcp();
    const id = addGroup(world, 'web');
    world.state.autoscalers.set(`${base}/autoscalers/web`, {
      target: link(id),
      autoscalingPolicy: { minNumReplicas: 1, maxNumReplicas: 4 },
    });
    const session = await gcpSession(world);
    const [group] = await rows(session, 'groups');
    const plan = await session.actions!.plan({ action: 'scale', target: group!, input: { desired: 1 } }, signal);
    expect(plan.warnings.join(' ')).toMatch(/2 machines are deleted.*between 1 and 4/);
    expect(await run({ actions: session.actions!, action: 'scale', target: group!, input: { desired: 5 } })).toMatchObject({
      last: { state: 'done' },
    });
    expect(world.state.groups.get(id)?.targetSize).toBe(5);
  });

  test('delete and release take away what nothing uses', async () => {
    const world = await scriptedGcp();
    world.state.disks.set(`${base}/disks/old`, { id: '71', name: 'old', selfLink: link(`${base}/disks/old`) });
    const address = 'projects/shop-prod/regions/europe-west1/addresses/old-ip';
    world.state.addresses.set(address, { id: '72', name: 'old-ip', selfLink: link(address), status: 'RESERVED' });
    const session = await gcpSession(world);
    const [disk, ip] = await rows(session, 'unattached');
    expect(await run({ actions: session.actions!, action: 'delete', target: disk! })).toMatchObject({ last: { state: 'done' } });
    expect(await run({ actions: session.actions!, action: 'release', target: ip! })).toMatchObject({ last: { state: 'done' } });
    expect([world.state.disks.size, world.state.addresses.size]).toEqual([0, 0]);
  });

  test('what there is nothing to do for is skipped', async () => {
    const { actions, machine } = await worldWith();
    expect(await actions.plan({ action: 'start', target: machine, input: {} }, signal)).toMatchObject({
      steps: [],
      skip: 'is running already',
    });
    expect(await errorOf(actions.plan({ action: 'redeploy', target: machine, input: {} }, signal))).toMatchObject({ code: 'unsupported' });
  });
});
