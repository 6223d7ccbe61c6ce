import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { focusFile } from '#connectors/focus-file/index.ts';
import { testCore } from '#tests/helpers/test-core.ts';

const header = 'BilledCost,BillingCurrency,ChargePeriodStart,ServiceName';

function costFile(home: string, path: string, ...amounts: number[]): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, [header, ...amounts.map((amount) => `${amount},USD,2026-01-01T00:00:00Z,Compute`)].join('\n'));
  return file;
}

async function billed({ client }: Awaited<ReturnType<typeof testCore>>) {
  const { rows } = await client.costs.query({ metric: 'BilledCost', granularity: 'total' });
  return rows.map(({ value }) => value);
}

test('the same file again replaces its rows', async () => {
  const running = await testCore([focusFile]);
  const path = costFile(running.home, 'in/costs.csv', 1, 2);
  const open = async () => running.endOf([(await running.client.imports.open({ token: running.core.grants.grantOpen(path) })).job]);
  await open();
  costFile(running.home, 'in/costs.csv', 5);
  await open();
  expect(await billed(running)).toEqual([5]);
});

test('a copy of the same name replaces; the same name elsewhere on the disk does not', async () => {
  const running = await testCore([focusFile]);
  const { client, core, endOf, home } = running;
  const { grants } = core;
  const open = async (token: string) => {
    const { connection, job } = await client.imports.open({ token });
    await endOf([job]);
    return connection.id;
  };
  const first = await open(grants.grantCopy(costFile(home, 'uploads/1/costs.csv', 1)));
  expect(await open(grants.grantCopy(costFile(home, 'uploads/2/costs.csv', 10)))).toBe(first);
  expect(await billed(running)).toEqual([10]);
  const other = await open(grants.grantOpen(costFile(home, 'exports/october/costs.csv', 100)));
  expect(await open(grants.grantOpen(costFile(home, 'exports/november/costs.csv', 1000)))).not.toBe(other);
  expect(await billed(running)).toEqual([1110]);
});

test('a refresh reads a file again only when it has changed, and keeps the rows of one that is gone', async () => {
  const running = await testCore([focusFile]);
  const { client, core, endOf, home, clock } = running;
  const path = costFile(home, 'costs.csv', 1);
  utimesSync(path, 0, 0);
  await endOf([(await client.imports.open({ token: core.grants.grantOpen(path) })).job]);
  const sync = async () => (await endOf(await client.sync.run({})))[0]!;
  expect(await sync()).toMatchObject({ state: 'succeeded', description: 'Not read again: unchanged since the last read' });
  costFile(home, 'costs.csv', 7);
  utimesSync(path, clock.now() / 1000 + 60, clock.now() / 1000 + 60);
  expect(await sync()).toMatchObject({ state: 'succeeded', description: '1 rows' });
  expect(await billed(running)).toEqual([7]);
  rmSync(path);
  expect(await sync()).toMatchObject({ state: 'failed', errors: [{ code: 'not_found' }] });
  expect(await billed(running)).toEqual([7]);
});

test('exports every bad row of the file, also those beyond the report, and what the report kept when the file is gone', async () => {
  const running = await testCore([focusFile]);
  const { client, core, endOf, home } = running;
  const path = costFile(home, 'costs.csv', 1, ...Array.from({ length: 1_500 }, () => Number.NaN));
  const { connection, job } = await client.imports.open({ token: core.grants.grantOpen(path) });
  await endOf([job]);
  const target = join(home, 'bad.csv');
  const exportBadRows = () => client.imports.exportBadRows({ connectionId: connection.id, target: core.grants.grantSave(target) });
  expect(await exportBadRows()).toEqual({ rows: 1_500 });
  expect(readFileSync(target, 'utf8').trim().split(/\r?\n/)).toHaveLength(1_501);
  rmSync(path);
  expect(await exportBadRows()).toEqual({ rows: 1_000 });
});
