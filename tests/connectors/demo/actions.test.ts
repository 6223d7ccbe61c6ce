import { expect, test } from 'vitest';
import type { ActionInput, Machine, PlanStep, Session } from '#connectors/sdk.ts';
import { type Opened, openDemo, readAll, small } from './open-demo.ts';

const signal = new AbortController().signal;

async function allOf(session: Session): Promise<Machine[]> {
  return (await readAll(session.compute!)).flatMap((page) => page.items);
}

async function running(session: Session): Promise<Machine> {
  return (await allOf(session)).find((one) => one.kind === 'machine' && one.state === 'running' && one.provider === 'aws')!;
}

async function carryOut(
  { session, clock }: Opened,
  action: string,
  target: Machine,
  input: ActionInput = {},
): Promise<Machine | undefined> {
  const { steps } = await session.actions!.plan({ action, target, input }, signal);
  for (const step of steps) await runStep({ session, clock }, { action, target, input, step });
  return (await session.actions!.read([target], signal))[0];
}

async function runStep(
  { session, clock }: Pick<Opened, 'session' | 'clock'>,
  of: { action: string; target: Machine; input: ActionInput; step: PlanStep },
) {
  const call = { ...of, token: 'token-1', signal };
  const { operation } = await session.actions!.begin(call);
  await clock.advance(5_000);
  const [fresh] = await session.actions!.read([of.target], signal);
  const progress = { ...call, operation, accepted: true, fresh: fresh ?? null, before: of.target };
  expect(await session.actions!.progress(progress)).toEqual({ state: 'done' });
}

test('stops a machine over time, and starts it again', async () => {
  const opened = await openDemo(small, undefined, 'actions-1');
  const target = await running(opened.session);
  const stopped = await carryOut(opened, 'stop', target);
  expect(stopped!.state).toBe('stopped');
  expect((await carryOut(opened, 'start', stopped!))!.state).toBe('running');
});

test('a change is seen by other sessions of the connection, not by other connections', async () => {
  const first = await openDemo(small, undefined, 'actions-2');
  const target = await running(first.session);
  await carryOut(first, 'stop', target);
  const stateIn = async (connectionId: string) =>
    (await allOf((await openDemo(small, first.clock, connectionId)).session)).find(({ id }) => id === target.id)!.state;
  expect(await stateIn('actions-2')).toBe('stopped');
  expect(await stateIn('actions-3')).toBe('running');
});

test('resizes in three steps and says what it costs', async () => {
  const opened = await openDemo(small, undefined, 'actions-4');
  const target = await running(opened.session);
  const type = target.type === 'm7g.large' ? 'm7i.large' : 'm7g.large';
  const plan = await opened.session.actions!.plan({ action: 'resize', target, input: { type } }, signal);
  expect(plan.steps.map(({ id }) => id)).toEqual(['stop', 'modify', 'start']);
  expect(plan.cost).toMatchObject({ currency: 'USD', amount: expect.any(Number) });
  const resized = await carryOut(opened, 'resize', target, { type });
  expect(resized).toMatchObject({ type, state: 'running' });
});

test('refuses an unknown type with the known ones', async () => {
  const opened = await openDemo(small, undefined, 'actions-5');
  const target = await running(opened.session);
  const plan = opened.session.actions!.plan({ action: 'resize', target, input: { type: 'x99' } }, signal);
  await expect(plan).rejects.toMatchObject({ error: { code: 'invalid_input', hint: expect.stringContaining('m7g.large') } });
});

test('terminated machines and deleted disks are gone or say so', async () => {
  const opened = await openDemo(small, undefined, 'actions-6');
  const target = await running(opened.session);
  expect((await carryOut(opened, 'terminate', target))!.state).toBe('terminated');
  const disk = (await allOf(opened.session)).find(({ kind }) => kind === 'disk')!;
  expect(await carryOut(opened, 'delete', disk)).toBeUndefined();
  const again = opened.session.actions!.begin({
    action: 'delete',
    target: disk,
    input: {},
    token: 't',
    signal,
    step: { id: 'delete', title: '', operation: '', effect: 'destroy', repeatable: true },
  });
  await expect(again).rejects.toMatchObject({ error: { code: 'not_found' } });
});

test('groups scale within their limits', async () => {
  const opened = await openDemo({ scale: 1, seed: 1 }, undefined, 'actions-7');
  const group = (await allOf(opened.session)).find(({ kind }) => kind === 'group')!;
  const desired = group.capacity!.max!;
  expect((await carryOut(opened, 'scale', group, { desired }))!.capacity).toMatchObject({ desired, running: desired });
  const beyond = opened.session.actions!.plan({ action: 'scale', target: group, input: { desired: desired + 1 } }, signal);
  await expect(beyond).rejects.toMatchObject({ error: { code: 'invalid_input' } });
});

test('sets and removes tags', async () => {
  const opened = await openDemo(small, undefined, 'actions-8');
  const target = await running(opened.session);
  const tagged = await carryOut(opened, 'tag', target, { set: 'owner=ops\nenv=dev', remove: 'team' });
  expect(tagged!.tags).toMatchObject({ owner: 'ops', env: 'dev' });
  expect(tagged!.tags).not.toHaveProperty('team');
  expect((await opened.session.actions!.plan({ action: 'tag', target: tagged!, input: { set: 'owner=ops' } }, signal)).skip).toBeTruthy();
});

test('fails on purpose for changes too', async () => {
  const opened = await openDemo({ ...small, fail: 'expired' }, undefined, 'actions-9');
  const healthy = await openDemo(small, undefined, 'actions-10');
  const target = await running(healthy.session);
  await expect(opened.session.actions!.read([target], signal)).rejects.toMatchObject({ error: { code: 'auth_required' } });
});

test('a call in doubt is judged by what the machine does', async () => {
  const opened = await openDemo(small, undefined, 'actions-11');
  const target = await running(opened.session);
  const { steps } = await opened.session.actions!.plan({ action: 'stop', target, input: {} }, signal);
  const call = { action: 'stop', target, input: {}, step: steps[0]!, token: 't', signal, operation: null, accepted: false, before: target };
  expect(await opened.session.actions!.progress({ ...call, fresh: target })).toEqual({ state: 'not_begun' });
  await opened.session.actions!.begin(call);
  const [fresh] = await opened.session.actions!.read([target], signal);
  expect(await opened.session.actions!.progress({ ...call, fresh: fresh! })).toEqual({ state: 'running' });
});
