import { describe, expect, it } from 'vitest';
import { machine } from '#tests/helpers/machines.ts';
import { officeHours, staging, type TestSchedules, testSchedules } from '#tests/helpers/schedules.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const call = { id: '1', signal: new AbortController().signal };
const now = Date.UTC(2026, 10, 15, 12);
const day = 86_400_000;
const refused = (test: TestSchedules, change: object, confirm = '') =>
  errorOf(test.service.save({ schedule: { ...officeHours, ...change }, confirm }, call) as Promise<unknown>);

describe('saving a schedule', () => {
  it('shows it with its next time, machines and holds', async () => {
    const test = await testSchedules();
    await test.service.addHold({ targets: { selection: { text: 'web-', where: [] } }, reason: 'audit', until: now + day }, call);
    const saved = await test.service.save({ schedule: officeHours, confirm: '' }, call);
    expect(saved).toMatchObject({ machines: 3, held: 2, last: null, next: { at: Date.UTC(2026, 10, 16, 7), action: 'start' } });
    expect(await test.service.list({}, call)).toEqual([saved]);
    expect(test.audit.map(({ event, summary }) => [event, summary])).toEqual([
      ['hold_added', 'Held 2 machines until 2026-11-16T12:00:00.000Z: audit'],
      ['schedule_saved', 'Added the schedule Office hours'],
    ]);
  });

  it('counts neither terminated machines nor what is no machine', async () => {
    const test = await testSchedules();
    const more = [
      machine({ id: 'gone', environment: 'staging', state: 'terminated' }),
      machine({ id: 'disk', environment: 'staging', kind: 'disk' }),
    ];
    await test.estate([...staging, ...more]);
    expect(await test.service.save({ schedule: officeHours, confirm: '' }, call)).toMatchObject({ machines: 3 });
    const named = { machines: ['web-1', 'gone', 'disk', 'never'].map((machineId) => ({ connectionId: 'c1', machineId })) };
    expect(await test.service.save({ schedule: { ...officeHours, targets: named }, confirm: '' }, call)).toMatchObject({ machines: 1 });
  });

  it.each([
    ['start', { start: '0 25 * * *' }],
    ['stop', { stop: 'tomorrow' }],
    ['start', { start: null, stop: null }],
    ['start', { start: '0 0 30 2 *' }],
    ['stop', { stop: '0 8 * * 1-5' }],
    ['stop', { start: '0 8 * * 1', stop: '0 8 1 * *' }],
    ['timeZone', { timeZone: 'Europe/Wien' }],
    ['name', { name: '  ' }],
  ])('refuses a wrong %s: %j', async (field, change) => {
    const test = await testSchedules();
    const error = await refused(test, change);
    expect(error).toMatchObject({ code: 'invalid_input', source: { scope: field } });
    expect(error.message.toLowerCase()).toContain(field === 'timeZone' ? 'time zone' : field);
    expect(error.hint).not.toBe('');
    expect(await test.service.list({}, call)).toEqual([]);
    expect(test.audit).toEqual([]);
  });

  it('wants guarded environments confirmed by name, all of them', async () => {
    const test = await testSchedules();
    await test.estate([machine({ id: 'p', environment: 'Production' }), machine({ id: 'q', environment: 'dr' })]);
    test.settings.set({ environments: { rules: [], guards: { production: 'typed', dr: 'typed' } } });
    const all = { targets: { selection: { text: '', where: [] } } };
    expect(await refused(test, all)).toMatchObject({
      code: 'invalid_input',
      source: { scope: 'confirm' },
      hint: 'Type dr, Production to confirm.',
    });
    expect(await refused(test, all, 'Production')).toMatchObject({ code: 'invalid_input' });
    const off = await test.service.save({ schedule: { ...officeHours, ...all, enabled: false }, confirm: '' }, call);
    expect(await refused(test, { ...all, id: off.id })).toMatchObject({ code: 'invalid_input' });
    const saved = await test.service.save({ schedule: { ...officeHours, ...all, id: off.id }, confirm: 'dr, Production' }, call);
    expect(saved).toMatchObject({ id: off.id, enabled: true, createdAt: off.createdAt });
    expect(test.audit.at(-1)!.details).toMatchObject({
      before: { enabled: false },
      after: { enabled: true },
      confirmed: ['dr', 'production'],
    });
  });

  it('refuses a read-only environment, whatever is typed', async () => {
    const test = await testSchedules();
    test.settings.set({ environments: { rules: [], guards: { staging: 'read_only' } } });
    expect(await refused(test, {}, 'staging')).toMatchObject({ code: 'forbidden', source: { scope: 'targets' } });
  });

  it('refuses more machines than a plan takes', async () => {
    const test = await testSchedules();
    await test.estate(Array.from({ length: 2001 }, (_, at) => machine({ id: `i-${at}`, environment: 'staging' })));
    expect(await refused(test, {})).toMatchObject({ code: 'invalid_input', message: '2004 machines match, a schedule takes at most 2000' });
  });

  it('removes it once, with a record', async () => {
    const test = await testSchedules();
    const { id } = await test.service.save({ schedule: officeHours, confirm: '' }, call);
    expect(await test.service.remove({ scheduleId: id }, call)).toBe(true);
    expect(await test.service.remove({ scheduleId: id }, call)).toBe(false);
    expect(test.audit.map(({ event }) => event)).toEqual(['schedule_saved', 'schedule_removed']);
    expect((await refused(test, { id })).code).toBe('not_found');
  });
});

describe('preview', () => {
  it('says what would be skipped', async () => {
    const test = await testSchedules();
    await test.service.addHold({ targets: officeHours.targets, reason: 'freeze', until: Date.UTC(2026, 10, 16, 12) }, call);
    const web = { machines: [{ connectionId: 'c1', machineId: 'web-1' }] };
    await test.service.addHold({ targets: web, reason: 'migration', until: Date.UTC(2026, 10, 17, 0) }, call);
    const schedule = { ...officeHours, holidays: [{ day: '2026-11-17', name: 'Tuesday off' }] };
    const times = await test.service.preview({ schedule, count: 5 }, call);
    expect(times.map(({ action, skipped }) => [action, skipped])).toEqual([
      ['start', 'all 3 held: freeze; migration'],
      ['stop', 'of 3 machines 1 held: migration'],
      ['start', 'holiday: Tuesday off'],
      ['stop', null],
      ['start', null],
    ]);
  });

  it('names what is wrong with it', async () => {
    const test = await testSchedules();
    const error = await errorOf(test.service.preview({ schedule: { ...officeHours, stop: 'x' }, count: 5 }, call) as Promise<unknown>);
    expect(error.source).toEqual({ scope: 'stop' });
  });
});

describe('holds', () => {
  it('end by themselves', async () => {
    const test = await testSchedules();
    const hold = await test.service.addHold({ targets: officeHours.targets, reason: 'freeze', until: now + day }, call);
    const key = { connectionId: 'c1', machineId: 'web-1' };
    expect(hold).toMatchObject({ reason: 'freeze', createdBy: 'operator', createdAt: now });
    expect(await test.schedules.heldMachines([key, { connectionId: 'c2', machineId: 'web-1' }])).toEqual([{ ...key, hold }]);
    await test.clock.advance(day);
    expect(await test.service.holds({}, call)).toEqual([]);
    expect(await test.schedules.heldMachines([key])).toEqual([]);
  });

  it('are shown with the machines of a schedule', async () => {
    const test = await testSchedules();
    const { id } = await test.service.save({ schedule: officeHours, confirm: '' }, call);
    const web = { machines: [{ connectionId: 'c1', machineId: 'web-2' }] };
    const hold = await test.service.addHold({ targets: web, reason: 'freeze', until: now + day }, call);
    const shown = await test.service.machines({ scheduleId: id, offset: 0, limit: 2 }, call);
    expect(shown).toMatchObject({
      total: 3,
      machines: [
        { name: 'web-2', state: 'running', hold },
        { name: 'db-1', hold: null },
      ],
    });
  });

  it('are released by hand, with a record', async () => {
    const test = await testSchedules();
    const { id } = await test.service.addHold({ targets: officeHours.targets, reason: 'freeze', until: now + day }, call);
    expect(await test.service.removeHold({ holdId: id }, call)).toBe(true);
    expect(await test.service.removeHold({ holdId: id }, call)).toBe(false);
    expect(test.audit.map(({ event }) => event)).toEqual(['hold_added', 'hold_removed']);
  });

  it('end in the future, within a year', async () => {
    const test = await testSchedules();
    for (const until of [now, now - 1, now + 367 * day]) {
      const error = await errorOf(
        test.service.addHold({ targets: officeHours.targets, reason: 'freeze', until }, call) as Promise<unknown>,
      );
      expect(error).toMatchObject({ code: 'invalid_input', source: { scope: 'until' } });
    }
    expect(test.audit).toEqual([]);
  });
});
