import { describe, expect, test } from 'vitest';
import { type Machine, toAppError } from '#connectors/sdk.ts';
import { azureSession, carryOut, machinesIn, never, planOf, progressCall, scriptedAzure, stepCall } from '#tests/helpers/azure.ts';
import type { ScriptedArm } from '#tests/helpers/scripted-arm.ts';
import { vmRecord } from '#tests/helpers/scripted-arm-records.ts';
import { armError, json } from '#tests/helpers/scripted-arm-reply.ts';
import type { ScriptedReply } from '#tests/helpers/scripted-server.ts';

/** What Azure and the network do wrong while a change is sent or looked at. */
async function starting(world: ScriptedArm) {
  world.add(vmRecord('web', 'deallocated'));
  const session = await azureSession(world);
  const [target] = (await machinesIn(session, 'vm')) as [Machine];
  const act = { action: 'start', target };
  const [step] = (await planOf(session, act)).steps;
  return { session, act, target, call: stepCall(act, step!) };
}

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error('it must fail');
    },
    (cause: unknown) => toAppError(cause),
  );

const onPost =
  (reply: ScriptedReply): ScriptedArm['fault'] =>
  ({ method }) =>
    method === 'POST' ? reply : null;

describe('a call that is answered with an error (self-authored)', () => {
  test.each([
    [
      '429 with Retry-After',
      armError(429, 'TooManyRequests', 'slow down', { 'retry-after': '17' }),
      { code: 'rate_limited', retryAfterMs: 17_000 },
    ],
    [
      '429 with a date',
      armError(429, 'OperationNotAllowed', 'limit', { 'retry-after': 'Sun, 15 Nov 2026 12:00:30 GMT' }),
      { code: 'rate_limited', retryAfterMs: 30_000 },
    ],
    [
      '409 while another operation runs',
      armError(409, 'Conflict', 'The request failed due to conflict with a concurrent request.'),
      { code: 'conflict' },
    ],
    ['404', armError(404, 'ResourceNotFound'), { code: 'not_found' }],
    [
      '403',
      armError(403, 'AuthorizationFailed'),
      { code: 'forbidden', message: expect.stringContaining('Microsoft.Compute/virtualMachines/start/action') },
    ],
    ['a lock', armError(409, 'ScopeLocked', 'The scope is locked'), { code: 'forbidden', message: expect.stringContaining('lock') }],
    ['a policy', armError(403, 'RequestDisallowedByPolicy', 'not here'), { code: 'forbidden', message: expect.stringContaining('policy') }],
    [
      'a quota',
      armError(
        409,
        'OperationNotAllowed',
        'Operation could not be completed as it results in exceeding approved Total Regional Cores quota.',
      ),
      { code: 'forbidden', message: expect.stringContaining('quota'), hint: expect.stringContaining('quota') },
    ],
    [
      'no room',
      armError(409, 'AllocationFailed', 'Allocation failed.'),
      { code: 'conflict', message: expect.stringContaining('no room for this size') },
    ],
    ['a size that is not there', armError(409, 'SkuNotAvailable', 'The requested size is not available'), { code: 'unsupported' }],
    ['401', armError(401, 'ExpiredAuthenticationToken'), { code: 'auth_required', fix: { kind: 'edit_connection', connectionId: 'c1' } }],
    ['500', armError(500, 'InternalServerError'), { code: 'provider_unavailable' }],
    ['400', armError(400, 'InvalidParameter', 'Wrong.'), { code: 'invalid_input', message: expect.stringContaining('Wrong.') }],
    [
      'an error page',
      { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>bad gateway' },
      { code: 'provider_unavailable' },
    ],
  ])('%s', async (_, reply, expected) => {
    const world = await scriptedAzure();
    const { session, call } = await starting(world);
    world.fault = onPost(reply);
    const error = await errorOf(session.actions!.begin(call));
    expect(error).toMatchObject({
      ...expected,
      source: { connectionId: 'c1', operation: 'Microsoft.Compute/virtualMachines/start/action', scope: 'web' },
    });
    expect(error.hint).not.toBe('');
    expect(world.calls('POST', /start/)).toHaveLength(1);
  });

  test('the request id of Azure is in the error', async () => {
    const world = await scriptedAzure();
    const { session, call } = await starting(world);
    world.fault = onPost(armError(500, 'InternalServerError', 'x', { 'x-ms-request-id': 'req-77' }));
    expect((await errorOf(session.actions!.begin(call))).source?.requestId).toBe('req-77');
  });

  test('a connection that breaks leaves it in doubt, and is not repeated', async () => {
    const world = await scriptedAzure();
    const { session, call } = await starting(world);
    world.fault = onPost('reset');
    expect(await errorOf(session.actions!.begin(call))).toMatchObject({ code: 'offline' });
    expect(world.calls('POST', /start/)).toHaveLength(1);
  });

  test('cancel ends a call that hangs', async () => {
    const world = await scriptedAzure();
    const { session, call } = await starting(world);
    world.fault = onPost('hang');
    const stop = new AbortController();
    const sent = errorOf(session.actions!.begin({ ...call, signal: stop.signal }));
    while (world.calls('POST', /start/).length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await sent).toMatchObject({ code: 'cancelled' });
  });
});

describe('a fresh look at a machine (self-authored)', () => {
  test.each<[string, ScriptedReply]>([
    ['a page of a gateway', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>sign in to the network' }],
    ['another document', json(200, { hello: 'world' })],
  ])('that is answered with %s does not say that it is gone', async (_, reply) => {
    const world = await scriptedAzure();
    const { session, target } = await starting(world);
    world.fault = ({ path }) => (/virtualmachines\/web\?/i.test(path) ? reply : null);
    expect(await errorOf(session.actions!.read([target], never))).toMatchObject({ code: 'provider_unavailable' });
  });
});

describe('an operation (self-authored)', () => {
  test.each(['azure-asyncoperation', 'location'] as const)('that ended in an error says which, by %s', async (announce) => {
    const world = await scriptedAzure();
    world.announce = announce;
    const { session, call } = await starting(world);
    world.polls = 0;
    world.failNext = { code: 'AllocationFailed', message: 'Allocation failed. We do not have sufficient capacity.' };
    const accepted = await session.actions!.begin(call);
    const progress = await (await azureSession(world)).actions!.progress(progressCall(call, accepted, call.target));
    expect(progress).toMatchObject({
      state: 'failed',
      error: { code: 'conflict', message: expect.stringContaining('no room for this size') },
    });
  });

  test('that was cancelled has failed', async () => {
    const world = await scriptedAzure();
    const { session, call } = await starting(world);
    const accepted = await session.actions!.begin(call);
    world.fault = ({ path }) => (path.includes('/operations/') ? json(200, { status: 'Canceled' }) : null);
    expect(await session.actions!.progress(progressCall(call, accepted, null))).toMatchObject({
      state: 'failed',
      error: { message: expect.stringContaining('canceled') },
    });
  });

  test.each([
    ['429', armError(429, 'TooManyRequests', 'x', { 'retry-after': '9' }), { code: 'rate_limited', retryAfterMs: 9000 }],
    ['500', armError(500, 'InternalServerError'), { code: 'provider_unavailable' }],
    [
      'a page of HTML',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>maintenance' },
      { code: 'provider_unavailable' },
    ],
    ['another document', json(200, { hello: 'world' }), { code: 'provider_unavailable' }],
    ['a status of another type', json(200, { status: 7 }), { code: 'provider_unavailable' }],
    [
      'JSON cut off',
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"status":"Succ' },
      { code: 'provider_unavailable' },
    ],
    ['a broken connection', 'reset', { code: 'offline' }],
  ])('a look at it that is answered with %s says nothing of the operation', async (_, reply, expected) => {
    const world = await scriptedAzure();
    const { session, call } = await starting(world);
    const accepted = await session.actions!.begin(call);
    world.fault = ({ path }) => (path.includes('/operations/') ? (reply as ScriptedReply) : null);
    expect(await errorOf(session.actions!.progress(progressCall(call, accepted, null)))).toMatchObject(expected);
    world.fault = () => null;
    const fresh = await azureSession(world);
    expect(await fresh.actions!.progress(progressCall(call, accepted, null))).toMatchObject({ state: 'running' });
    expect(await fresh.actions!.progress(progressCall(call, accepted, null))).toEqual({ state: 'done' });
  });

  test('that Azure no longer keeps is judged by the machine', async () => {
    const world = await scriptedAzure();
    const { session, call, target } = await starting(world);
    const accepted = await session.actions!.begin(call);
    world.operations.clear();
    expect(await session.actions!.progress(progressCall(call, accepted, target))).toEqual({ state: 'running' });
    const running = { ...target, state: 'running', providerState: 'running' } as const;
    expect(await session.actions!.progress(progressCall(call, accepted, running))).toEqual({ state: 'done' });
  });

  test('at an address that is not of Azure is not asked', async () => {
    const world = await scriptedAzure();
    const { session, call, target } = await starting(world);
    const accepted = { requestId: null, operation: 'https://evil.example/operations/1?api-version=1' };
    expect(await errorOf(session.actions!.progress(progressCall(call, accepted, target)))).toMatchObject({
      code: 'provider_unavailable',
      message: expect.stringContaining('evil.example'),
    });
  });

  test('of a machine that vanished meanwhile', async () => {
    const world = await scriptedAzure();
    const { session, call } = await starting(world);
    world.resources.clear();
    expect(await errorOf(session.actions!.begin(call))).toMatchObject({ code: 'not_found' });
    expect(await session.actions!.read([call.target], never)).toEqual([]);
  });

  test('done at once needs no look', async () => {
    const world = await scriptedAzure();
    await starting(world);
    world.fault = onPost({ status: 200, body: '' });
    const [target] = (await machinesIn(await azureSession(world), 'vm')) as [Machine];
    const [done] = await carryOut(world, { action: 'start', target });
    expect(done).toMatchObject({ accepted: { operation: null }, seen: [{ state: 'done' }] });
  });
});
