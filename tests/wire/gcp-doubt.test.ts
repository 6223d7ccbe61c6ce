import { describe, expect, test } from 'vitest';
import type { ActionSource, Machine } from '#connectors/sdk.ts';
import { base, progressOf, rows, run, signal, tokenOf, worldWith } from '#tests/helpers/gcp-actions.ts';
import { addInstance, gcpSession, type ScriptedGcp, scriptedGcp } from '#tests/helpers/scripted-gcp.ts';
import { googleError } from '#tests/helpers/scripted-gcp-state.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

describe('once, whatever happens', () => {
  async function begun(world: ScriptedGcp, actions: ActionSource, target: Machine) {
    const { steps } = await actions.plan({ action: 'reset', target, input: {} }, signal);
    const call = { action: 'reset', target, input: {}, step: steps[0]!, token: tokenOf(steps[0]!), signal };
    return { call, accepted: () => actions.begin(call), count: () => world.state.done.length };
  }

  test('a request sent twice is carried out once', async () => {
    const { world, actions, machine } = await worldWith();
    const { accepted, count } = await begun(world, actions, machine);
    expect(await accepted()).toEqual(await accepted());
    expect(count()).toBe(1);
  });

  test('an operation is polled on by another session', async () => {
    const { world, actions, machine } = await worldWith();
    world.state.pollsUntilDone = 3;
    const { call, accepted } = await begun(world, actions, machine);
    const journalled = await accepted();
    const doing = { action: 'reset', target: machine };
    expect(await progressOf({ ...doing, actions }, call.step, journalled)).toEqual({ state: 'running', retryAfterMs: 2000 });
    const later = (await gcpSession(world)).actions!;
    expect(await progressOf({ ...doing, actions: later }, call.step, journalled)).toMatchObject({ state: 'running' });
    expect(await progressOf({ ...doing, actions: later }, call.step, journalled)).toEqual({ state: 'done' });
    expect(journalled.operation).toMatch(/^projects\/shop-prod\/zones\/europe-west1-b\/operations\/operation-1$/);
    expect(world.calls('/wait')).toEqual([]);
  });

  test('in doubt, an operation with our request id is found and followed', async () => {
    const { world, actions, machine } = await worldWith();
    const { call, accepted } = await begun(world, actions, machine);
    await accepted();
    const doing = { action: 'reset', target: machine, actions: (await gcpSession(world)).actions! };
    expect(await progressOf(doing, call.step, null)).toMatchObject({ state: 'running' });
    for (const one of world.state.operations.values()) one.status = 'DONE';
    expect(await progressOf(doing, call.step, null)).toEqual({ state: 'done' });
  });

  test('in doubt, without such an operation nothing has begun, even for a reset', async () => {
    const { world, actions, machine } = await worldWith();
    world.fault = ({ path }) => (path.includes('/reset') ? 'reset' : null);
    const { call, accepted } = await begun(world, actions, machine);
    expect(await errorOf(accepted())).toMatchObject({ code: 'offline' });
    expect(await progressOf({ action: 'reset', target: machine, actions }, call.step, null)).toEqual({ state: 'not_begun' });
  });

  test('an operation that Google has forgotten leaves the look at the machine', async () => {
    const { world, actions, machine } = await worldWith();
    const { steps } = await actions.plan({ action: 'stop', target: machine, input: {} }, signal);
    const gone = { requestId: null, operation: `${base}/operations/operation-99` };
    const doing = { action: 'stop', target: machine, actions };
    expect(await progressOf(doing, steps[0]!, gone)).toMatchObject({ state: 'running' });
    world.state.instances.get(machine.id)!.status = 'TERMINATED';
    expect(await progressOf(doing, steps[0]!, gone)).toEqual({ state: 'done' });
  });
});

describe('refusals', () => {
  test.each([
    ['ZONE_RESOURCE_POOL_EXHAUSTED', 'provider_unavailable'],
    ['QUOTA_EXCEEDED', 'forbidden'],
    ['RESOURCE_NOT_READY', 'conflict'],
    ['RESOURCE_IN_USE_BY_ANOTHER_RESOURCE', 'conflict'],
    ['PERMISSIONS_ERROR', 'forbidden'],
    ['UNSUPPORTED_OPERATION', 'unsupported'],
    ['SOMETHING_NEW', 'provider_unavailable'],
  ])('an operation that ends with %s has failed with %s', async (code, expected) => {
    const { world, actions, machine } = await worldWith({ status: 'TERMINATED' });
    world.state.nextError = { code, message: `Words about ${code}` };
    const { last } = await run({ actions, action: 'start', target: machine });
    expect(last).toMatchObject({
      state: 'failed',
      error: { code: expected, source: { operation: 'compute.instances.start', scope: 'web-1', requestId: 'operation-1' } },
    });
  });

  test('labels that somebody changes in between are a conflict and stay', async () => {
    const { world, actions, machine } = await worldWith();
    world.fault = ({ path }) => {
      if (path.includes('setLabels'))
        Object.assign(world.state.instances.get(machine.id)!, { labels: { theirs: 'yes' }, labelFingerprint: 'fp-2' });
      return null;
    };
    expect(await errorOf(run({ actions, action: 'tag', target: machine, input: { set: 'ours=yes' } }))).toMatchObject({ code: 'conflict' });
    expect(world.state.instances.get(machine.id)?.labels).toEqual({ theirs: 'yes' });
  });

  test.each([
    [
      'a rate limit as 403',
      googleError(403, 'rateLimitExceeded', 'x', { 'retry-after': '4' }),
      { code: 'rate_limited', retryAfterMs: 4000 },
    ],
    ['a rate limit as 429', { status: 429, headers: { 'retry-after': '9' }, body: '' }, { code: 'rate_limited', retryAfterMs: 9000 }],
    ['a conflict', googleError(409, 'alreadyExists'), { code: 'conflict' }],
    [
      'a permission missing',
      googleError(403, 'forbidden'),
      { code: 'forbidden', message: 'compute.instances.stop is not allowed in web-1.' },
    ],
    ['a machine that is gone', googleError(404, 'notFound'), { code: 'not_found' }],
    [
      'a sign-in that ended',
      googleError(401, 'authError'),
      { code: 'auth_required', fix: { kind: 'edit_connection', connectionId: 'c1' } },
    ],
    ['a fault of Google', googleError(500, 'internalError'), { code: 'provider_unavailable' }],
    ['an answer that is none', { status: 200, body: '<html>' }, { code: 'provider_unavailable' }],
  ])('%s is said and sent once', async (_name, answer, error) => {
    const { world, actions, machine } = await worldWith();
    world.fault = ({ path }) => (path.includes('/stop') ? answer : null);
    expect(await errorOf(run({ actions, action: 'stop', target: machine }))).toMatchObject(error);
    expect(world.calls('/stop')).toHaveLength(1);
  });

  test('what is no resource of Compute Engine never becomes an address', async () => {
    const { world, actions, machine } = await worldWith();
    const target = { ...machine, id: 'projects/shop-prod/zones/europe-west1-b/instances/../../../../v3/projects' };
    const before = world.requests.length;
    expect(await errorOf(run({ actions, action: 'stop', target }))).toMatchObject({ code: 'invalid_input' });
    expect(world.requests).toHaveLength(before);
  });

  test('a cancelled step ends at once', async () => {
    const { world, actions, machine } = await worldWith();
    const cancel = new AbortController();
    world.fault = ({ path }) => {
      if (!path.includes('/stop')) return null;
      queueMicrotask(() => cancel.abort());
      return 'hang';
    };
    const { steps } = await actions.plan({ action: 'stop', target: machine, input: {} }, signal);
    const begun = actions.begin({ action: 'stop', target: machine, input: {}, step: steps[0]!, token: 't', signal: cancel.signal });
    await expect(begun).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('many targets are read by the list, few by name; those that are gone are left out', async () => {
  const world = await scriptedGcp();
  for (let n = 0; n < 30; n += 1) addInstance(world, `web-${n}`);
  const session = await gcpSession(world);
  const all = await rows(session);
  world.state.instances.delete(all[0]!.id);
  const before = world.requests.length;
  expect(await session.actions!.read(all, signal)).toHaveLength(29);
  expect(world.requests).toHaveLength(before + 1);
  expect(await session.actions!.read(all.slice(0, 3), signal)).toEqual(all.slice(1, 3));
});

test('a zone that is silent in the list is asked for its targets one by one', async () => {
  const world = await scriptedGcp();
  for (let n = 0; n < 12; n += 1)
    addInstance(world, `web-${n}`, {}, { project: 'shop-prod', zone: n === 0 ? 'us-central1-a' : 'europe-west1-b' });
  const session = await gcpSession(world);
  const all = await rows(session);
  world.unreachable = ['us-central1-a'];
  expect(await session.actions!.read(all, signal)).toHaveLength(12);
  world.fault = ({ path }) => (path.includes('us-central1-a') ? googleError(503, 'backendError') : null);
  expect(await errorOf(session.actions!.read(all, signal))).toMatchObject({ code: 'provider_unavailable' });
});
