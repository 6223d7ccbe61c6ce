import { expect, test } from 'vitest';
import { cliFleet } from '#tests/helpers/cli-fleet.ts';
import { fleetMachines } from '#tests/helpers/fleet.ts';

const rule = (pattern: string) => ({ environment: 'Live', by: 'name' as const, tag: '', pattern });

test('rules are judged over the cached machines without changing them', async () => {
  const { client } = await cliFleet(fleetMachines(5, { tags: { env: 'test' } }));
  expect(await client.compute.environments({ rules: [rule('web-1'), rule('web-*')] })).toEqual({
    decided: [1, 4],
    environments: [{ environment: 'Live', machines: 5 }],
  });
  expect(await client.compute.environments({ rules: [] })).toEqual({ decided: [], environments: [{ environment: 'test', machines: 5 }] });
  expect((await client.compute.facets({})).environment).toEqual({ test: 5 });
});

test('saved rules hold at once, and are written to the audit log', async () => {
  const { client } = await cliFleet(fleetMachines(3, { tags: { env: 'test' } }));
  await client.settings.set({ environments: { rules: [rule('web-1')], guards: { live: 'read_only' } } });
  expect((await client.compute.facets({})).environment).toEqual({ Live: 1, test: 2 });
  const { records } = await client.audit.list({ events: ['environments_changed'] });
  expect(records).toMatchObject([{ actor: { kind: 'person' } }]);
  expect((await client.audit.get({ seq: records[0]!.seq })).details).toMatchObject({ guards: { live: 'read_only' } });
});
