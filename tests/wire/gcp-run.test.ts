import { expect, test } from 'vitest';
import { gcp } from '#connectors/gcp/index.ts';
import { addInstance, type ScriptedGcp, scriptedGcp } from '#tests/helpers/scripted-gcp.ts';
import { keyFile } from '#tests/helpers/scripted-gcp-sign-in.ts';
import { googleError, resourceReply } from '#tests/helpers/scripted-gcp-state.ts';
import type { ScriptedReply, ScriptedRequest } from '#tests/helpers/scripted-server.ts';
import { testCore } from '#tests/helpers/test-core.ts';

/** What happens to the first request that stops a machine. */
const faults: Record<string, (world: ScriptedGcp, request: ScriptedRequest) => ScriptedReply> = {
  'web-1': () => ({ status: 429, headers: { 'retry-after': '3' }, body: '' }),
  'web-2': () => googleError(403, 'rateLimitExceeded', 'Rate Limit Exceeded', { 'retry-after': '2' }),
  'web-3': () => 'reset',
  'web-4': () => googleError(503, 'backendError'),
  // Carried out, and the answer lost on its way.
  'web-5': (world, request) => {
    resourceReply(world.state, new URL(request.path, 'http://localhost'), request);
    return 'reset';
  },
  // Deleted by somebody else in between.
  'web-6': (world) => {
    world.state.instances.delete('projects/shop-prod/zones/europe-west1-b/instances/web-6');
    return googleError(404, 'notFound');
  },
};

function withFaults(world: ScriptedGcp): void {
  const open = new Map(Object.entries(faults));
  world.fault = (request) => {
    const name = /instances\/([\w-]+)\/stop/.exec(request.path)?.[1] ?? '';
    const fault = open.get(name);
    open.delete(name);
    return fault ? fault(world, request) : null;
  };
}

test('a run over 30 machines through faults: each ends right, none is acted on twice, and it is audited', async () => {
  const world = await scriptedGcp();
  for (let n = 0; n < 30; n += 1) addInstance(world, `web-${n}`);
  const { client, clock, endOf } = await testCore([gcp]);
  const { id } = await client.connections.add({
    kind: 'gcp',
    name: 'Shop',
    settings: world.settings,
    secrets: { serviceAccountKey: keyFile },
  });
  await endOf(await client.sync.run({ connectionId: id, dataSet: 'machines' }));
  const { rows } = await client.compute.query({ limit: 100 });
  expect(rows).toHaveLength(30);
  withFaults(world);
  const machines = rows.map(({ connectionId, id: machineId }) => ({ connectionId, machineId }));
  const plan = await client.actions.plan({ action: 'stop', targets: { machines } });
  expect(plan.counts).toEqual({ act: 30, skip: 0, refuse: 0 });
  const applied = await client.actions.apply({ planId: plan.id, confirm: plan.confirm.kind === 'typed' ? plan.confirm.text : '' });
  const runId = applied.started ? applied.run.id : expect.fail('it did not start');
  const state = async () => (await client.actions.run({ runId })).run;
  while ((await state()).state === 'running') await clock.advance(500);
  const run = await state();
  expect(run.counts).toMatchObject({ succeeded: 29, failed: 1, unknown: 0 });
  expect(world.state.done.toSorted()).toEqual(
    Array.from({ length: 30 }, (_, n) => `stop web-${n}`)
      .filter((one) => one !== 'stop web-6')
      .toSorted(),
  );
  expect([...world.state.instances.values()].every(({ status }) => status === 'TERMINATED')).toBe(true);
  expect(await client.audit.verify({})).toMatchObject({ ok: true });
});
