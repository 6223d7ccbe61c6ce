import { describe, expect, test } from 'vitest';
import { AppFailure, failure } from '#shared/errors/app-error.ts';
import { type ActionWorld, actionWorld, noSignal } from '#tests/helpers/action-world.ts';
import { fleetMachines } from '#tests/helpers/fleet.ts';
import { fleetConnector } from '#tests/helpers/fleet-connector.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const environments = (world: ActionWorld, guards: Record<string, 'normal' | 'typed' | 'read_only'>, pattern = 'web-0') =>
  world.context.settings.set({ environments: { rules: [{ environment: 'Live', by: 'name', tag: '', pattern }], guards } });

describe('a plan', () => {
  test('reads the targets in one call and says what would be done', async () => {
    const world = await actionWorld();
    world.fleet.machines.set('m-1', { ...world.fleet.machines.get('m-1')!, type: 'changed.large' });
    const plan = await world.plan('stop');
    expect(world.link.reads).toEqual([['m-0', 'm-1', 'm-2']]);
    expect(plan).toMatchObject({ state: 'open', counts: { act: 3, skip: 0, refuse: 0 }, confirm: { kind: 'click' }, effect: 'change' });
    expect(plan.targets[1]).toMatchObject({ before: { type: 'changed.large' }, steps: [{ id: 'stop', operation: 'fleet:stop' }] });
    expect(world.link.calls).toEqual([]);
  });

  test('is kept, and expires after 15 minutes', async () => {
    const world = await actionWorld();
    const plan = await world.plan('stop');
    expect(await world.service.getPlan({ planId: plan.id }, { id: '1', signal: noSignal })).toEqual(plan);
    expect(plan.expiresAt - plan.createdAt).toBe(15 * 60_000);
    await world.clock.advance(15 * 60_000);
    expect(await world.engine.getPlan(plan.id)).toMatchObject({ state: 'expired' });
    expect(await errorOf(world.apply(plan))).toMatchObject({ code: 'conflict', message: 'The plan has expired' });
  });

  test('refuses what is read-only by the rules, and throws when that is everything', async () => {
    const world = await actionWorld();
    environments(world, { live: 'read_only' });
    const plan = await world.plan('stop');
    expect(plan.counts).toEqual({ act: 2, skip: 0, refuse: 1 });
    expect(plan.targets[0]).toMatchObject({ environment: 'Live', refusal: { code: 'forbidden' }, steps: [] });
    environments(world, { live: 'read_only' }, 'web-*');
    expect(await errorOf(world.plan('stop'))).toMatchObject({ code: 'forbidden' });
  });

  test('skips what is in another state and refuses another kind or what is gone', async () => {
    const world = await actionWorld({
      machines: [
        ...fleetMachines(3),
        ...fleetMachines(1, { kind: 'group', id: 'g-1', name: 'group' } as object).map((one) => ({ ...one, id: 'g-1' })),
      ],
    });
    world.fleet.machines.set('m-0', { ...world.fleet.machines.get('m-0')!, state: 'stopped' });
    world.fleet.machines.delete('m-1');
    const plan = await world.plan('stop', ['m-0', 'm-1', 'm-2', 'g-1', 'never']);
    expect(plan.targets.map(({ skip, refusal }) => skip ?? refusal?.code ?? 'acts')).toEqual([
      'It is stopped; Stop is for what is running',
      'not_found',
      'acts',
      'unsupported',
      'not_found',
    ]);
    expect(plan.targets[1]).toMatchObject({ before: null, name: 'web-1' });
  });

  test.each([
    ['resize', {}, 'type is required'],
    ['resize', { type: 'NO SPACE' }, 'does not look like'],
    ['resize', { type: 'big', size: 3 }, 'takes no size'],
    ['stop', { force: true }, 'takes no force'],
  ])('throws invalid_input for %s with %o', async (action, input, words) => {
    const world = await actionWorld();
    const error = await errorOf(world.plan(action, ['m-0'], input));
    expect(error).toMatchObject({ code: 'invalid_input' });
    expect(error.message).toContain(words);
    expect(world.link.reads).toEqual([]);
  });

  test('an action that the connector does not declare is unsupported', async () => {
    const world = await actionWorld();
    expect(await errorOf(world.plan('explode'))).toMatchObject({ code: 'unsupported' });
  });

  test('a provider that cannot be reached refuses its own targets only', async () => {
    const world = await actionWorld({
      connectors: (_, link) => [
        fleetConnector({ link }),
        fleetConnector({ kind: 'far', link: { ...link, read: () => Promise.reject(failure('offline', 'No route')) } }),
      ],
    });
    const far = world.context.connections.list()[1]!.id;
    await world.cache.machines.put({ connectionId: far, scope: '', run: 'r', machines: fleetMachines(1), cursor: null });
    const targets = [world.key('m-0'), { connectionId: far, machineId: 'm-0' }];
    const plan = await world.passing(world.engine.plan({ action: 'stop', targets, input: {} }, noSignal));
    expect(plan.targets.map(({ refusal }) => refusal?.code ?? null)).toEqual([null, 'offline']);
    expect(plan.targets[1]!.refusal).toMatchObject({ message: 'No route', source: { connectionId: far } });
  });

  test('sums costs by currency and gathers warnings', async () => {
    const costs = [
      { amount: 0.1, currency: 'USD', basis: 'list, 2026-01' },
      { amount: 0.2, currency: 'USD', basis: 'list, 2026-01' },
      { amount: -5, currency: 'EUR', basis: 'list, 2026-02' },
    ];
    const world = await actionWorld({
      planned: ({ id }) => ({ cost: costs[Number(id.slice(2))]!, warnings: id === 'm-2' ? [] : ['Data on instance disks is lost'] }),
    });
    const plan = await world.plan('stop');
    expect(plan.cost).toEqual([
      { amount: 0.3, currency: 'USD', basis: 'list, 2026-01' },
      { amount: -5, currency: 'EUR', basis: 'list, 2026-02' },
    ]);
    expect(plan.warnings).toEqual(['Data on instance disks is lost (2 of 3 targets)']);
  });

  test('asks the provider in a dry run where it has one', async () => {
    const tried: string[] = [];
    const world = await actionWorld({
      async dryRun({ target }) {
        tried.push(target.id);
        if (target.id === 'm-1') throw failure('forbidden', 'You may not');
        if (target.id === 'm-2') throw failure('provider_unavailable', 'Out of order');
      },
    });
    const plan = await world.plan('stop');
    expect(plan.targets.map(({ dryRun }) => dryRun)).toEqual(['passed', 'refused', null]);
    expect(plan.targets[1]!.refusal).toMatchObject({ code: 'forbidden' });
    expect(plan.targets[2]!.warnings).toEqual(['Not tried out at the provider: Out of order']);
    expect(plan.counts).toEqual({ act: 2, skip: 0, refuse: 1 });
    expect(new Set(tried)).toEqual(new Set(['m-0', 'm-1', 'm-2']));
  });

  test('says nothing of a dry run where the provider has none for the step', async () => {
    const world = await actionWorld({ dryRun: async () => false });
    expect((await world.plan('stop')).targets.map(({ dryRun, refusal }) => [dryRun, refusal])).toEqual([0, 1, 2].map(() => [null, null]));
  });

  test('begins no more dry runs per second than the provider allows', async () => {
    const at: number[] = [];
    const world: ActionWorld = await actionWorld({
      limits: { concurrency: 2, perSecond: 2 },
      machines: fleetMachines(4, { region: 'east', account: 'a' }),
      dryRun: async () => void at.push(world.clock.now()),
    });
    const start = world.clock.now();
    await world.plan('stop');
    expect(at.map((time) => time - start)).toEqual([0, 500, 1_000, 1_500]);
  });

  test('takes at most 2,000 targets, each once', async () => {
    const world = await actionWorld();
    const many = Array.from({ length: 2_001 }, (_, n) => world.key(`x-${n}`));
    await expect(world.engine.plan({ action: 'stop', targets: many, input: {} }, noSignal)).rejects.toBeInstanceOf(AppFailure);
    expect((await world.plan('stop', ['m-0', 'm-0', 'm-1'])).targets).toHaveLength(2);
  });
});

describe('what has to be confirmed', () => {
  const typed = { live: 'typed' } as const;
  test.each([
    ['stop', ['m-1', 'm-2'], { kind: 'click' }],
    ['stop', ['m-0', 'm-2'], { kind: 'typed', text: 'Live' }],
    ['terminate', ['m-1'], { kind: 'typed', text: 'web-1' }],
    ['terminate', ['m-1', 'm-2'], { kind: 'typed', text: 'terminate 2' }],
    ['terminate', ['m-0'], { kind: 'typed', text: 'web-0' }],
  ])('%s of %j', async (action, ids, confirm) => {
    const world = await actionWorld();
    environments(world, typed);
    const plan = await world.plan(action, ids);
    expect(plan.confirm).toMatchObject(confirm);
    expect(await errorOf(world.apply(plan, 'something else'))).toMatchObject({ code: 'invalid_input' });
    expect(world.link.calls).toEqual([]);
    expect(await world.apply(plan)).toMatchObject({ started: true });
  });
});
