import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Plan, Run } from '#shared/model/action.ts';
import { cleanEnv, cliHere, entry } from '#tests/helpers/cli.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

/** Two signals closer together than this count as one press. */
const betweenPressesMs = 300;

async function homeWithPlan(): Promise<{ home: string; planId: string }> {
  const home = tempFolder();
  const run = (...argv: string[]) => cliHere([...argv, '--json', '--home', home]);
  await run('connections', 'add', 'demo', '--set', 'scale=0.05');
  await run('sync', '--data-set', 'machines');
  const plan = await run(
    'compute',
    'plan',
    'stop',
    '--where',
    'state=running',
    '--where',
    'kind=machine',
    '--where',
    'environment=staging',
  );
  return { home, planId: plan.json<Plan>().id };
}

test('two presses of Ctrl-C end the process; the run is left for `actions resume`', async () => {
  const { home, planId } = await homeWithPlan();
  const child = spawn(process.execPath, [entry, 'compute', 'apply', planId, '--home', home], {
    env: cleanEnv({}),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  const told = async (what: RegExp) => {
    while (!what.test(said)) await once(child.stderr, 'data');
  };
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const closed = once(child, 'close') as Promise<[number | null]>;
  await told(/run run-/);
  child.kill('SIGINT');
  await told(/Cancelling/);
  await setTimeout(betweenPressesMs);
  child.kill('SIGINT');
  const [exit] = await closed;
  const runId = /run (run-\S+)/.exec(said)![1]!;
  expect(exit).toBe(1);
  expect(said).toContain(`actions resume ${runId}`);
  const shown = await cliHere(['actions', 'show', runId, '--json', '--home', home]);
  expect(shown.json<{ run: Run }>().run).toMatchObject({ id: runId, state: 'interrupted', endedAt: null });
  expect((await cliHere(['audit', 'verify', '--json', '--home', home])).json()).toMatchObject({ ok: true });
});
