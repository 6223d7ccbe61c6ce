import { onTestFinished } from 'vitest';
import { azure } from '#connectors/azure/index.ts';
import type {
  ActionInput,
  ConnectionSettings,
  Machine,
  ProgressCall,
  Session,
  StepAccepted,
  StepCall,
  StepProgress,
} from '#connectors/sdk.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { type ScriptedArm, startScriptedArm } from './scripted-arm.ts';
import { silentLogger } from './vaults.ts';

export const never = new AbortController().signal;

/** The scripted Azure; ended with the test. */
export async function scriptedAzure(): Promise<ScriptedArm> {
  const world = await startScriptedArm();
  onTestFinished(() => world.close());
  return world;
}

interface Opening {
  settings?: ConnectionSettings;
  secrets?: Record<string, string>;
  clock?: FakeClock;
  connectionId?: string;
}

/** A session of the connector against the scripted Azure. */
export function azureSession(world: ScriptedArm, { settings, secrets, clock, connectionId = 'c1' }: Opening = {}): Promise<Session> {
  const vault: Record<string, string> = secrets ?? world.secrets;
  return azure.open({
    connectionId,
    settings: { ...world.settings, ...settings },
    secret: async (key) => vault[key] ?? null,
    signal: never,
    log: silentLogger,
    clock: clock ?? fakeClock(),
    http: world.http,
  });
}

/** Machines of one scope, e.g. `vm`. */
export async function machinesIn(session: Session, part: string): Promise<Machine[]> {
  const source = session.compute!;
  const scope = (await source.scopes(never)).find(({ id }) => id.endsWith(`/${part}`))!;
  const machines: Machine[] = [];
  for await (const { items } of source.read({ scope, signal: never, cursor: null })) machines.push(...items);
  return machines;
}

/** The first machine of a scope, or the one of that name. */
export async function firstIn(world: ScriptedArm, part: string, name?: string): Promise<Machine> {
  const machines = await machinesIn(await azureSession(world), part);
  return machines.find((machine) => name === undefined || machine.name === name)!;
}

/** Power state that the scripted Azure has of a machine. */
export function powerIn(world: ScriptedArm, name: string): string | undefined {
  return world.resource(`/${name}`)?.properties.instanceView?.statuses.at(-1)?.code;
}

/** What is needed to carry out an action's steps one by one. */
export interface Act {
  action: string;
  target: Machine;
  input?: ActionInput;
}

export async function planOf(session: Session, { action, target, input = {} }: Act) {
  return session.actions!.plan({ action, target, input }, never);
}

export function stepCall({ action, target, input = {} }: Act, step: StepCall['step']): StepCall {
  return { action, target, input, step, token: 't', signal: never };
}

export function progressCall(call: StepCall, accepted: StepAccepted | null, fresh: Machine | null): ProgressCall {
  return { ...call, operation: accepted?.operation ?? null, accepted: accepted !== null, fresh, before: call.target };
}

async function settle(open: () => Promise<Session>, call: StepCall, accepted: StepAccepted): Promise<StepProgress[]> {
  const seen: StepProgress[] = [];
  do {
    const session = await open();
    const [fresh = null] = await session.actions!.read([call.target], never);
    seen.push(await session.actions!.progress(progressCall(call, accepted, fresh)));
  } while (seen.at(-1)!.state === 'running' && seen.length < 10);
  return seen;
}

/** Plans an action and carries it out, each look at an operation in a session of its own, as after a restart. */
export async function carryOut(world: ScriptedArm, act: Act): Promise<{ step: string; accepted: StepAccepted; seen: StepProgress[] }[]> {
  const open = () => azureSession(world);
  const { steps } = await planOf(await open(), act);
  const done = [];
  for (const step of steps) {
    const call = stepCall(act, step);
    const accepted = await (await open()).actions!.begin(call);
    done.push({ step: step.id, accepted, seen: await settle(open, call, accepted) });
  }
  return done;
}
