import { expect, test } from 'vitest';
import { demo } from '#connectors/demo/index.ts';
import { until } from '#tests/helpers/fake-clock.ts';
import { testCore } from '#tests/helpers/test-core.ts';

const minute = 60_000;
const staging = { text: '', where: [{ column: 'environment' as const, values: ['staging'] }] };
const schedule = {
  name: 'Nights',
  enabled: true,
  targets: { selection: staging },
  timeZone: 'UTC',
  start: null,
  stop: '10 12 * * *',
  holidays: [],
};

test('a schedule stops the machines of the demo organisation, and the audit log says who', async () => {
  const { client, clock, endOf } = await testCore([demo], { schedule: true });
  const { id } = await client.connections.add({ kind: 'demo', name: 'Demo', settings: { scale: 0.05 } });
  await endOf(await client.sync.run({ connectionId: id, dataSet: 'machines' }));
  const saved = await client.schedules.save({ schedule });
  expect(saved.machines).toBeGreaterThan(0);
  const last = async () => (await client.schedules.list({}))[0]!.last;
  for (let passed = 0; passed < 30 && !(await last())?.why.includes('succeeded'); passed += 1) {
    await clock.advance(minute);
    await until(() => clock.sleeping().length > 0);
  }
  const done = (await last())!;
  expect(done).toMatchObject({ action: 'stop', outcome: 'ran', error: null });
  const { run, targets } = await client.actions.run({ runId: done.runId!, limit: 2000 });
  expect(run).toMatchObject({ action: 'stop', state: 'succeeded', actor: { kind: 'schedule', name: 'Nights' } });
  expect(new Set(targets.map(({ environment }) => environment))).toEqual(new Set(['staging']));
  const { records } = await client.audit.list({ runId: run.id, limit: 1000 });
  expect(records.some(({ event, actor }) => event === 'run_started' && actor.name === 'Nights')).toBe(true);
  expect((await client.audit.list({ events: ['schedule_saved'] })).total).toBe(1);
  expect(await client.audit.verify({})).toMatchObject({ ok: true });
});
