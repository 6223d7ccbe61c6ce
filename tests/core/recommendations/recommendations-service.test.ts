import { expect, test } from 'vitest';
import { demo } from '#connectors/demo/index.ts';
import { type TestCore, testCore } from '#tests/helpers/test-core.ts';

const day = 86_400_000;

/** A core whose demo organisation is read, with 15 days of measurements of its machines. */
async function measured(): Promise<TestCore & { connectionId: string }> {
  const opened = await testCore([demo]);
  const { client, clock } = opened;
  const { id: connectionId } = await client.connections.add({ kind: 'demo', name: 'Demo', settings: { scale: 0.2 } });
  await opened.endOf(await client.sync.run({ connectionId, dataSet: 'machines' }));
  const { rows } = await client.compute.query({
    where: [
      { column: 'kind', values: ['machine'] },
      { column: 'state', values: ['running'] },
    ],
    limit: 400,
  });
  for (let at = 0; at < rows.length; at += 8) {
    const machines = rows.slice(at, at + 8).map(({ id }) => ({ connectionId, machineId: id }));
    await client.metrics.refresh({ machines, metrics: ['cpu', 'memory', 'network_in'], from: clock.now() - 15 * day, to: clock.now() });
  }
  return { ...opened, connectionId };
}

test('advice rests on what was measured, and its sums are those of its rows', async () => {
  const { client } = await measured();
  const result = await client.recommendations.list({});
  const kinds = new Set(result.recommendations.map(({ kind }) => kind));
  expect(kinds).toContain('resize');
  expect(kinds).toContain('idle');
  expect(kinds).toContain('unattached_disk');
  for (const { kind, evidence, saving } of result.recommendations) {
    if (kind === 'resize' || kind === 'idle') expect(evidence.length).toBeGreaterThan(0);
    if (saving) expect(saving.amount).toBeLessThan(0);
  }
  const sum = result.recommendations.reduce((total, { saving }) => total + (saving?.amount ?? 0), 0);
  expect(result.savings).toEqual([{ currency: 'USD', amount: expect.closeTo(sum, 6) }]);
  expect(result.priceTables.length).toBeGreaterThan(0);
});

test('machines without measurements are counted, not judged', async () => {
  const opened = await testCore([demo]);
  const { id: connectionId } = await opened.client.connections.add({ kind: 'demo', name: 'Demo', settings: { scale: 0.05 } });
  await opened.endOf(await opened.client.sync.run({ connectionId, dataSet: 'machines' }));
  const result = await opened.client.recommendations.list({ kinds: ['resize', 'idle'] });
  expect(result.recommendations).toEqual([]);
  expect(result.unmeasured).toBeGreaterThan(80);
});

test('what is dismissed stays dismissed with its reason, is written down, and can be brought back', async () => {
  const { client } = await measured();
  const [first] = (await client.recommendations.list({})).recommendations;
  await client.recommendations.dismiss({ id: first!.id, reason: 'kept for the yearly peak' });
  const after = await client.recommendations.list({});
  expect(after.recommendations.map(({ id }) => id)).not.toContain(first!.id);
  const all = await client.recommendations.list({ includeDismissed: true });
  expect(all.recommendations.find(({ id }) => id === first!.id)!.dismissed).toMatchObject({ reason: 'kept for the yearly peak' });
  const { records } = await client.audit.list({ events: ['recommendation_dismissed'] });
  expect(records).toHaveLength(1);
  await client.recommendations.restore({ id: first!.id });
  expect((await client.recommendations.list({})).recommendations.map(({ id }) => id)).toContain(first!.id);
});

test('a recommendation that does not stand cannot be dismissed', async () => {
  const opened = await testCore([demo]);
  await expect(opened.client.recommendations.dismiss({ id: 'resize|x|y|z', reason: 'because' })).rejects.toMatchObject({
    error: { code: 'not_found' },
  });
});
