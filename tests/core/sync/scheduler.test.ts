import { expect, onTestFinished, test } from 'vitest';
import { appError } from '#shared/errors/app-error.ts';
import { fakeClock, until } from '#tests/helpers/fake-clock.ts';
import { type FakeProvider, fakeProvider } from '#tests/helpers/fake-provider.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { type TestCore, testCore } from '#tests/helpers/test-core.ts';

const opens = ({ asked }: FakeProvider) => asked.filter((name) => name === 'open').length;

/** A core that refreshes by itself, with one connection that was read once. */
async function scheduled(fake = fakeProvider(), home = tempFolder()) {
  const running = await testCore([fake.connector], { schedule: true, home });
  await running.client.connections.add({ kind: 'fake', name: 'One', settings: {} });
  await until(() => running.ended().length === 1);
  return { ...running, fake };
}

/** Whether the scheduler naps and no job runs. */
function quiet({ clock, events }: TestCore): boolean {
  const running = new Set<string>();
  for (const event of events) {
    if (event.type !== 'progress') continue;
    if (event.job.endedAt === null) running.add(event.job.id);
    else running.delete(event.job.id);
  }
  // Longer sleeps are those of schedules.
  return running.size === 0 && clock.sleeping().some((ms) => ms <= 60_000);
}

async function pass(core: TestCore, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 60_000) {
    await until(() => quiet(core));
    await core.clock.advance(Math.min(left, 60_000));
  }
  await until(() => quiet(core));
}

/** A start with something cached leaves the processor to the first screen for 3 s before it refreshes. */
async function settled({ clock }: TestCore): Promise<void> {
  await until(() => clock.sleeping()[0] === 3_000);
  await clock.advance(3_000);
}

test('refreshes past the age limit and not before', async () => {
  const running = await scheduled();
  await pass(running, 590_000);
  expect(opens(running.fake)).toBe(1);
  await pass(running, 70_000);
  await until(() => running.ended().length === 2);
  expect(opens(running.fake)).toBe(2);
});

test('pauses while offline and refreshes at once when the network is back', async () => {
  const running = await scheduled();
  running.connectivity.set({ online: false });
  await pass(running, 3_600_000);
  expect(opens(running.fake)).toBe(1);
  running.connectivity.set({ online: true });
  await until(() => running.ended().length === 2);
  expect(running.events).toContainEqual({ type: 'connectivity', online: false });
});

test('pauses while the machine sleeps', async () => {
  const running = await scheduled();
  running.connectivity.set({ suspended: true });
  await pass(running, 1_200_000);
  expect(opens(running.fake)).toBe(1);
  running.connectivity.set({ suspended: false });
  await until(() => running.ended().length === 2);
});

test('tries again what failed for want of a network as soon as there is one', async () => {
  const running = await scheduled();
  running.fake.failures = { 'machines west': [appError('offline')] };
  running.connectivity.set({ online: false });
  await running.endOf(await running.client.sync.run({}));
  running.fake.asked.length = 0;
  running.connectivity.set({ online: true });
  await until(() => running.ended().length === 3);
  expect(running.fake.asked).toEqual(['open', 'machines west', 'close']);
});

test('reads again only the scope that failed, ever later', async () => {
  const running = await scheduled();
  running.fake.failures = { 'machines west': Array.from({ length: 99 }, () => appError('rate_limited', 'Slow', { retryAfterMs: 61_000 })) };
  await running.endOf(await running.client.sync.run({}));
  running.fake.asked.length = 0;
  await pass(running, 300_000);
  const tries = running.fake.asked.filter((name) => name === 'machines west').length;
  expect(running.fake.asked).not.toContain('machines east');
  expect(tries).toBeGreaterThan(1);
  expect(tries).toBeLessThan(5);
});

test('tries again after unlocking what wanted a sign-in, and not before', async () => {
  const fake = fakeProvider();
  fake.failures = { open: [appError('auth_required', 'The vault is locked')] };
  const running = await scheduled(fake);
  await pass(running, 3_600_000);
  expect(opens(fake)).toBe(1);
  await running.client.vault.unlock({});
  await until(() => running.ended().length === 2);
  expect(running.ended()[1]).toMatchObject({ state: 'succeeded', rows: 4 });
});

test('does nothing by itself when refreshing is switched off', async () => {
  const running = await scheduled();
  await running.client.settings.set({ autoSync: false });
  await pass(running, 1_200_000);
  expect(opens(running.fake)).toBe(1);
});

test('takes up an interrupted sync at the next start, behind the last stored page', async () => {
  const home = tempFolder();
  const fake = Object.assign(fakeProvider(), { resumable: true, regions: ['east'] });
  let reached = false;
  fake.beforePage = (name, signal) => {
    if (name !== 'machines east 1') return Promise.resolve();
    reached = true;
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  };
  const first = await testCore([fake.connector], { schedule: true, home });
  await first.client.connections.add({ kind: 'fake', name: 'One', settings: {} });
  await until(() => reached);
  await first.core.close();
  fake.beforePage = () => Promise.resolve();
  fake.asked.length = 0;

  const second = await testCore([fake.connector], { schedule: true, home });
  await settled(second);
  await until(() => second.ended().length === 1);
  expect(fake.asked).toEqual(['open', 'machines east @1', 'close']);
  expect((await second.client.compute.query({})).rows.map(({ name }) => name)).toEqual(['east-1', 'east-2']);
  const jobs = (await second.client.jobs.list({})).filter(({ kind }) => kind === 'sync');
  expect(jobs.map(({ state }) => state).sort()).toEqual(['interrupted', 'succeeded']);
});

test('takes up an interrupted refresh of data that is still fresh', async () => {
  const home = tempFolder();
  const fake = fakeProvider({ capabilities: ['costs'] });
  const first = await scheduled(fake, home);
  let reached = false;
  fake.beforePage = (name) => {
    reached ||= name === 'costs 1';
    return name === 'costs 1' ? new Promise(() => undefined) : Promise.resolve();
  };
  await first.client.sync.run({ force: true });
  await until(() => reached);
  await first.core.close();
  fake.beforePage = () => Promise.resolve();
  fake.asked.length = 0;

  const second = await testCore([fake.connector], { schedule: true, home });
  await settled(second);
  await until(() => second.ended().length === 1);
  expect(fake.asked).toEqual(['open', 'costs', 'close']);
  expect((await second.client.costs.inventory({})).rows).toBe(2);
});

test('leaves the chores of a home to the process that has them', async () => {
  const fake = fakeProvider();
  const home = tempFolder();
  const clock = fakeClock();
  const other = await otherProcess(home);
  const running = await testCore([fake.connector], { schedule: true, home, clock });
  await clock.advance(120_000);
  await running.client.settings.set({ autoSync: true });
  expect(fake.asked).toEqual([]);
  other.release();
});

/** Holds the chores of a home as another living process would: our parent is one. */
async function otherProcess(home: string): Promise<{ release(): void }> {
  const { rmSync, writeFileSync } = await import('node:fs');
  const path = `${home}/chores.pid`;
  writeFileSync(path, String(process.ppid));
  const release = () => rmSync(path, { force: true });
  onTestFinished(release);
  return { release };
}
