import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenedCore, openCore } from '#host/cli/open-core.ts';
import { headlessShell } from '#host/server/headless-shell.ts';
import type { ActionInput, Run, RunTarget } from '#shared/model/action.ts';
import { type Fault, type FaultProxy, faultProxy, type SeenRequest } from '#tests/helpers/fault-proxy.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { runInstances } from './aws-estate.ts';

const estate: Record<string, number> = { 'us-east-1': 80, 'eu-west-1': 70, 'eu-central-1': 50 };
const total = 200;
const minute = 60_000;
/** An environment that asks for no typed name. */
const staging = {
  TagSpecifications: [
    {
      ResourceType: 'instance' as const,
      Tags: [
        { Key: 'Name', Value: 'batch' },
        { Key: 'Env', Value: 'staging' },
      ],
    },
  ],
};

function ec2Error(status: number, code: string): Fault {
  const body = `<?xml version="1.0"?><Response><Errors><Error><Code>${code}</Code><Message>${code}</Message></Error></Errors><RequestID>r-fault</RequestID></Response>`;
  return { kind: 'reply', status, headers: { 'content-type': 'text/xml' }, body };
}

const instanceOf = ({ body }: SeenRequest) =>
  new URLSearchParams(body).get('InstanceId.1') ?? new URLSearchParams(body).get('InstanceId') ?? '';
const isDryRun = ({ body }: SeenRequest) => new URLSearchParams(body).get('DryRun') === 'true';

/** One story on 200 instances of three regions, told in order, with a different trouble in each chapter. */
describe.skipIf(!hasMoto)(
  `200 instances through the actions engine and moto${hasMoto ? '' : ' (skipped: no moto beside the repository)'}`,
  () => {
    let moto: Moto;
    let proxy: FaultProxy;
    let home: string;
    let closeProxy: (() => Promise<void>) | undefined;
    let opened: OpenedCore;
    /** How often moto itself got a call about an instance, by action. */
    let carried: Map<string, number>;

    /** Breaks calls of one action on the instances that `choose` picks, each once; what passes is counted. */
    const faults = (action: string, choose: (order: number, id: string) => Fault | null) => {
      const met = new Map<string, number>();
      carried = new Map();
      proxy.rule = (request) => {
        if (request.action !== action || isDryRun(request)) return null;
        const id = instanceOf(request);
        const fresh = !met.has(id);
        if (fresh) met.set(id, met.size);
        const fault = fresh ? choose(met.get(id)!, id) : null;
        if (fault?.kind !== 'reply') carried.set(id, (carried.get(id) ?? 0) + 1);
        return fault;
      };
    };
    const calm = () => faults('', () => null);

    const states = async () => {
      const found = new Map<string, { state: string; type: string }>();
      for (const region of Object.keys(estate)) {
        const client = new EC2Client({ endpoint: moto.url, region, credentials: { accessKeyId: 'x', secretAccessKey: 'S' } });
        const { Reservations = [] } = await client.send(new DescribeInstancesCommand({ MaxResults: 1000 }));
        for (const { Instances = [] } of Reservations)
          for (const { InstanceId, State, InstanceType } of Instances) found.set(InstanceId!, { state: State!.Name!, type: InstanceType! });
        client.destroy();
      }
      return found;
    };

    const ended = async (runId: string): Promise<{ run: Run; targets: RunTarget[] }> =>
      new Promise((resolve, reject) => {
        const look = async () => {
          const found = await opened.client.actions.run({ runId, limit: 2000 });
          if (found.run.endedAt !== null) resolve(found);
        };
        const unfollow = opened.core.onEvent((event) => {
          if (event.type === 'changed' && event.tables.includes('runs')) look().catch(reject);
        });
        void unfollow;
        look().catch(reject);
      });

    const carryOut = async (action: string, input: ActionInput = {}) => {
      const plan = await opened.client.actions.plan({
        action,
        targets: { selection: { where: [{ column: 'kind', values: ['machine'] }] } },
        input,
      });
      const confirm = plan.confirm.kind === 'typed' ? plan.confirm.text : '';
      const applied = await opened.client.actions.apply({ planId: plan.id, confirm });
      if (!applied.started) throw new Error(applied.error.message);
      return { plan, ...(await ended(applied.run.id)) };
    };

    const tally = (targets: RunTarget[]) =>
      Object.fromEntries([...Map.groupBy(targets, ({ outcome }) => outcome)].map(([name, list]) => [name, list.length]));

    beforeAll(async () => {
      home = mkdtempSync(join(tmpdir(), 'aetherium-'));
      moto = await startMoto();
      await Promise.all(Object.entries(estate).map(([region, count]) => runInstances(moto, region, count, staging)));
      proxy = await faultProxy(moto.url, (close) => void (closeProxy = close));
      calm();
      const io = {
        version: '0',
        rendererDir: '',
        env: { AETHERIUM_VAULT: 'memory' },
        cwd: home,
        signal: new AbortController().signal,
        insist: new AbortController().signal,
        stdin: process.stdin,
        out: async () => {},
        err: async () => {},
      };
      opened = await openCore(io, { home, shell: headlessShell(home) });
      const { client } = opened;
      for (const { id } of await client.connections.list({})) await client.connections.remove({ connectionId: id, forgetData: true });
      const settings = {
        auth: 'keys',
        accessKeyId: 'x',
        endpoint: proxy.url,
        regions: Object.keys(estate).join(','),
        costs: false,
        readEcs: false,
        readAutoScaling: false,
        readUnattached: false,
      };
      const { id } = await client.connections.add({ kind: 'aws', name: 'moto', settings, secrets: { secretAccessKey: 'S' } });
      await new Promise<void>((resolve) => {
        opened.core.onEvent((event) => {
          if (event.type === 'progress' && event.job.connectionId === id && event.job.endedAt !== null) resolve();
        });
        void client.sync.run({ connectionId: id, dataSet: 'machines', force: true });
      });
      const { total: cached } = await client.compute.query({ where: [{ column: 'kind', values: ['machine'] }], limit: 1 });
      expect(cached).toBe(total);
    }, 3 * minute);

    afterAll(async () => {
      await opened?.close();
      await closeProxy?.();
      await moto?.kill();
      rmSync(home, { recursive: true, force: true });
    });

    test(
      'stop: throttled, broken, lost on the way back and vanished; each ends right, none is stopped twice',
      async () => {
        let vanished = '';
        faults('StopInstances', (order, id) => {
          if (order < 10) return ec2Error(503, 'RequestLimitExceeded');
          if (order < 15) return ec2Error(500, 'InternalError');
          if (order < 20) return { kind: 'lose' };
          if (order === 20) {
            vanished = id;
            return ec2Error(400, 'InvalidInstanceID.NotFound');
          }
          return null;
        });
        const { targets, run } = await carryOut('stop');
        expect(tally(targets)).toEqual({ succeeded: total - 1, failed: 1 });
        expect(run.state).toBe('partial');
        expect(targets.find(({ outcome }) => outcome === 'failed')).toMatchObject({ machineId: vanished, error: { code: 'not_found' } });
        const now = await states();
        for (const { machineId } of targets) if (machineId !== vanished) expect(now.get(machineId)!.state).toBe('stopped');
        expect(Math.max(...carried.values())).toBe(1);
        // What failed is done alone.
        calm();
        const retry = await opened.client.actions.retry({ runId: run.id });
        expect(retry.targets.map(({ machineId }) => machineId)).toEqual([vanished]);
        const applied = await opened.client.actions.apply({ planId: retry.id });
        if (!applied.started) throw new Error(applied.error.message);
        expect((await ended(applied.run.id)).run.state).toBe('succeeded');
      },
      3 * minute,
    );

    test(
      'start: the token expires half-way; what was not begun is left alone and the retry finishes it',
      async () => {
        faults('StartInstances', (order) => (order >= 60 ? ec2Error(400, 'ExpiredToken') : null));
        const { targets, run } = await carryOut('start');
        const failed = targets.filter(({ outcome }) => outcome === 'failed');
        expect(failed.length).toBeGreaterThan(100);
        expect(failed.every(({ error }) => error?.code === 'auth_required')).toBe(true);
        const before = await states();
        for (const { machineId } of failed) expect(before.get(machineId)!.state).toBe('stopped');
        calm();
        const retry = await opened.client.actions.retry({ runId: run.id });
        expect(retry.counts.act).toBe(failed.length);
        const applied = await opened.client.actions.apply({ planId: retry.id });
        if (!applied.started) throw new Error(applied.error.message);
        expect((await ended(applied.run.id)).run.counts.succeeded).toBe(failed.length);
        expect([...(await states()).values()].every(({ state }) => state === 'running')).toBe(true);
      },
      3 * minute,
    );

    test(
      'reboot: an answer that was lost leaves it unknown, and it is not sent again',
      async () => {
        faults('RebootInstances', (order) => (order < 3 ? { kind: 'lose' } : null));
        const { targets } = await carryOut('reboot');
        expect(tally(targets)).toEqual({ succeeded: total - 3, unknown: 3 });
        expect([...carried.values()]).toEqual(Array(total).fill(1));
      },
      3 * minute,
    );

    test(
      'resize: stop, modify and start as one, throttled on the way',
      async () => {
        faults('ModifyInstanceAttribute', (order) => (order % 20 === 0 ? ec2Error(503, 'RequestLimitExceeded') : null));
        const { targets, plan } = await carryOut('resize', { type: 'm5.xlarge' });
        expect(plan.targets[0]!.steps.map(({ id }) => id)).toEqual(['stop', 'modify', 'start']);
        expect(tally(targets)).toEqual({ succeeded: total });
        expect([...(await states()).values()].every(({ state, type }) => state === 'running' && type === 'm5.xlarge')).toBe(true);
        expect(Math.max(...carried.values())).toBe(1);
      },
      5 * minute,
    );

    test(
      'terminate: typed, answers lost; every instance is terminated once',
      async () => {
        const { client } = opened;
        const plan = await client.actions.plan({
          action: 'terminate',
          targets: { selection: { where: [{ column: 'kind', values: ['machine'] }] } },
        });
        expect(plan).toMatchObject({ effect: 'destroy', confirm: { kind: 'typed', text: `terminate ${total}` } });
        await expect(client.actions.apply({ planId: plan.id, confirm: 'yes' })).rejects.toMatchObject({ error: { code: 'invalid_input' } });
        faults('TerminateInstances', (order) => (order < 5 ? { kind: 'lose' } : null));
        const applied = await client.actions.apply({ planId: plan.id, confirm: `terminate ${total}` });
        if (!applied.started) throw new Error(applied.error.message);
        const { targets } = await ended(applied.run.id);
        expect(tally(targets)).toEqual({ succeeded: total });
        expect([...(await states()).values()].every(({ state }) => state === 'terminated')).toBe(true);
        expect(Math.max(...carried.values())).toBe(1);
      },
      3 * minute,
    );

    test('the audit log has a record of every target and its chain is whole', async () => {
      const { client } = opened;
      expect(await client.audit.verify({})).toMatchObject({ ok: true, broken: null });
      const { total: records } = await client.audit.list({ events: ['target_ended'], limit: 1 });
      // Five runs over all, and two retries.
      expect(records).toBeGreaterThanOrEqual(5 * total + 1);
    });
  },
);
