import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppFailure, appError } from '#shared/errors/app-error.ts';
import { fakeClock, until } from '#tests/helpers/fake-clock.ts';
import { machine } from '#tests/helpers/machines.ts';
import { officeHours, staging, type TestSchedules, testSchedules } from '#tests/helpers/schedules.ts';

const call = { id: '1', signal: new AbortController().signal };
const [minute, hour] = [60_000, 3_600_000];
/** The clock starts on Sunday, 15 November 2026, 12:00 UTC. Office hours begin on Monday at 07:00 UTC. */
const mondayStart = Date.UTC(2026, 10, 16, 7);
const mondayStop = Date.UTC(2026, 10, 16, 17);

const runs = async ({ service }: TestSchedules) => (await service.history({ offset: 0, limit: 500 }, call)).runs;
const told = async (test: TestSchedules) => (await runs(test)).map(({ action, outcome, why }) => [action, outcome, why]);

/** Moves the clock to a time, and waits until the runner sleeps again. */
async function goTo({ clock }: TestSchedules, at: number): Promise<void> {
  await clock.advance(at - clock.now());
  await until(() => clock.sleeping().length > 0);
}

/** A running console with one schedule. */
async function open(schedule: Partial<typeof officeHours> = {}): Promise<TestSchedules> {
  const test = await testSchedules();
  test.schedules.start();
  await test.service.save({ schedule: { ...officeHours, ...schedule }, confirm: '' }, call);
  await until(() => test.clock.sleeping().length > 0);
  return test;
}

async function runsOf(test: TestSchedules, count: number) {
  await until(async () => (await runs(test)).length === count);
  return told(test);
}

describe('a schedule that is due', () => {
  it('starts its machines at the minute, as the schedule, without asking', async () => {
    const test = await open();
    await goTo(test, mondayStart - 1);
    expect(test.actions.planned).toEqual([]);
    await goTo(test, mondayStart);
    await until(() => test.actions.applied.length === 1);
    expect(test.actions.planned).toEqual([
      { action: 'start', input: {}, targets: ['db-1', 'web-1', 'web-2'].map((machineId) => ({ connectionId: 'c1', machineId })) },
    ]);
    const actor = { kind: 'schedule', name: 'Office hours', host: 'desk', via: 'desktop' };
    expect(test.actions.applied).toEqual([{ planId: 'plan-1', confirm: { approved: true }, actor }]);
    await until(async () => (await runs(test))[0]?.outcome === 'ran');
    expect(await runs(test)).toMatchObject([{ dueAt: mondayStart, action: 'start', runId: 'run-plan-1' }]);
  });

  it('says how the run ended, and keeps what was left out', async () => {
    const test = await open();
    test.actions.skip = { 'web-1': 'already running' };
    await goTo(test, mondayStart);
    await until(() => test.actions.applied.length === 1);
    await until(async () => (await runs(test))[0]?.runId === 'run-plan-1');
    test.actions.end('run-plan-1', 1);
    await until(async () => (await runs(test))[0]?.why.includes('failed') === true);
    expect(await told(test)).toEqual([['start', 'ran', '1 succeeded, 1 failed; 1 already running']]);
  });

  it('counts as failed when all of its machines did', async () => {
    const test = await open();
    await goTo(test, mondayStart);
    await until(async () => (await runs(test))[0]?.runId === 'run-plan-1');
    test.actions.end('run-plan-1', 3);
    await until(async () => (await runs(test))[0]?.outcome === 'failed');
    expect(await told(test)).toEqual([['start', 'failed', '3 failed']]);
  });

  it('does nothing when all is as it should be', async () => {
    const test = await open();
    test.actions.skip = { 'web-1': 'already running', 'web-2': 'already running', 'db-1': 'gone' };
    await goTo(test, mondayStart);
    expect(await runsOf(test, 1)).toEqual([['start', 'skipped', 'nothing to do: 1 gone, 2 already running']]);
    expect(test.actions.applied).toEqual([]);
    expect(test.audit.at(-1)).toMatchObject({
      event: 'schedule_skipped',
      actor: { kind: 'schedule' },
      outcome: 'skipped',
      action: 'start',
    });
  });

  it('leaves held machines alone and says why', async () => {
    const test = await open();
    const until1 = mondayStart + hour;
    const web = { machines: [{ connectionId: 'c1', machineId: 'web-1' }] };
    await test.service.addHold({ targets: web, reason: 'migration', until: until1 }, call);
    const db = { selection: { text: 'db-1', where: [] } };
    await test.service.addHold({ targets: db, reason: 'restore test', until: until1 }, call);
    await goTo(test, mondayStart);
    await until(async () => (await runs(test))[0]?.runId === 'run-plan-1');
    expect(test.actions.planned[0]!.targets).toEqual([{ connectionId: 'c1', machineId: 'web-2' }]);
    expect(await told(test)).toEqual([['start', 'ran', '2 held: restore test; migration']]);
    await goTo(test, mondayStop);
    await until(() => test.actions.applied.length === 2);
    expect(test.actions.planned[1]!.targets).toHaveLength(3);
  });

  it('skips starts on a holiday and still stops', async () => {
    const test = await open({ holidays: [{ day: '2026-11-16', name: 'Founders day' }] as never });
    await goTo(test, mondayStart);
    expect(await runsOf(test, 1)).toEqual([['start', 'skipped', 'holiday: Founders day']]);
    await goTo(test, mondayStop);
    await until(() => test.actions.applied.length === 1);
    expect(test.actions.planned.map(({ action }) => action)).toEqual(['stop']);
  });

  it('does not touch an environment that became read-only, nor a guarded one that nobody confirmed', async () => {
    const test = await open({ targets: { selection: { text: '', where: [] } } });
    const others = [machine({ id: 'prod-1', environment: 'production' }), machine({ id: 'vault-1', environment: 'vault' })];
    await test.estate([...staging, ...others]);
    test.settings.set({ environments: { rules: [], guards: { production: 'typed', vault: 'read_only' } } });
    await goTo(test, mondayStart);
    await until(async () => (await runs(test))[0]?.runId === 'run-plan-1');
    expect(test.actions.planned[0]!.targets).toHaveLength(3);
    const [[, , why]] = (await told(test)) as [string[]];
    expect(why).toBe(
      '1 in the read-only environment vault; 1 in production, which was not confirmed when the schedule was saved: save it again',
    );
  });

  it('says what a provider refused, and calls faults failures', async () => {
    const test = await open();
    test.actions.refuse = Object.fromEntries(staging.map(({ id }) => [id, appError('auth_required', 'The key expired')]));
    await goTo(test, mondayStart);
    expect(await runsOf(test, 1)).toEqual([['start', 'skipped', 'nothing to do: 3 refused (sign-in needed: The key expired)']]);
    test.actions.refuse = {};
    test.actions.planFailures = [appError('provider_unavailable', 'EC2 answered 503')];
    await goTo(test, mondayStop);
    expect((await runsOf(test, 2))[0]).toEqual(['stop', 'failed', 'EC2 answered 503']);
    expect((await runs(test))[0]!.error).toMatchObject({ code: 'provider_unavailable' });
    expect(test.notices).toEqual(['The schedule Office hours could not stop its machines: EC2 answered 503']);
  });

  it('makes the plan once more when a machine changed, and gives up at the second time', async () => {
    const test = await open();
    test.actions.conflicts = 1;
    await goTo(test, mondayStart);
    await until(async () => (await runs(test))[0]?.runId === 'run-plan-2');
    test.actions.conflicts = 2;
    await goTo(test, mondayStop);
    await until(async () => (await runs(test))[0]?.outcome === 'skipped');
    expect((await told(test))[0]).toEqual(['stop', 'skipped', 'a machine changed meanwhile: web-1 changed']);
  });

  it('waits for the network and runs when it is back in time', async () => {
    const test = await open();
    test.actions.planFailures = [appError('offline', 'No network'), appError('offline', 'No network')];
    await goTo(test, mondayStart);
    await until(() => test.actions.planned.length === 1);
    await until(() => test.clock.sleeping()[0] === minute);
    await goTo(test, mondayStart + minute);
    await until(() => test.actions.planned.length === 2);
    expect(await told(test)).toEqual([]);
    test.network.set({ online: true });
    await until(async () => (await runs(test))[0]?.runId === 'run-plan-1');
  });

  it('does not try again what failed after it was begun', async () => {
    const test = await open();
    test.actions.beforeApply = () => Promise.reject(new AppFailure(appError('offline', 'The line broke')));
    await goTo(test, mondayStart);
    await until(async () => (await runs(test))[0]?.outcome === 'skipped');
    await test.clock.advance(10 * minute);
    expect(await told(test)).toEqual([['start', 'skipped', 'offline: The line broke']]);
    expect(test.actions.applied).toHaveLength(1);
  });

  it('gives up after a quarter of an hour without network', async () => {
    const test = await open();
    test.actions.planFailures = Array.from({ length: 40 }, () => appError('offline', 'No network'));
    for (let late = 0; late <= 16; late += 1) {
      await goTo(test, mondayStart + late * minute);
      await until(async () => test.actions.planned.length >= Math.min(15, late + 1) || (await runs(test)).length > 0);
      await until(() => (test.clock.sleeping()[0] ?? Infinity) <= 5 * minute);
    }
    expect(await runsOf(test, 1)).toEqual([['start', 'skipped', 'offline: No network']]);
    expect(test.actions.applied).toEqual([]);
  });

  it('looks at once when something is saved, and never for one that is off', async () => {
    const test = await open({ enabled: false });
    await goTo(test, mondayStart);
    expect(await told(test)).toEqual([]);
    const [saved] = await test.service.list({}, call);
    const { id, name, targets, timeZone, holidays } = saved!;
    await test.service.save(
      { schedule: { id, name, targets, timeZone, holidays, enabled: true, start: '5 8 * * *', stop: null }, confirm: '' },
      call,
    );
    await until(() => test.clock.sleeping()[0] === 5 * minute);
    await goTo(test, mondayStart + 5 * minute);
    await until(() => test.actions.applied.length === 1);
  });
});

describe('a console that was away', () => {
  /** The home after a console has closed on Sunday, as the next one finds it at `at`. */
  async function reopened(at: number, schedule: Partial<typeof officeHours> = {}) {
    const first = await testSchedules();
    await first.service.save({ schedule: { ...officeHours, ...schedule }, confirm: '' }, call);
    await first.schedules.stop();
    const test = await testSchedules({ home: first.home, clock: fakeClock(at) });
    test.schedules.start();
    return test;
  }

  it('writes down what it missed and does not make up for it', async () => {
    const test = await reopened(mondayStop + 24 * hour - 1);
    expect(await runsOf(test, 3)).toEqual([
      ['start', 'skipped', 'the console was not open at the time (closed, locked or asleep)'],
      ['stop', 'skipped', 'the console was not open at the time (closed, locked or asleep)'],
      ['start', 'skipped', 'the console was not open at the time (closed, locked or asleep)'],
    ]);
    expect(test.actions.planned).toEqual([]);
    expect(test.audit.filter(({ event }) => event === 'schedule_skipped')).toHaveLength(3);
  });

  it.each([
    [15 * minute, 1, 0],
    [15 * minute + 1, 0, 1],
  ])('runs what is %i ms late: %i', async (late, applied, skipped) => {
    const test = await reopened(mondayStart + late);
    await until(async () => (await runs(test)).some(({ runId, outcome }) => runId !== null || outcome === 'skipped'));
    expect(test.actions.applied).toHaveLength(applied);
    expect((await runs(test)).filter(({ outcome }) => outcome === 'skipped')).toHaveLength(skipped);
  });

  it('does only the last of several things that are due', async () => {
    const test = await reopened(mondayStart + 10 * minute, { stop: '5 8 * * 1-5' });
    await until(() => test.actions.applied.length === 1);
    expect(test.actions.planned.map(({ action }) => action)).toEqual(['stop']);
    expect((await told(test)).at(-1)).toEqual(['start', 'skipped', 'overtaken by the stop that was due after it']);
  });

  it('was asleep: the same', async () => {
    const test = await open();
    test.network.set({ suspended: true });
    await goTo(test, mondayStart + hour);
    expect(await told(test)).toEqual([]);
    test.network.set({ suspended: false });
    expect((await runsOf(test, 1))[0]![1]).toBe('skipped');
  });

  it('does nothing twice after it was killed in the middle of a run', async () => {
    const test = await open();
    let stuck = () => {};
    test.actions.beforeApply = () => new Promise((resolve) => (stuck = resolve));
    await goTo(test, mondayStart);
    await until(() => test.actions.applied.length === 1);
    const next = await testSchedules({ home: test.home, clock: fakeClock(mondayStart + minute) });
    const stopping = test.schedules.stop();
    stuck();
    await stopping;
    next.schedules.start();
    await until(() => next.clock.sleeping().length > 0);
    await next.clock.advance(10 * minute);
    expect(next.actions.planned).toEqual([]);
    expect(await told(next)).toEqual([['start', 'failed', 'the console ended while it ran; the runs say how far it came']]);
  });

  it('leaves everything to the console that has the chores', async () => {
    const test = await testSchedules();
    // Another living process: the one that started this test.
    writeFileSync(join(test.home, 'chores.pid'), String(process.ppid));
    await test.service.save({ schedule: officeHours, confirm: '' }, call);
    test.schedules.start();
    await goTo(test, mondayStart + minute);
    expect(test.actions.planned).toEqual([]);
    rmSync(join(test.home, 'chores.pid'));
    await goTo(test, mondayStart + 6 * minute);
    await until(() => test.actions.applied.length === 1);
  });

  it('keeps the last 500 times of a schedule', async () => {
    const test = await reopened(mondayStart + 40 * 24 * hour, { start: '0 * * * *', stop: '30 * * * *' });
    await until(async () => (await runs(test)).length === 500);
    const [newest] = await runs(test);
    expect(mondayStart + 40 * 24 * hour - newest!.dueAt).toBeLessThanOrEqual(hour);
  });
});
