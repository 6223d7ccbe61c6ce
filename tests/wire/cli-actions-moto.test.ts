import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Plan, Run, RunTarget } from '#shared/model/action.ts';
import type { MachineQueryResult } from '#shared/model/machine.ts';
import { cleanEnv, cli, entry } from '#tests/helpers/cli.ts';
import { type FaultProxy, faultProxy } from '#tests/helpers/fault-proxy.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { runInstances } from './aws-estate.ts';

const estate: Record<string, number> = { 'us-east-1': 80, 'eu-west-1': 70, 'eu-central-1': 50 };
const total = 200;
const minutes = 4 * 60_000;
const env = { AETHERIUM_VAULT: 'passphrase', AETHERIUM_PASSPHRASE: 'correct horse battery', S: 'wJalrXUtnFEMI-planted-secret' };

interface Ended {
  run: Run;
  targets: RunTarget[];
}

/** One story, told in order, each command a process of its own; the machines are production, so its name is asked for. */
describe.skipIf(!hasMoto)(
  `200 instances from the command line and moto${hasMoto ? '' : ' (skipped: no moto beside the repository)'}`,
  () => {
    let moto: Moto;
    let proxy: FaultProxy;
    let closeProxy: (() => Promise<void>) | undefined;
    let home: string;
    const run = (...args: string[]) => cli([...args, '--home', home, '--json'], { env });
    const sent = (action: string) => {
      const calls = proxy.seen.filter((one) => one.action === action && !one.body.includes('DryRun=true'));
      return Map.groupBy(
        calls,
        ({ body }) => new URLSearchParams(body).get('InstanceId.1') ?? new URLSearchParams(body).get('InstanceId') ?? '',
      );
    };
    const plan = async (action: string, ...more: string[]): Promise<Plan> => {
      const planned = await run('compute', 'plan', action, '--where', 'kind=machine', ...more);
      expect(planned).toMatchObject({ exit: 0 });
      return planned.json<Plan>();
    };
    const carryOut = async (action: string, ...more: string[]): Promise<Ended> => {
      const { id, confirm, counts } = await plan(action, ...more);
      expect(counts.act).toBe(total);
      const applied = await run('compute', 'apply', id, '--confirm', confirm.kind === 'typed' ? confirm.text : '');
      expect(applied).toMatchObject({ exit: 0 });
      return applied.json<Ended>();
    };
    const statesNow = async () => {
      const { rows } = (await run('compute', 'list', '--kind', 'machine')).json<MachineQueryResult>();
      return new Set(rows.map(({ state }) => state));
    };

    beforeAll(async () => {
      home = mkdtempSync(join(tmpdir(), 'aetherium-'));
      moto = await startMoto();
      await Promise.all(Object.entries(estate).map(([region, count]) => runInstances(moto, region, count)));
      proxy = await faultProxy(moto.url, (close) => void (closeProxy = close));
      const settings = {
        endpoint: proxy.url,
        accessKeyId: 'x',
        regions: Object.keys(estate).join(','),
        costs: 'false',
        readEcs: 'false',
        readAutoScaling: 'false',
        readUnattached: 'false',
      };
      const set = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
      expect(await run('connections', 'add', 'aws', '--name', 'm', ...set, '--secret-env', 'secretAccessKey=S')).toMatchObject({ exit: 0 });
      expect(await run('sync')).toMatchObject({ exit: 0 });
    }, minutes);
    afterAll(async () => {
      await closeProxy?.();
      await moto?.kill();
      rmSync(home, { recursive: true, force: true });
    });

    test(
      'a plan names every target and asks for the name of the environment; another word changes nothing',
      async () => {
        const { id, confirm, targets } = await plan('stop');
        expect(confirm).toMatchObject({ kind: 'typed', text: 'production' });
        expect(targets).toHaveLength(total);
        expect(targets.every(({ dryRun, steps }) => dryRun === 'passed' && steps[0]!.operation === 'ec2:StopInstances')).toBe(true);
        const refused = await run('compute', 'apply', id, '--confirm', 'yes');
        expect(refused).toMatchObject({ exit: 1 });
        expect(refused.json()).toMatchObject({ error: { code: 'invalid_input' } });
        expect(sent('StopInstances').size).toBe(0);
      },
      minutes,
    );

    test(
      'stop: the process is killed in the middle; resumed, every target has one outcome and none was stopped twice',
      async () => {
        const { id } = await plan('stop');
        const child = spawn(process.execPath, [entry, 'compute', 'apply', id, '--confirm', 'production', '--home', home], {
          env: cleanEnv(env),
          stdio: 'ignore',
        });
        const killed = once(child, 'exit');
        const before = proxy.rule;
        proxy.rule = (request) => {
          if (sent('StopInstances').size >= 60) child.kill('SIGKILL');
          return before(request);
        };
        await killed;
        proxy.rule = before;
        const [left] = (await run('actions', 'list')).json<{ runs: Run[] }>().runs;
        expect(left!.state).toBe('interrupted');
        const resumed = await run('actions', 'resume', left!.id);
        expect(resumed).toMatchObject({ exit: 0 });
        const { targets } = resumed.json<Ended>();
        expect(targets.map(({ outcome }) => outcome)).toEqual(Array(total).fill('succeeded'));
        expect([...sent('StopInstances').values()].map((calls) => calls.length)).toEqual(Array(total).fill(1));
        expect(await statesNow()).toEqual(new Set(['stopped']));
      },
      minutes,
    );

    test(
      'start, reboot and resize',
      async () => {
        expect((await carryOut('start')).run.counts.succeeded).toBe(total);
        expect(await statesNow()).toEqual(new Set(['running']));
        expect((await carryOut('reboot')).run.counts.succeeded).toBe(total);
        expect((await carryOut('resize', '--set', 'type=m5.xlarge')).run.counts.succeeded).toBe(total);
        const { rows } = (await run('compute', 'list', '--kind', 'machine')).json<MachineQueryResult>();
        expect(rows.every(({ type, state }) => type === 'm5.xlarge' && state === 'running')).toBe(true);
      },
      2 * minutes,
    );

    test(
      'terminate asks for its words; a plan made before is out of date afterwards',
      async () => {
        const early = await plan('stop');
        const { run: ended } = await carryOut('terminate');
        expect(ended).toMatchObject({ effect: 'destroy', state: 'succeeded' });
        expect([...sent('TerminateInstances').values()].map((calls) => calls.length)).toEqual(Array(total).fill(1));
        const late = await run('compute', 'apply', early.id, '--confirm', 'production');
        expect(late).toMatchObject({ exit: 1 });
        expect(late.json()).toMatchObject({ error: { code: 'conflict' } });
      },
      minutes,
    );

    test('the audit chain verifies and can be exported', async () => {
      const verified = await run('audit', 'verify');
      expect(verified).toMatchObject({ exit: 0 });
      expect(verified.json()).toMatchObject({ ok: true });
      const file = join(home, 'audit.jsonl');
      expect((await run('audit', 'export', file)).json<{ records: number }>().records).toBeGreaterThan(5 * total);
    });
  },
);
