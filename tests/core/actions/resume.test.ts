import { describe, expect, test } from 'vitest';
import type { JournalMark, OperationsApi } from '#core/operations/operations-api.ts';
import type { Groups } from '#core/threads/thread-api.ts';
import { type ActionWorld, actionWorld, noSignal } from '#tests/helpers/action-world.ts';
import { until } from '#tests/helpers/fake-clock.ts';
import { fleetMachines } from '#tests/helpers/fleet.ts';
import { operationsHere } from '#tests/helpers/operations.ts';

const call = { id: '1', signal: noSignal };

/** A store as a process has it that dies: from the first record that does not survive, nothing it asks is done or answered. */
function dying(operations: Groups<OperationsApi>, survives: (marks: (JournalMark['mark'] | null)[]) => boolean) {
  const seen: (JournalMark['mark'] | null)[] = [];
  const state = { dead: false };
  const guard = <T extends object>(group: T): T =>
    new Proxy(group, {
      get(target, name) {
        const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
        return (...args: unknown[]) => {
          if (name === 'record' && !state.dead) {
            for (const { mark } of (args[0] as { records: { mark?: JournalMark }[] }).records) seen.push(mark?.mark ?? null);
            if (!survives(seen)) state.dead = true;
          }
          return state.dead ? new Promise(() => {}) : method(...args);
        };
      },
    });
  return { state, api: { ...operations, runs: guard(operations.runs), audit: guard(operations.audit) } as Groups<OperationsApi> };
}

/** A world in which the process of a run dies, and the next start of the console. */
async function dyingWorld(count: number, survives: Parameters<typeof dying>[1]) {
  const operations = operationsHere();
  const { state, api } = dying(operations, survives);
  const world = await actionWorld({ machines: fleetMachines(count), operations: api });
  return { world, state, restart: () => world.restart(operations) };
}

async function resumed(fresh: ActionWorld, runId: string) {
  await fresh.engine.resumeAll();
  return fresh.ended(runId);
}

describe('a run whose process was killed', () => {
  test('before any call goes on with the targets as they were planned', async () => {
    const { world, state, restart } = await dyingWorld(3, () => false);
    const runId = await world.begin('stop');
    await until(() => state.dead);
    world.fleet.machines.set('m-1', { ...world.fleet.machines.get('m-1')!, type: 'changed' });
    world.fleet.machines.delete('m-2');
    expect(await resumed(restart(), runId)).toMatchObject({ state: 'partial' });
    const targets = await restart().targets(runId);
    expect(targets.map(({ outcome, error }) => error?.code ?? outcome)).toEqual(['succeeded', 'conflict', 'not_found']);
    expect(Object.fromEntries(world.fleet.effects)).toEqual({ 'm-0 stop': 1 });
  });

  test('after the call, before its answer was written, is reconciled and not repeated', async () => {
    const { world, state, restart } = await dyingWorld(1, (marks) => !marks.includes('accepted'));
    const runId = await world.begin('renew');
    await until(() => state.dead);
    expect(world.fleet.effects.get('m-0 renew')).toBe(1);
    expect(await resumed(restart(), runId)).toMatchObject({ state: 'succeeded' });
    expect(world.fleet.effects.get('m-0 renew')).toBe(1);
    expect(world.link.calls).toEqual(['m-0 renew']);
  });

  test('with a call that cannot be seen is in doubt', async () => {
    const { world, state, restart } = await dyingWorld(1, (marks) => !marks.includes('accepted'));
    const runId = await world.begin('reboot');
    await until(() => state.dead);
    expect(await resumed(restart(), runId)).toMatchObject({ state: 'failed', counts: { unknown: 1 } });
    expect(world.fleet.effects.get('m-0 reboot')).toBe(1);
  });

  test('after the provider accepted goes on waiting, with the steps that are left', async () => {
    const { world, state, restart } = await dyingWorld(1, (marks) => !marks.includes('done'));
    const runId = await world.begin('resize', ['m-0'], { type: 'big' });
    await world.clock.advance(5_000);
    await until(() => state.dead);
    expect(await resumed(restart(), runId)).toMatchObject({ state: 'succeeded' });
    expect(world.link.calls).toEqual(['m-0 stop', 'm-0 modify', 'm-0 start']);
    expect(world.fleet.machines.get('m-0')).toMatchObject({ state: 'running', type: 'big' });
  });

  test('does not begin in what has become read-only', async () => {
    const { world, state, restart } = await dyingWorld(1, () => false);
    const runId = await world.begin('stop');
    await until(() => state.dead);
    const rules = [{ environment: 'Live', by: 'name' as const, tag: '', pattern: '*' }];
    world.context.settings.set({ environments: { rules, guards: { live: 'read_only' } } });
    expect(await resumed(restart(), runId)).toMatchObject({ state: 'failed', counts: { refused: 1 } });
    expect(world.link.calls).toEqual([]);
  });

  test('between the end of a target and its audit record is caught up on', async () => {
    const { world, state, restart } = await dyingWorld(2, (marks) => marks.filter((mark) => mark === null).length < 2);
    const runId = await world.begin('stop');
    await world.clock.advance(10_000);
    await until(() => state.dead);
    const fresh = restart();
    await resumed(fresh, runId);
    const ended = (await fresh.audit(runId)).filter(({ event }) => event === 'target_ended').map(({ subject }) => subject!.machineId);
    expect(ended.sort()).toEqual(['m-0', 'm-1']);
    expect((await fresh.audit(runId)).filter(({ event }) => event === 'run_ended')).toHaveLength(1);
  });

  test('is listed as interrupted, and goes on by hand', async () => {
    const { world, state, restart } = await dyingWorld(1, () => false);
    const runId = await world.begin('stop');
    await until(() => state.dead);
    const fresh = restart();
    expect((await fresh.service.runs({ offset: 0, limit: 10 }, call)).runs).toMatchObject([{ id: runId, state: 'interrupted' }]);
    expect(await fresh.service.resume({ runId }, call)).toMatchObject({ id: runId, state: 'running' });
    expect((await fresh.service.run({ runId, offset: 0, limit: 10 }, call)).run).toMatchObject({ state: 'running' });
    await fresh.ended(runId);
    await expect(fresh.service.resume({ runId }, call)).rejects.toMatchObject({ error: { code: 'conflict' } });
  });

  test('can be cancelled instead', async () => {
    const { world, state, restart } = await dyingWorld(2, () => false);
    const runId = await world.begin('stop');
    await until(() => state.dead);
    const fresh = restart();
    await fresh.passing(fresh.engine.cancel(runId));
    expect(await fresh.ended(runId)).toMatchObject({ counts: { cancelled: 2 }, state: 'cancelled' });
  });
});

describe('several processes', () => {
  test('leave a run to the living one that works on it', async () => {
    const world = await actionWorld();
    const plan = await world.plan('stop');
    const other = process.ppid;
    const run = { ...(await fakeRun(world, plan.id)) };
    await world.operations.runs.begin({ stored: { run, pid: other }, targets: [] });
    await world.engine.resumeAll();
    expect(world.engine.active(run.id)).toBe(false);
    await expect(world.engine.resume(run.id)).rejects.toMatchObject({ error: { code: 'conflict' } });
    expect((await world.service.runs({ offset: 0, limit: 10 }, call)).runs).toMatchObject([{ state: 'running' }]);
  });

  test('a run that was taken over is not touched by its former process any more', async () => {
    const world = await actionWorld({
      machines: fleetMachines(3, { region: 'east', account: 'a' }),
      limits: { concurrency: 1, perSecond: 0.2 },
    });
    const runId = await world.begin('stop');
    await until(() => world.link.calls.length === 1);
    expect(await world.operations.runs.claim({ runId, from: process.pid, pid: 1 })).toBe(true);
    await world.clock.advance(60_000);
    expect(world.engine.active(runId)).toBe(false);
    expect(world.link.calls.length).toBe(1);
  });
});

async function fakeRun(world: ActionWorld, planId: string) {
  const plan = await world.engine.getPlan(planId);
  const counts = { waiting: 0, running: 0, succeeded: 0, failed: 0, unknown: 0, skipped: 0, refused: 0, cancelled: 0 };
  const { action, title, effect, origin } = plan;
  return {
    id: 'run-x',
    planId,
    action,
    title,
    effect,
    origin,
    state: 'running' as const,
    actor: world.context.audit.person(),
    startedAt: 0,
    endedAt: null,
    counts,
    undo: null,
  };
}

test('a clean stop begins nothing more, lets calls finish and leaves the run for the next start', async () => {
  const world = await actionWorld({
    machines: fleetMachines(3, { region: 'east', account: 'a' }),
    limits: { concurrency: 1, perSecond: 0.5 },
  });
  const runId = await world.begin('stop');
  await until(() => world.link.calls.length === 1);
  await world.engine.stop();
  expect(world.link.calls).toEqual(['m-0 stop']);
  const left = await world.operations.runs.get({ runId });
  expect(left).toMatchObject({ run: { state: 'interrupted', endedAt: null, counts: { running: 1, waiting: 2 } } });
  const fresh = world.restart();
  await fresh.engine.resumeAll();
  expect(await fresh.ended(runId)).toMatchObject({ state: 'succeeded' });
  expect(world.link.calls).toEqual(['m-0 stop', 'm-1 stop', 'm-2 stop']);
});
