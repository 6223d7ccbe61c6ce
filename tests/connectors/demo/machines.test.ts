import { expect, test } from 'vitest';
import type { Machine } from '#connectors/sdk.ts';
import { machineSchema } from '#shared/model/machine.ts';
import { openDemo, pagesOf, readAll, small } from './open-demo.ts';

async function machinesOf(settings: { scale: number; seed: number }): Promise<Machine[]> {
  const { session } = await openDemo(settings);
  const pages = await readAll(session.compute!);
  await session.close();
  return pages.flatMap((page) => page.items).filter((machine) => machine.kind === 'machine');
}

test('2,000 machines at scale 1, each valid and with an id of its own', async () => {
  const machines = await machinesOf({ scale: 1, seed: 1 });
  expect(machines).toHaveLength(2000);
  expect(new Set(machines.map((machine) => machine.id)).size).toBe(2000);
  expect(new Set(machines.map((machine) => machine.privateIp)).size).toBe(2000);
  for (const machine of machines) machineSchema.parse(machine);
});

test('they are of three clouds and three environments, in different states, some without tags', async () => {
  const machines = await machinesOf({ scale: 1, seed: 1 });
  const distinct = (value: (machine: Machine) => string) => new Set(machines.map(value));
  expect(distinct((machine) => machine.provider)).toEqual(new Set(['aws', 'azure', 'gcp']));
  expect(distinct((machine) => machine.environment)).toEqual(new Set(['prod', 'staging', 'dev', '']));
  expect(distinct((machine) => machine.state).size).toBeGreaterThan(3);
  expect(distinct((machine) => machine.type).size).toBeGreaterThan(12);
  const running = machines.filter((machine) => machine.state === 'running');
  expect(running.length).toBeGreaterThan(1600);
  expect(running.every((machine) => machine.cpuPercent !== null && machine.launched! < Date.UTC(2026, 10, 15, 12))).toBe(true);
  expect(machines.filter((machine) => Object.keys(machine.tags).length === 1).length).toBeGreaterThan(50);
});

test('100,000 machines at scale 50, by pages of 1,000', async () => {
  const { session } = await openDemo({ scale: 50, seed: 1 });
  const pages = await readAll(session.compute!);
  await session.close();
  expect(pages.flatMap((page) => page.items).filter(({ kind }) => kind === 'machine')).toHaveLength(100_000);
  expect(Math.max(...pages.map((page) => page.items.length))).toBe(1000);
});

test('an interrupted read goes on behind its last page', async () => {
  const { session } = await openDemo({ scale: 10, seed: 1 });
  const [scope] = await session.compute!.scopes(new AbortController().signal);
  const pages = await pagesOf(session.compute!, scope!);
  const rest = await pagesOf(session.compute!, scope!, pages[1]!.cursor);
  await session.close();
  expect(rest.map((page) => page.items)).toEqual(pages.slice(2).map((page) => page.items));
});

test('most machines of a day are still there a month later', async () => {
  const { session, clock } = await openDemo(small);
  const ids = async () =>
    new Set((await readAll(session.compute!)).flatMap((page) => page.items.flatMap(({ id, kind }) => (kind === 'machine' ? [id] : []))));
  const before = await ids();
  await clock.advance(30 * 86_400_000);
  const after = await ids();
  await session.close();
  const kept = [...before].filter((id) => after.has(id)).length;
  expect(kept).toBeGreaterThan(70);
  expect(kept).toBeLessThan(100);
});
