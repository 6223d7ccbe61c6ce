import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasEnded } from '#core/actions/run-counts.ts';
import { actionWorld } from '#tests/helpers/action-world.ts';
import { fleetMachines } from '#tests/helpers/fleet.ts';
import type { Fault } from '#tests/helpers/fleet-link.ts';
import { operationsHere } from '#tests/helpers/operations.ts';

const faults: Fault[] = ['throttle', 'done_and_lost', 'lost', 'done_and_500', '500', 'expired', 'vanish', 'forbidden', 'hang', 'bug'];
const readFaults: Fault[] = ['throttle', '500', 'lost', 'expired'];
const fault = fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 3, arbitrary: fc.constantFrom(...faults) });

const scenario = fc.record({
  action: fc.constantFrom('renew', 'reboot', 'stop', 'terminate', 'resize'),
  calls: fc.array(fault, { maxLength: 30 }),
  reads: fc.array(fc.option(fc.constantFrom(...readFaults)), { maxLength: 10 }),
  slowness: fc.constantFrom(0, 800, 4_000, 20_000),
  /** Journal records until the process dies, a minute at most; none: it lives. */
  life: fc.option(fc.integer({ min: 1, max: 40 })),
  cancelAfter: fc.option(fc.integer({ min: 0, max: 8_000 })),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

const once = new Set(['renew', 'reboot']);

/** The store as a process has it that dies after `life` journal records. */
function mortal(operations: ReturnType<typeof operationsHere>, life: number | null) {
  let left = life ?? Number.POSITIVE_INFINITY;
  const guard = <T extends object>(group: T): T =>
    new Proxy(group, {
      get(target, name) {
        return (...args: unknown[]) => {
          if (name === 'record') left -= 1;
          // Dead for what it asks, whatever it is.
          return left < 0 ? new Promise(() => {}) : (Reflect.get(target, name) as (...given: unknown[]) => unknown)(...args);
        };
      },
    });
  const api = { ...operations, runs: guard(operations.runs), audit: guard(operations.audit) } as typeof operations;
  return { api, kill: () => void (left = -1) };
}

async function play({ action, calls, reads, slowness, life, cancelAfter }: Scenario) {
  const operations = operationsHere();
  const process = mortal(operations, life);
  const world = await actionWorld({ machines: fleetMachines(4), operations: process.api });
  world.fleet.slowness = slowness;
  const script = [...calls];
  world.link.anyFault = () => script.shift() ?? null;
  const runId = await world.begin(action, undefined, action === 'resize' ? { type: 'big' } : {});
  world.link.readFaults = reads.flatMap((one) => one ?? []);
  if (cancelAfter !== null) {
    await world.clock.advance(cancelAfter);
    void world.engine.cancel(runId).catch(() => undefined);
  }
  await world.clock.advance(life === null ? 3_600_000 : 60_000);
  if (life !== null) process.kill();
  const next = life === null ? world : world.restart(operations);
  await next.engine.resumeAll();
  await next.ended(runId);
  return { next, runId };
}

test('whatever fails and whenever the process dies, a target is acted on once and has one outcome', { timeout: 120_000 }, async () => {
  const property = fc.asyncProperty(scenario, async (one) => {
    const { next, runId } = await play(one);
    const targets = await next.targets(runId);
    expect(targets).toHaveLength(4);
    expect(targets.every(hasEnded)).toBe(true);
    for (const [name, times] of next.fleet.effects) if (once.has(name.split(' ')[1]!)) expect(times, name).toBe(1);
    for (const { machineId, outcome } of targets) {
      if (outcome === 'cancelled' || outcome === 'refused')
        expect([...next.fleet.effects.keys()].filter((name) => name.startsWith(machineId))).toEqual([]);
      if (outcome === 'succeeded' && once.has(one.action)) expect(next.fleet.effects.get(`${machineId} ${one.action}`)).toBe(1);
    }
    const ends = (await next.audit(runId)).filter(({ event }) => event === 'target_ended').map(({ subject }) => subject!.machineId);
    expect(ends.sort()).toEqual(['m-0', 'm-1', 'm-2', 'm-3']);
    expect((await next.audit(runId)).filter(({ event }) => event === 'run_ended')).toHaveLength(1);
    expect(await next.operations.audit.verify()).toMatchObject({ ok: true });
  });
  await fc.assert(property, { numRuns: 80, timeout: 10_000 });
});
