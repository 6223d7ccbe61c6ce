import { expect, test } from 'vitest';
import { type Opened, openDemo, readAll, small } from './open-demo.ts';

const signal = new AbortController().signal;

async function machines({ session }: Opened) {
  return (await readAll(session.compute!)).flatMap((page) => page.items);
}
async function stateOf(opened: Opened, id: string) {
  return (await machines(opened)).find((machine) => machine.id === id)!.state;
}

test('a stopped machine is stopping, then stopped, and starts again', async () => {
  const opened = await openDemo(small, undefined, 'control-1');
  const { id } = (await machines(opened)).find((machine) => machine.state === 'running')!;
  expect(await opened.session.control!.stop([id], signal)).toEqual([{ id, state: 'stopping', error: null }]);
  expect(await stateOf(opened, id)).toBe('stopping');
  await opened.clock.advance(20_000);
  expect(await stateOf(opened, id)).toBe('stopped');
  await opened.session.control!.start([id], signal);
  expect(await stateOf(opened, id)).toBe('starting');
  await opened.clock.advance(20_000);
  expect(await stateOf(opened, id)).toBe('running');
});

test('another session of the connection sees the change, another connection does not', async () => {
  const first = await openDemo(small, undefined, 'control-2');
  const { id } = (await machines(first)).find((machine) => machine.state === 'running')!;
  await first.session.control!.stop([id], signal);
  await first.session.close();
  await first.clock.advance(20_000);
  expect(await stateOf(await openDemo(small, first.clock, 'control-2'), id)).toBe('stopped');
  expect(await stateOf(await openDemo(small, first.clock, 'control-3'), id)).toBe('running');
});

test('what cannot be done is refused machine by machine', async () => {
  const opened = await openDemo({ scale: 1, seed: 1 }, undefined, 'control-4');
  const all = await machines(opened);
  const gone = all.find((machine) => machine.state === 'terminated')!;
  const stopped = all.find((machine) => machine.state === 'stopped')!;
  const changes = await opened.session.control!.start([gone.id, 'i-unknown', stopped.id], signal);
  expect(changes.map((change) => change.error?.code ?? change.state)).toEqual(['conflict', 'not_found', 'starting']);
});

test('a failing account refuses, the others do not', async () => {
  const opened = await openDemo({ ...small, fail: 'expired', failScope: 'shop-dev' }, undefined, 'control-5');
  const healthy = await openDemo(small, undefined, 'control-6');
  const running = (await machines(healthy)).filter((machine) => machine.state === 'running');
  const one = running.find((machine) => machine.accountName === 'shop-dev')!;
  const other = running.find((machine) => machine.accountName !== 'shop-dev')!;
  const changes = await opened.session.control!.stop([one.id, other.id], signal);
  expect(changes.map((change) => change.error?.code ?? change.state)).toEqual(['auth_required', 'stopping']);
});
