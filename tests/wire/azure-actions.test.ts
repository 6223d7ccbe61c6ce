import { describe, expect, test } from 'vitest';
import { azure } from '#connectors/azure/index.ts';
import type { ActionSource, Connector, Machine } from '#connectors/sdk.ts';
import { actionWorld, noSignal } from '#tests/helpers/action-world.ts';
import { azureSession, machinesIn, scriptedAzure } from '#tests/helpers/azure.ts';
import type { ScriptedArm } from '#tests/helpers/scripted-arm.ts';
import { vmRecord } from '#tests/helpers/scripted-arm-records.ts';
import { armError } from '#tests/helpers/scripted-arm-reply.ts';
import type { ScriptedReply, ScriptedRequest } from '#tests/helpers/scripted-server.ts';

/**
 * The real engine and the real SDKs over TLS, against the self-authored Resource Manager of `tests/helpers/scripted-arm.ts`.
 * Time is the engine's fake clock; it stands still while a call is on its way.
 */
interface Traffic {
  underWay: number;
}

function counted(actions: ActionSource, traffic: Traffic): ActionSource {
  const count = async <T>(work: Promise<T>): Promise<T> => {
    traffic.underWay += 1;
    try {
      return await work;
    } finally {
      traffic.underWay -= 1;
    }
  };
  return {
    limits: { concurrency: 20, perSecond: 1000 },
    read: (targets, signal) => count(actions.read(targets, signal)),
    plan: (call, signal) => count(actions.plan(call, signal)),
    begin: (call) => count(actions.begin(call)),
    progress: (call) => count(actions.progress(call)),
  };
}

function connectorOf(arm: ScriptedArm, traffic: Traffic): Connector {
  return {
    ...azure,
    async open(context) {
      const settings = { ...context.settings, ...arm.settings };
      const session = await azure.open({ ...context, settings, secret: async (key) => arm.secrets[key] ?? null, http: arm.http });
      return { ...session, actions: counted(session.actions!, traffic) };
    },
  };
}

async function estate(names: readonly string[], power: string) {
  const arm = await scriptedAzure();
  arm.add(...names.map((name) => vmRecord(name, power)));
  const machines: Machine[] = await machinesIn(await azureSession(arm), 'vm');
  const traffic: Traffic = { underWay: 0 };
  const world = await actionWorld({ machines, connectors: () => [connectorOf(arm, traffic)] });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  async function passing<T>(work: Promise<T>): Promise<T> {
    const state = { settled: false };
    const note = () => void (state.settled = true);
    work.then(note, note);
    while (!state.settled) {
      if (traffic.underWay > 0) await turn();
      else await world.clock.advance(250);
    }
    return work;
  }
  const plan = (action: string) =>
    passing(world.engine.plan({ action, targets: machines.map(({ id }) => world.key(id)), input: {} }, noSignal));
  const apply = async (action: string, between = () => {}) => {
    const made = await plan(action);
    between();
    const confirm = made.confirm.kind === 'typed' ? made.confirm.text : '';
    const result = await passing(world.engine.apply({ planId: made.id, confirm, actor: world.context.audit.person() }, noSignal));
    if (!result.started) throw new Error(result.error.message);
    return result.run.id;
  };
  const outcomes = async (runId: string) => Object.fromEntries((await world.targets(runId)).map((target) => [target.name, target]));
  return { arm, world, passing, apply, outcomes, machines };
}

const powerOf = (arm: ScriptedArm, name: string) => arm.resource(`/${name}`)?.properties.instanceView?.statuses.at(-1)?.code;
const named = ({ path }: ScriptedRequest) => /virtualmachines\/([^/?]+)/i.exec(path)?.[1] ?? '';

/** Each name's first change meets a fault; later ones are answered as usual. */
function once(faults: Record<string, (request: ScriptedRequest) => ScriptedReply | null>): ScriptedArm['fault'] {
  const left = new Map(Object.entries(faults));
  return (request) => {
    const name = named(request);
    const fault = request.method === 'POST' ? left.get(name) : undefined;
    if (fault) left.delete(name);
    return fault?.(request) ?? null;
  };
}

describe('a run over Azure (self-authored server, real engine and SDK)', () => {
  test('throttling, a fault, a lost answer, a conflict and a vanished machine: each ends in the right state, none is acted on twice', async () => {
    const names = Array.from({ length: 24 }, (_, n) => `web-${n}`);
    const { arm, world, passing, apply, outcomes } = await estate(names, 'running');
    const carriedOut = (request: ScriptedRequest): ScriptedReply => {
      const path = request.path.replace(/\?.*/, '').replace('/deallocate', '');
      arm.resources.get(path.toLowerCase())!.properties.instanceView = {
        statuses: [{ code: 'ProvisioningState/succeeded' }, { code: 'PowerState/deallocated' }],
      };
      return 'reset';
    };
    const runId = await apply('stop', () => {
      arm.fault = once({
        'web-1': () => armError(429, 'TooManyRequests', 'slow down', { 'retry-after': '3' }),
        'web-2': () => armError(500, 'InternalServerError'),
        'web-3': carriedOut,
        'web-4': () => armError(409, 'Conflict', 'Another operation runs.'),
        'web-5': () => 'reset',
        'web-6': (request) => {
          arm.resources.delete(request.path.replace(/\/deallocate.*/, '').toLowerCase());
          return null;
        },
      });
    });
    await passing(world.engine.ended(runId, noSignal));
    const targets = await outcomes(runId);
    const wrong = Object.values(targets).filter(({ outcome, name }) => outcome !== 'succeeded' && !['web-4', 'web-6'].includes(name));
    expect(wrong).toEqual([]);
    expect(targets['web-4']).toMatchObject({ outcome: 'failed', error: { code: 'conflict' } });
    expect(targets['web-6']).toMatchObject({ outcome: 'failed', error: { code: 'not_found' } });
    const expected: Record<string, string | undefined> = { 'web-4': 'PowerState/running', 'web-6': undefined };
    for (const name of names) expect(powerOf(arm, name), name).toBe(name in expected ? expected[name] : 'PowerState/deallocated');
    const posts = (name: string) => arm.requests.filter((request) => request.method === 'POST' && named(request) === name).length;
    const tries = Object.fromEntries(names.map((name) => [name, posts(name)]));
    expect(tries).toEqual({ ...Object.fromEntries(names.map((name) => [name, 1])), 'web-1': 2, 'web-2': 2, 'web-5': 2 });
    expect(await world.operations.audit.verify()).toMatchObject({ ok: true });
  });

  test('an operation that ends in an error fails its machine alone', async () => {
    const { arm, world, passing, apply, outcomes } = await estate(['a', 'b'], 'deallocated');
    const runId = await apply('start', () => (arm.failNext = { code: 'AllocationFailed', message: 'no capacity' }));
    await passing(world.engine.ended(runId, noSignal));
    const targets = Object.values(await outcomes(runId));
    expect(targets.map(({ outcome }) => outcome).sort()).toEqual(['failed', 'succeeded']);
    expect(targets.find(({ outcome }) => outcome === 'failed')!.error).toMatchObject({ message: expect.stringContaining('no room') });
  });

  test('a console that ends in the middle goes on with the operations by their address', async () => {
    const names = Array.from({ length: 6 }, (_, n) => `db-${n}`);
    const { arm, world, passing, apply, outcomes } = await estate(names, 'deallocated');
    arm.polls = 3;
    const runId = await apply('start');
    const posts = () => arm.requests.filter(({ method, path }) => method === 'POST' && path.includes('/start')).length;
    while (posts() < names.length) await passing(world.clock.advance(250));
    await passing(world.engine.stop());
    expect(names.filter((name) => powerOf(arm, name) === 'PowerState/running')).toEqual([]);
    const next = world.restart();
    await passing(next.engine.resumeAll());
    await passing(next.engine.ended(runId, noSignal));
    expect(Object.values(await outcomes(runId)).map(({ outcome }) => outcome)).toEqual(names.map(() => 'succeeded'));
    expect(names.map((name) => powerOf(arm, name))).toEqual(names.map(() => 'PowerState/running'));
    expect(posts()).toBe(names.length);
  });
});
