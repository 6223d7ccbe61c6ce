import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createOperations } from '#core/operations/operations.ts';
import type { Run } from '#shared/model/action.ts';
import { auditQuerySchema } from '#shared/model/audit.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { createFleet, type Fleet, fleetMachines } from '#tests/helpers/fleet.ts';
import { type FleetServer, fleetServer } from '#tests/helpers/fleet-server.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const count = 200;
const script = fileURLToPath(import.meta.resolve('../../helpers/run-until-killed.ts'));

interface Scene {
  home: string;
  /** Compiled code of the child: it starts many times. */
  compiled: string;
  server: FleetServer;
  action: string;
}

function start({ home, compiled, server, action }: Scene): ChildProcess {
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
  const child = spawn(process.execPath, [script, home, server.url, action, String(count)], { stdio: ['ignore', 'pipe', 'inherit'], env });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Lets the run go on for a few calls to the provider, nine at most, and kills it somewhere behind. */
async function workAndKill(scene: Scene): Promise<void> {
  const few = scene.server.calls(1 + Math.floor(Math.random() * 6), 3);
  const child = start(scene);
  const closed = once(child, 'close');
  await Promise.race([few, closed.then(() => Promise.reject(new Error('The run ended by itself')))]);
  await setTimeout(Math.random() * 30);
  child.kill('SIGKILL');
  await closed;
}

async function workToTheEnd(scene: Scene): Promise<void> {
  scene.server.open();
  const child = start(scene);
  const lines: string[] = [];
  child.stdout!.on('data', (data: Buffer) => lines.push(String(data)));
  await once(child, 'close');
  expect(lines.join('')).toContain('ended');
}

/** Every target has one outcome and one record, and nothing was done twice. */
function check(home: string, fleet: Fleet, action: string): Run['counts'] {
  const { store, runs, audit } = createOperations();
  store.open({ folder: join(home, 'operations'), key: testKey });
  onTestFinished(() => store.close());
  const [run, ...others] = runs.list({ offset: 0, limit: 10 }).runs;
  expect(others).toEqual([]);
  expect(run!.endedAt).not.toBeNull();
  const { targets } = runs.targets({ runId: run!.id, offset: 0, limit: count, order: 'index' });
  expect(new Set(targets.map(({ machineId }) => machineId)).size).toBe(count);
  for (const { machineId, outcome } of targets) {
    const times = fleet.effects.get(`${machineId} ${action}`) ?? 0;
    expect(times, machineId).toBeLessThanOrEqual(1);
    if (outcome === 'succeeded') expect(times, machineId).toBe(1);
    else expect(outcome, machineId).toBe('unknown');
  }
  expect(audit.verify()).toMatchObject({ ok: true, broken: null });
  const events = audit.list(auditQuerySchema.parse({ limit: 1_000 })).records;
  const ended = events.filter(({ event }) => event === 'target_ended').map(({ subject, outcome }) => `${subject!.machineId} ${outcome}`);
  expect(ended.sort()).toEqual(targets.map(({ machineId, outcome }) => `${machineId} ${outcome}`).sort());
  for (const event of ['run_started', 'run_ended'] as const) expect(events.filter((one) => one.event === event)).toHaveLength(1);
  return run!.counts;
}

/** `renew`: sent once only, and seen in what the provider says. `reboot`: sent once only, and never to be seen. */
test.each([
  ['renew', 20],
  ['reboot', 4],
])(`a run of ${count} targets does everything once: %s, over %i kills`, { timeout: 240_000 }, async (action, kills) => {
  const fleet = createFleet({ now: Date.now }, fleetMachines(count));
  fleet.slowness = 20;
  const server = await fleetServer(fleet, () => setTimeout(Math.random() * 15));
  onTestFinished(() => server.close());
  const scene: Scene = { home: tempFolder(), compiled: tempFolder(), server, action };
  for (let kill = 0; kill < kills; kill++) await workAndKill(scene);
  await workToTheEnd(scene);
  const counts = check(scene.home, fleet, action);
  expect(counts.succeeded + counts.unknown).toBe(count);
  if (action === 'renew') expect(counts).toMatchObject({ succeeded: count, unknown: 0 });
});
