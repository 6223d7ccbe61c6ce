import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsSession, machinesOn, readAll } from '#tests/helpers/aws.ts';
import { faultProxy } from '#tests/helpers/fault-proxy.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { errorOf } from '#tests/helpers/vaults.ts';
import { estate, estateSize, runEstate, runInstances } from './aws-estate.ts';

const never = new AbortController().signal;
/** moto's account for any key it was not told about. */
const motoAccount = '123456789012';

describe.skipIf(!hasMoto)(`AWS against moto${hasMoto ? '' : ' (skipped: no moto beside the repository)'}`, () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
    await runEstate(moto);
    for (let run = 0; run < 5; run += 1) await runInstances(moto, 'sa-east-1', 2);
  });
  afterAll(() => moto?.kill());

  test('check names the account and reads the enabled regions', async () => {
    const result = await (await awsSession(moto.url)).check();
    expect(result).toMatchObject({ account: motoAccount, missing: [] });
    expect(result.identity).toContain(motoAccount);
    expect(result.notes.join(' ')).toContain('regions are enabled');
    expect(result.notes.join(' ')).toMatch(/Not verified.*ce:GetCostAndUsage/);
  });

  test('lists all machines of four regions with their particulars', async () => {
    const session = await awsSession(moto.url);
    const scopes = await session.compute!.scopes(never);
    const regions = scopes.map((scope) => scope.id);
    expect(regions).toEqual(expect.arrayContaining(Object.keys(estate)));
    const pages = await Promise.all(regions.filter((id) => !id.startsWith('sa-east-1')).map((id) => readAll(session.compute, id)));
    const machines = machinesOn(pages.flat());
    expect(machines).toHaveLength(estateSize);
    expect(new Set(machines.map((machine) => machine.id)).size).toBe(estateSize);
    for (const machine of machines) {
      expect(machine).toMatchObject({
        provider: 'aws',
        account: motoAccount,
        kind: 'machine',
        state: 'running',
        providerState: 'running',
        health: 'ok',
        details: { architecture: 'x86_64', purchase: 'on-demand', 'root device': 'ebs', vpc: expect.stringMatching(/^vpc-/) },
        type: 'm5.large',
        environment: 'production',
      });
      expect(machine.id).toMatch(/^i-[0-9a-f]{17}$/);
      expect(machine.name).toBe(`web-${machine.region}`);
      expect(machine.zone.startsWith(machine.region)).toBe(true);
      expect(machine.tags).toEqual({ Name: machine.name, Env: 'production', team: 'shop' });
      expect(machine.privateIp).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
      expect(machine.launched).toBeGreaterThan(Date.UTC(2024, 0));
    }
    const count = (region: string) => machines.filter((machine) => machine.region === region).length;
    expect(Object.fromEntries(Object.keys(estate).map((region) => [region, count(region)]))).toEqual(estate);
  });

  test('reads a large region by pages and goes on from a cursor', async () => {
    // moto counts reservations where AWS counts instances, and filling 1,000 of them is slow: the page size is made smaller on the way.
    const proxy = await faultProxy(moto.url);
    proxy.rewrite = (body) => body.replace('MaxResults=1000', 'MaxResults=2');
    const session = await awsSession(proxy.url);
    const pages = await readAll(session.compute, 'sa-east-1');
    expect(pages.map((page) => page.items.length)).toEqual([4, 4, 2]);
    expect(new Set(machinesOn(pages).map((machine) => machine.id)).size).toBe(10);
    expect(pages.at(-1)?.cursor).toBeNull();
    const rest = await readAll(session.compute, 'sa-east-1', pages[0]!.cursor);
    expect(machinesOn(rest)).toEqual(machinesOn(pages.slice(1)));
  });

  test.each([
    ['reset', { kind: 'reset' }, 'offline'],
    ['cut off', { kind: 'truncate' }, 'offline'],
    ['answered with 503', { kind: 'reply', status: 503, body: '<html>busy</html>' }, 'provider_unavailable'],
    [
      'throttled',
      {
        kind: 'reply',
        status: 503,
        headers: { 'retry-after': '7', 'content-type': 'text/xml', 'x-amzn-requestid': 'req-1' },
        body: '<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Slow down</Message></Error></Errors><RequestID>req-1</RequestID></Response>',
      },
      'rate_limited',
    ],
  ] as const)('one region %s leaves the others intact', async (_name, fault, code) => {
    const proxy = await faultProxy(moto.url);
    proxy.rule = (request) => (request.region === 'eu-west-1' && request.action === 'DescribeInstances' ? fault : null);
    const session = await awsSession(proxy.url);
    const results = await Promise.allSettled(Object.keys(estate).map((id) => readAll(session.compute, id)));
    const failed = results.filter((result) => result.status === 'rejected');
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    const error = await errorOf(Promise.reject(failed[0]!.reason as Error));
    expect(error).toMatchObject({ code, source: { connectionId: 'c1', operation: 'ec2:DescribeInstances', scope: 'eu-west-1' } });
    if (code === 'rate_limited') expect(error).toMatchObject({ retryAfterMs: 7000, source: { requestId: 'req-1' } });
    expect(results.flatMap((result) => (result.status === 'fulfilled' ? machinesOn(result.value) : []))).toHaveLength(estateSize - 20);
  });

  test('each fault is asked once: the SDK does not retry by itself', async () => {
    const proxy = await faultProxy(moto.url);
    proxy.rule = (request) => (request.action === 'DescribeInstances' ? { kind: 'reply', status: 500, body: '' } : null);
    await errorOf(readAll((await awsSession(proxy.url)).compute, 'us-east-1'));
    expect(proxy.seen.filter((request) => request.action === 'DescribeInstances')).toHaveLength(1);
  });

  test('a cancelled read ends at once and is no failure of AWS', async () => {
    const proxy = await faultProxy(moto.url);
    const cancel = new AbortController();
    proxy.rule = (request) => {
      if (request.action !== 'DescribeInstances') return null;
      queueMicrotask(() => cancel.abort());
      return { kind: 'stall' };
    };
    const { compute } = await awsSession(proxy.url);
    const pages = compute!.read({ scope: { id: 'us-east-1', label: '' }, signal: cancel.signal, cursor: null })[Symbol.asyncIterator]();
    await expect(pages.next()).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('a role is assumed: once for all regions, with its external id', async () => {
    const proxy = await faultProxy(moto.url);
    const roleArn = 'arn:aws:iam::999988887777:role/Audit';
    const session = await awsSession(proxy.url, { settings: { roleArn }, secrets: { externalId: 'third-party' } });
    expect(await session.check()).toMatchObject({ account: '999988887777', identity: expect.stringContaining('assumed-role/Audit') });
    await Promise.all(Object.keys(estate).map((id) => readAll(session.compute, id)));
    const assumed = proxy.seen.filter((request) => request.action === 'AssumeRole');
    expect(assumed).toHaveLength(1);
    expect(new URLSearchParams(assumed[0]!.body).get('ExternalId')).toBe('third-party');
  });

  test('Cost Explorer pages become FOCUS rows', async () => {
    const day = (date: string, next: string, amount: string, Estimated: boolean) => ({
      TimePeriod: { Start: date, End: next },
      Estimated,
      Groups: [
        {
          Keys: ['Amazon Elastic Compute Cloud - Compute', '111122223333'],
          Metrics: { UnblendedCost: { Amount: amount, Unit: 'USD' }, AmortizedCost: { Amount: '1.5', Unit: 'USD' } },
        },
      ],
    });
    // moto hands out one posted result for each new question; the page token makes the second question a new one.
    const results = [
      {
        ResultsByTime: [day('2026-11-01', '2026-11-02', '12.34567890123', false)],
        NextPageToken: 'page-2',
        DimensionValueAttributes: [{ Value: '111122223333', Attributes: { description: 'shop-prod' } }],
      },
      { ResultsByTime: [day('2026-11-02', '2026-11-03', '0.1', true)], DimensionValueAttributes: [] },
    ];
    await moto.control('static/ce/cost-and-usage-results', { results });
    const { costs } = await awsSession(moto.url);
    const pages = await readAll(costs);
    expect(pages.map((page) => page.items.rows)).toEqual([1, 1]);
    expect(pages.map((page) => page.spent)).toEqual([
      { amount: 0.01, currency: 'USD' },
      { amount: 0.01, currency: 'USD' },
    ]);
    expect(pages[0]!.items.columns['BilledCost']).toMatchObject({ values: Float64Array.of(12.34567890123) });
    expect(pages[1]!.items.columns['BilledCost']).toMatchObject({ values: Float64Array.of(0.1) });
    expect(pages[1]!.cursor).toBeNull();
    expect(costs!.report!('')).toMatchObject({ rowsKept: 2, format: 'api' });
    expect(costs!.price!()).toMatchObject({ calls: 2, amount: 0.02, currency: 'USD' });
  });
});

describe.skipIf(!hasMoto)(`AWS against a moto that checks credentials${hasMoto ? '' : ' (skipped: no moto beside the repository)'}`, () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.kill());

  test('wrong keys ask for a sign-in', async () => {
    await moto.control('reset-auth', 0);
    const error = await errorOf((await awsSession(moto.url)).check());
    expect(error).toMatchObject({
      code: 'auth_required',
      fix: { kind: 'edit_connection', connectionId: 'c1' },
      source: { operation: 'sts:GetCallerIdentity' },
    });
    expect(JSON.stringify(error)).not.toContain('"S"');
    expect(await errorOf(readAll((await awsSession(moto.url)).compute, 'us-east-1'))).toMatchObject({ code: 'auth_required' });
  });

  test('a server that is gone is offline', async () => {
    const session = await awsSession(moto.url);
    await moto.kill();
    const error = await errorOf(readAll(session.compute, 'us-east-1'));
    expect(error).toMatchObject({ code: 'offline', source: { operation: 'ec2:DescribeInstances', scope: 'us-east-1' } });
    expect(await errorOf(session.compute!.scopes(never))).toMatchObject({ code: 'offline' });
    expect(await errorOf(readAll(session.costs))).toMatchObject({ code: 'offline' });
    expect(await errorOf(session.check())).toMatchObject({ code: 'offline' });
  });
});
