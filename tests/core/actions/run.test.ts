import { describe, expect, test } from 'vitest';
import { machineQuerySchema } from '#shared/model/machine.ts';
import { type ActionWorld, actionWorld, noSignal } from '#tests/helpers/action-world.ts';
import { until } from '#tests/helpers/fake-clock.ts';
import { fleetMachines } from '#tests/helpers/fleet.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const call = { id: '1', signal: noSignal };
const outcomes = async (world: ActionWorld, runId: string) => (await world.targets(runId)).map(({ outcome }) => outcome);
const effects = (world: ActionWorld) => Object.fromEntries(world.fleet.effects);

describe('a run', () => {
  test('carries every target through, notes it and shows it in the cache', async () => {
    const world = await actionWorld();
    const runId = await world.begin('stop');
    const run = await world.ended(runId);
    expect(run).toMatchObject({ state: 'succeeded', counts: { succeeded: 3, waiting: 0, running: 0 }, undo: 'start' });
    expect(effects(world)).toEqual({ 'm-0 stop': 1, 'm-1 stop': 1, 'm-2 stop': 1 });
    const [first] = await world.targets(runId);
    expect(first).toMatchObject({
      outcome: 'succeeded',
      calls: 1,
      before: { state: 'running' },
      after: { state: 'stopped' },
      step: 'Step stop',
      error: null,
    });
    expect(first!.requestIds).toHaveLength(1);
    const { rows } = await world.cache.machines.query(machineQuerySchema.parse({}));
    expect(rows.map(({ state }) => state)).toEqual(['stopped', 'stopped', 'stopped']);
    const audit = await world.audit(runId);
    expect(audit.map(({ event }) => event)).toEqual(['run_started', 'target_ended', 'target_ended', 'target_ended', 'run_ended']);
    expect(audit[1]).toMatchObject({
      outcome: 'succeeded',
      subject: { machineId: expect.stringMatching(/^m-/) },
      requestIds: [expect.any(String)],
    });
    const started = await world.operations.audit.get({ seq: audit[0]!.seq });
    expect(started!.details).toMatchObject({ id: run.planId, targets: [{ machineId: 'm-0' }, {}, {}] });
  });

  test('shows its progress as a job that names the run', async () => {
    const world = await actionWorld();
    const runId = await world.begin('stop');
    await world.ended(runId);
    const jobs = world.events.flatMap((event) => (event.type === 'progress' ? [event.job] : []));
    expect(jobs.at(-1)).toMatchObject({ kind: 'action', runId, state: 'succeeded', progress: 1, description: '3 of 3 targets' });
    expect(world.events).toContainEqual({ type: 'changed', tables: ['runs', 'machines'] });
  });

  test('takes the steps of a target in order', async () => {
    const world = await actionWorld({ machines: fleetMachines(1) });
    const runId = await world.begin('resize', ['m-0'], { type: 'm7g.xlarge' });
    expect(await world.ended(runId)).toMatchObject({ state: 'succeeded' });
    expect(world.link.calls).toEqual(['m-0 stop', 'm-0 modify', 'm-0 start']);
    expect((await world.targets(runId))[0]).toMatchObject({ calls: 3, after: { state: 'running', type: 'm7g.xlarge' } });
  });

  test('reads all that wait in one call for each account and region, ever less often', async () => {
    const world = await actionWorld({
      machines: fleetMachines(20, { region: 'east', account: 'a' }),
      limits: { concurrency: 20, perSecond: 1e9 },
    });
    world.fleet.slowness = 60_000;
    const runId = await world.begin('stop');
    world.link.reads.length = 0;
    const start = world.clock.now();
    await world.ended(runId);
    expect(world.link.reads.every((ids) => ids.length === 20)).toBe(true);
    expect(world.clock.now() - start).toBeGreaterThanOrEqual(60_000);
    expect(world.link.reads.length).toBeLessThan(12);
  });

  test('begins no more calls at a time and per second than the provider allows', async () => {
    const world = await actionWorld({
      machines: fleetMachines(6, { region: 'east', account: 'a' }),
      limits: { concurrency: 2, perSecond: 4 },
    });
    const start = world.clock.now();
    const at: number[] = [];
    const carryOut = world.fleet.carryOut;
    world.fleet.carryOut = (asked) => {
      at.push(world.clock.now() - start);
      return carryOut(asked);
    };
    await world.ended(await world.begin('stop'));
    const first = at[0]!;
    expect(at.map((time) => time - first)).toEqual([0, 250, 500, 750, 1_000, 1_250]);
  });

  test('a plan is applied once', async () => {
    const world = await actionWorld();
    const plan = await world.plan('stop');
    const [one, other] = await Promise.allSettled([world.apply(plan), world.apply(plan)]);
    expect([one.status, other.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect(await errorOf(world.apply(plan))).toMatchObject({ code: 'conflict' });
    expect(await world.engine.getPlan(plan.id)).toMatchObject({ state: 'applied' });
  });
});

describe('apply', () => {
  test.each([
    ['state', { state: 'stopped' as const }],
    ['provider state', { providerState: 'impaired' }],
    ['type', { type: 'other' }],
    ['tags', { tags: { team: 'other' } }],
  ])('refuses with a fresh plan when the %s changed', async (_, patch) => {
    const world = await actionWorld();
    const plan = await world.plan('tag', ['m-0', 'm-1'], { set: 'a=b' });
    world.fleet.machines.set('m-1', { ...world.fleet.machines.get('m-1')!, ...patch });
    const result = await world.apply(plan);
    expect(result).toMatchObject({
      started: false,
      error: { code: 'conflict', message: 'Changed since the plan was made: web-1' },
      changed: [world.key('m-1')],
    });
    if (result.started) return;
    expect(result.plan.id).not.toBe(plan.id);
    expect(result.plan.targets[1]!.before).toMatchObject(patch);
    expect(world.link.calls).toEqual([]);
    expect(await world.audit()).toMatchObject([{ event: 'apply_refused', planId: plan.id, error: { code: 'conflict' } }]);
    expect(await world.apply(result.plan)).toMatchObject({ started: true });
  });

  test('refuses with a fresh plan when the only target is gone', async () => {
    const world = await actionWorld();
    const plan = await world.plan('stop', ['m-0']);
    world.fleet.machines.delete('m-0');
    expect(await world.apply(plan)).toMatchObject({
      started: false,
      plan: { counts: { act: 0, refuse: 1 }, targets: [{ refusal: { code: 'not_found' } }] },
    });
  });

  test('goes by the rules as they are now', async () => {
    const world = await actionWorld();
    const rules = [{ environment: 'Live', by: 'name' as const, tag: '', pattern: 'web-0' }];
    const plan = await world.plan('stop');
    world.context.settings.set({ environments: { rules, guards: { live: 'typed' } } });
    expect(await world.apply(plan)).toMatchObject({ started: false, changed: [], plan: { confirm: { kind: 'typed', text: 'Live' } } });
    world.context.settings.set({ environments: { rules, guards: { live: 'read_only' } } });
    expect(await errorOf(world.apply(plan))).toMatchObject({ code: 'forbidden', message: expect.stringContaining('web-0') });
    expect((await world.audit()).map(({ event }) => event)).toEqual(['apply_refused', 'apply_refused']);
    expect(world.link.calls).toEqual([]);
  });

  test('a schedule needs no typed name, and neither destroys nor changes what is read-only', async () => {
    const world = await actionWorld();
    const rules = [{ environment: 'Live', by: 'name' as const, tag: '', pattern: '*' }];
    world.context.settings.set({ environments: { rules, guards: { live: 'typed' } } });
    const plan = await world.plan('stop');
    expect(plan.confirm.kind).toBe('typed');
    expect(await world.apply(plan, { approved: true })).toMatchObject({ started: true });
    const terminate = await world.plan('terminate', ['m-0']);
    expect(await errorOf(world.apply(terminate, { approved: true }))).toMatchObject({ code: 'forbidden' });
    const tag = await world.plan('tag', ['m-1'], { set: 'a=b' });
    world.context.settings.set({ environments: { rules, guards: { live: 'read_only' } } });
    expect(await errorOf(world.apply(tag, { approved: true }))).toMatchObject({ code: 'forbidden' });
  });

  test('begins nothing when a provider cannot be asked', async () => {
    const world = await actionWorld();
    const plan = await world.plan('stop');
    world.link.readFaults = ['expired'];
    expect(await errorOf(world.apply(plan))).toMatchObject({ code: 'auth_required' });
    expect(await world.audit()).toMatchObject([{ event: 'apply_refused', error: { code: 'auth_required' } }]);
    expect(await world.apply(plan)).toMatchObject({ started: true });
  });
});

describe('a destructive step', () => {
  test('is not taken on a machine that changed while it waited for its turn', async () => {
    const world = await actionWorld({
      machines: fleetMachines(3, { region: 'east', account: 'a' }),
      limits: { concurrency: 1, perSecond: 0.1 },
    });
    const plan = await world.plan('terminate');
    const result = await world.apply(plan);
    if (!result.started) throw new Error('not started');
    await until(() => world.link.calls.length === 1);
    world.fleet.machines.set('m-2', { ...world.fleet.machines.get('m-2')!, type: 'changed' });
    await world.ended(result.run.id);
    expect(await outcomes(world, result.run.id)).toEqual(['succeeded', 'succeeded', 'failed']);
    expect((await world.targets(result.run.id))[2]).toMatchObject({ error: { code: 'conflict' }, calls: 0 });
    expect(world.link.calls).toEqual(['m-0 terminate', 'm-1 terminate']);
  });

  test('that finds its target gone is done when the connector says so', async () => {
    const world = await actionWorld({ machines: fleetMachines(1) });
    world.link.faults.set('m-0 terminate', ['vanish']);
    const runId = await world.begin('terminate');
    expect(await world.ended(runId)).toMatchObject({ state: 'succeeded' });
    expect((await world.targets(runId))[0]).toMatchObject({ after: null, calls: 1 });
    expect(await world.cache.machines.get(world.key('m-0'))).toBeNull();
  });
});

describe('cancel', () => {
  const slow = { machines: fleetMachines(4, { region: 'east', account: 'a' }), limits: { concurrency: 1, perSecond: 0.1 } };

  test('leaves what has not begun and lets the rest go on', async () => {
    const world = await actionWorld(slow);
    const runId = await world.begin('stop');
    await until(() => world.link.calls.length === 1);
    expect(await world.passing(world.service.cancel({ runId }, call) as Promise<boolean>)).toBe(true);
    expect(await world.ended(runId)).toMatchObject({ state: 'cancelled', counts: { succeeded: 1, cancelled: 3 } });
    expect(world.link.calls).toEqual(['m-0 stop']);
    expect((await world.audit(runId)).map(({ event }) => event).filter((event) => event !== 'target_ended')).toEqual([
      'run_started',
      'run_cancelled',
      'run_ended',
    ]);
    expect(await world.service.cancel({ runId }, call)).toBe(false);
  });

  test('of its job is the same', async () => {
    const world = await actionWorld(slow);
    const runId = await world.begin('stop');
    await until(() => world.link.calls.length === 1);
    const [job] = await world.context.jobs.list(1);
    expect(world.context.jobs.cancel(job!.id)).toBe(true);
    expect(await world.ended(runId)).toMatchObject({ state: 'cancelled', counts: { succeeded: 1, cancelled: 3 } });
  });

  test('ends the waiting of a throttled target on which nothing was done', async () => {
    const world = await actionWorld({ machines: fleetMachines(1) });
    world.link.anyFault = () => 'throttle';
    const runId = await world.begin('stop');
    await until(() => world.link.calls.length === 1);
    await world.clock.advance(100);
    await world.passing(world.engine.cancel(runId));
    expect(await world.ended(runId)).toMatchObject({ state: 'cancelled' });
    expect(world.fleet.effects.size).toBe(0);
  });
});

describe('retry and undo', () => {
  test('plan what failed once more', async () => {
    const world = await actionWorld();
    world.link.faults.set('m-1 stop', ['forbidden']);
    const runId = await world.begin('stop');
    expect(await world.ended(runId)).toMatchObject({ state: 'partial' });
    const plan = await world.passing(world.service.retry({ runId }, call) as Promise<Awaited<ReturnType<typeof world.plan>>>);
    expect(plan).toMatchObject({ origin: { kind: 'retry', runId }, targets: [{ machineId: 'm-1' }] });
    const again = await world.apply(plan);
    if (!again.started) throw new Error('not started');
    expect(await world.ended(again.run.id)).toMatchObject({ state: 'succeeded', origin: { kind: 'retry', runId } });
    expect(effects(world)).toEqual({ 'm-0 stop': 1, 'm-1 stop': 1, 'm-2 stop': 1 });
    await expect(world.service.retry({ runId: again.run.id }, call)).rejects.toMatchObject({ error: { code: 'not_found' } });
  });

  test('give back what succeeded, each with its own type', async () => {
    const world = await actionWorld({ machines: fleetMachines(2) });
    world.fleet.machines.set('m-1', { ...world.fleet.machines.get('m-1')!, type: 'm7g.medium' });
    const runId = await world.begin('resize', ['m-0', 'm-1'], { type: 'm7g.xlarge' });
    await world.ended(runId);
    const plan = await world.passing(world.service.undo({ runId }, call) as Promise<Awaited<ReturnType<typeof world.plan>>>);
    expect(plan).toMatchObject({
      action: 'resize',
      origin: { kind: 'undo' },
      targets: [{ input: { type: 'm7g.large' } }, { input: { type: 'm7g.medium' } }],
    });
    const undo = await world.apply(plan);
    if (!undo.started) throw new Error('not started');
    await world.ended(undo.run.id);
    expect([...world.fleet.machines.values()].map(({ type }) => type)).toEqual(['m7g.large', 'm7g.medium']);
  });

  test.each([
    ['tag', { set: 'team=ops\nnew=1', remove: 'old' }, { tags: { team: 'web', old: 'x' } }, { set: 'team=web\nold=x', remove: 'new' }],
    ['stop', {}, {}, {}],
  ])('undo of %s knows its input', async (action, input, patch, expected) => {
    const world = await actionWorld({ machines: fleetMachines(1, patch) });
    const runId = await world.begin(action, ['m-0'], input);
    await world.ended(runId);
    const plan = await world.passing(world.service.undo({ runId }, call) as Promise<Awaited<ReturnType<typeof world.plan>>>);
    expect(plan.input).toEqual(expected);
  });

  test('undo of scale asks for the former size; of a reboot there is none', async () => {
    const world = await actionWorld({
      machines: fleetMachines(1, { kind: 'group', capacity: { desired: 2, min: 0, max: 9, running: 2 } }),
    });
    const runId = await world.begin('scale', ['m-0'], { desired: 5 });
    await world.ended(runId);
    const plan = await world.passing(world.service.undo({ runId }, call) as Promise<Awaited<ReturnType<typeof world.plan>>>);
    expect(plan).toMatchObject({ action: 'scale', input: { desired: 2 } });
    const other = await actionWorld({ machines: fleetMachines(1) });
    const reboot = await other.begin('reboot');
    await other.ended(reboot);
    await expect(other.service.undo({ runId: reboot }, call)).rejects.toMatchObject({ error: { code: 'unsupported' } });
  });

  test('wait for the end of the run', async () => {
    const world = await actionWorld();
    const runId = await world.begin('stop');
    await expect(world.service.retry({ runId }, call)).rejects.toMatchObject({ error: { code: 'conflict' } });
    await world.ended(runId);
  });
});
