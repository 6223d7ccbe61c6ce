import { expect, test } from 'vitest';
import { fakeClock, until } from '#tests/helpers/fake-clock.ts';
import { createFleet, fleetMachines } from '#tests/helpers/fleet.ts';
import { fleetConnector } from '#tests/helpers/fleet-connector.ts';
import { faultyLink } from '#tests/helpers/fleet-link.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { type TestCore, testCore } from '#tests/helpers/test-core.ts';
import { goodPassphrase } from '#tests/helpers/vaults.ts';

const vault = { vaultBackend: 'passphrase' as const, passphrase: goodPassphrase };

/** A provider whose machines share one slow lane, and consoles of one home that see it. */
function house() {
  const clock = fakeClock();
  const fleet = createFleet(clock, fleetMachines(3, { region: 'east', account: 'a' }));
  const link = faultyLink(fleet);
  const connector = fleetConnector({ link, limits: { concurrency: 1, perSecond: 0.2 } });
  const home = tempFolder();
  const open = (schedule: boolean) => testCore([connector], { home, clock, schedule, ...vault });
  return { clock, link, fleet, open };
}

async function beginStop({ client, endOf }: TestCore): Promise<string> {
  await client.connections.add({ kind: 'fleet', name: 'Fleet', settings: {} });
  await endOf(await client.sync.run({}));
  const plan = await client.actions.plan({ action: 'stop', targets: { selection: {} } });
  const result = await client.actions.apply({ planId: plan.id });
  if (!result.started) throw new Error('not started');
  return result.run.id;
}

async function endOfRun({ client }: TestCore, clock: ReturnType<typeof fakeClock>, runId: string) {
  for (;;) {
    const { run } = await client.actions.run({ runId });
    if (run.endedAt !== null) return run;
    await clock.advance(500);
  }
}

test('a console that closes leaves its run, and the next start goes on with it', async () => {
  const { clock, link, fleet, open } = house();
  const first = await open(false);
  const runId = await beginStop(first);
  await until(() => link.calls.length === 1);
  await first.core.close();

  const second = await open(true);
  expect(await endOfRun(second, clock, runId)).toMatchObject({ state: 'succeeded', counts: { succeeded: 3 } });
  expect([...fleet.effects.values()]).toEqual([1, 1, 1]);
  expect((await second.client.compute.facets({})).state).toEqual({ stopped: 3 });
  expect((await second.client.audit.verify({})).ok).toBe(true);
  const jobs = await second.client.jobs.list({});
  expect(jobs.filter(({ kind }) => kind === 'action').map(({ state, runId: of }) => [state, of])).toEqual([
    ['succeeded', runId],
    ['interrupted', runId],
  ]);
});

test('the command line leaves unfinished runs alone until it is told to go on', async () => {
  const { clock, link, open } = house();
  const first = await open(false);
  const runId = await beginStop(first);
  await until(() => link.calls.length === 1);
  await first.core.close();

  const second = await open(false);
  expect((await second.client.actions.runs({})).runs).toMatchObject([{ id: runId, state: 'interrupted' }]);
  expect(await second.client.actions.resume({ runId })).toMatchObject({ state: 'running' });
  expect(await endOfRun(second, clock, runId)).toMatchObject({ state: 'succeeded' });
});
