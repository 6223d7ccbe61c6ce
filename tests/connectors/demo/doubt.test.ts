import { expect, test } from 'vitest';
import type { ActionInput, Machine, Session } from '#connectors/sdk.ts';
import { openDemo, readAll, small } from './open-demo.ts';

const signal = new AbortController().signal;

async function running(session: Session): Promise<Machine> {
  const machines = (await readAll(session.compute!)).flatMap((page) => page.items);
  return machines.find((one) => one.kind === 'machine' && one.state === 'running')!;
}

async function callOf(session: Session, action: string, target: Machine, input: ActionInput = {}) {
  const { steps } = await session.actions!.plan({ action, target, input }, signal);
  return { action, target, input, step: steps[0]!, token: 't', signal };
}

/** How a call is judged whose answer was lost, after another one was carried out. */
async function judged(connectionId: string, first: [string, ActionInput?], second: [string, ActionInput?]): Promise<string> {
  const { session } = await openDemo(small, undefined, connectionId);
  const target = await running(session);
  await session.actions!.begin(await callOf(session, first[0], target, first[1]));
  const call = await callOf(session, second[0], target, second[1]);
  const [fresh = null] = await session.actions!.read([target], signal);
  return (await session.actions!.progress({ ...call, operation: null, accepted: false, fresh, before: target })).state;
}

test.each([
  ['a stop after new tags has not begun', ['tag', { set: 'a=b' }], ['stop'], 'not_begun'],
  ['tags after a restart have not begun', ['reboot'], ['tag', { set: 'a=b' }], 'not_begun'],
  ['a stop that arrived is under way', ['stop'], ['stop'], 'running'],
  ['a restart after another cannot be told', ['reboot'], ['reboot'], 'unknown'],
] satisfies [string, [string, ActionInput?], [string, ActionInput?], string][])('in doubt, %s', async (name, first, second, state) => {
  expect(await judged(`doubt ${name}`, first, second)).toBe(state);
});
