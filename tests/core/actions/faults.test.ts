import { describe, expect, test } from 'vitest';
import { actionWorld } from '#tests/helpers/action-world.ts';
import { until } from '#tests/helpers/fake-clock.ts';
import { fleetMachines } from '#tests/helpers/fleet.ts';
import type { Fault } from '#tests/helpers/fleet-link.ts';

const one = () => actionWorld({ machines: fleetMachines(1) });

async function stopWith(faults: Fault[], action = 'stop') {
  const world = await one();
  world.link.faults.set(`m-0 ${action}`, faults);
  const runId = await world.begin(action);
  await world.ended(runId);
  const [target] = await world.targets(runId);
  return { world, runId, target: target!, done: world.fleet.effects.get(`m-0 ${action}`) ?? 0 };
}

describe('a call that fails', () => {
  test.each<[string, Fault[], string, { calls: number; done: number; outcome: string }]>([
    ['throttled twice is sent again', ['throttle', 'throttle'], 'stop', { calls: 3, done: 1, outcome: 'succeeded' }],
    ['carried out, answer lost, is seen in the state', ['done_and_lost'], 'stop', { calls: 1, done: 1, outcome: 'succeeded' }],
    ['carried out, then a 500, is seen in the state', ['done_and_500'], 'stop', { calls: 1, done: 1, outcome: 'succeeded' }],
    ['lost on the way is sent again', ['lost'], 'stop', { calls: 2, done: 1, outcome: 'succeeded' }],
    ['with a 500 before the work is sent again', ['500', '500'], 'stop', { calls: 3, done: 1, outcome: 'succeeded' }],
    ['never answered is given up and looked at', ['hang'], 'stop', { calls: 2, done: 1, outcome: 'succeeded' }],
    ['by a fault of ours is looked at', ['bug'], 'stop', { calls: 2, done: 1, outcome: 'succeeded' }],
    ['not repeatable, seen as not begun, is sent again', ['lost'], 'renew', { calls: 2, done: 1, outcome: 'succeeded' }],
    ['not repeatable, seen as done, is not', ['done_and_lost'], 'renew', { calls: 1, done: 1, outcome: 'succeeded' }],
    ['not repeatable and not to be seen stays unknown', ['done_and_lost'], 'reboot', { calls: 1, done: 1, outcome: 'unknown' }],
    ['not repeatable and lost stays unknown too', ['lost'], 'reboot', { calls: 1, done: 0, outcome: 'unknown' }],
    ['refused has failed', ['forbidden'], 'stop', { calls: 1, done: 0, outcome: 'failed' }],
    ['on a machine that is gone has failed', ['vanish'], 'stop', { calls: 1, done: 0, outcome: 'failed' }],
  ])('%s', async (_, faults, action, { calls, done: times, outcome }) => {
    const { target, done } = await stopWith(faults, action);
    expect(target).toMatchObject({ outcome, calls });
    expect(done).toBe(times);
  });

  test('is sent at most eight times', async () => {
    const throttled = await stopWith(Array.from({ length: 20 }, () => 'throttle'));
    expect(throttled.target).toMatchObject({ outcome: 'failed', calls: 8, error: { code: 'rate_limited' } });
    const lost = await stopWith(Array.from({ length: 20 }, () => '500'));
    expect(lost.target).toMatchObject({ outcome: 'unknown', calls: 8, error: { code: 'provider_unavailable' } });
  });

  test('carries the same token each time, and keeps the ids of requests that failed', async () => {
    const { world, target } = await stopWith(['500', 'throttle']);
    expect(world.link.tokens.get('m-0 stop')!.size).toBe(1);
    expect(target.requestIds).toEqual(['req-500', 'req-1']);
  });

  test('with 429 pauses its account and region for as long as the provider asks, and no other', async () => {
    const machines = [...fleetMachines(2, { region: 'east', account: 'a' }), { ...fleetMachines(1)[0]!, id: 'm-9', region: 'west' }];
    const world = await actionWorld({ machines, limits: { concurrency: 1, perSecond: 1e9 } });
    world.link.faults.set('m-0 stop', ['throttle']);
    const at = new Map<string, number>();
    const { carryOut } = world.fleet;
    world.fleet.carryOut = (asked) => {
      at.set(asked.id, world.clock.now());
      return carryOut(asked);
    };
    await world.ended(await world.begin('stop'));
    expect(at.get('m-1')! - at.get('m-9')!).toBeGreaterThanOrEqual(3_000);
    expect(at.get('m-0')! - at.get('m-9')!).toBeGreaterThanOrEqual(3_000);
  });
});

test('an expired token fails its target and what has not begun, without another call', async () => {
  const world = await actionWorld({
    machines: fleetMachines(5, { region: 'east', account: 'a' }),
    limits: { concurrency: 1, perSecond: 1e9 },
  });
  world.link.faults.set('m-2 stop', ['expired']);
  const runId = await world.begin('stop');
  await world.ended(runId);
  expect((await world.targets(runId)).map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded', 'failed', 'failed', 'failed']);
  expect(world.link.calls).toEqual(['m-0 stop', 'm-1 stop', 'm-2 stop']);
  expect((await world.targets(runId))[4]).toMatchObject({ calls: 0, error: { code: 'auth_required', fix: { kind: 'edit_connection' } } });
  expect(world.events).toContainEqual({ type: 'auth_required', connectionId: world.connectionId, message: 'The token has expired' });
});

test('a read that fails while waiting is tried again; without a token the outcome is unknown', async () => {
  const world = await one();
  const runId = await world.begin('stop');
  await until(() => world.link.calls.length === 1);
  world.link.readFaults = ['throttle', '500', 'lost'];
  expect(await world.ended(runId)).toMatchObject({ state: 'succeeded' });
  const other = await one();
  const second = await other.begin('stop');
  await until(() => other.link.calls.length === 1);
  other.link.readFaults = ['expired'];
  expect(await other.ended(second)).toMatchObject({ state: 'failed', counts: { unknown: 1 } });
});

test('a step that does not settle within 30 minutes is unknown', async () => {
  const world = await one();
  world.fleet.slowness = 1e9;
  const start = world.clock.now();
  const runId = await world.begin('stop');
  await world.ended(runId);
  expect((await world.targets(runId))[0]).toMatchObject({ outcome: 'unknown', calls: 1 });
  expect(world.clock.now() - start).toBeGreaterThanOrEqual(30 * 60_000);
  expect(world.clock.now() - start).toBeLessThan(31 * 60_000);
});

test('a connection that was removed since ends its targets', async () => {
  const world = await actionWorld({ limits: { concurrency: 1, perSecond: 1 } });
  const plan = await world.plan('stop');
  const result = await world.apply(plan);
  if (!result.started) throw new Error('not started');
  await world.ended(result.run.id);
  const [, again] = [await world.plan('start'), await world.plan('start')];
  world.context.connections.remove(world.connectionId, 0);
  await expect(world.apply(again)).rejects.toMatchObject({ error: { code: 'not_found' } });
});
