import { ProxyAgent } from 'proxy-agent';
import { describe, expect, onTestFinished, test } from 'vitest';
import { azure } from '#connectors/azure/index.ts';
import { toAppError } from '#connectors/sdk.ts';
import { never, scriptedAzure } from '#tests/helpers/azure.ts';
import { connectProxy } from '#tests/helpers/connect-proxy.ts';
import { fakeClock } from '#tests/helpers/fake-clock.ts';
import type { ScriptedArm } from '#tests/helpers/scripted-arm.ts';
import { vmRecord } from '#tests/helpers/scripted-arm-records.ts';
import { selfSigned } from '#tests/helpers/self-signed.ts';
import { silentLogger } from '#tests/helpers/vaults.ts';

function open(world: ScriptedArm, options: ConstructorParameters<typeof ProxyAgent>[0]) {
  const agent = new ProxyAgent({ keepAlive: true, ...options });
  onTestFinished(() => agent.destroy());
  return azure.open({
    connectionId: 'c1',
    settings: world.settings,
    secret: async (key) => world.secrets[key] ?? null,
    signal: never,
    log: silentLogger,
    clock: fakeClock(),
    http: { agent: async () => agent, fetch: globalThis.fetch },
  });
}

describe('the network (self-authored)', () => {
  test('sign-in, Resource Manager and metrics go through the proxy of the console', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    const { host, port } = new URL(world.url);
    const proxy = await connectProxy(Number(port));
    const session = await open(world, { getProxyForUrl: () => proxy.url, ca: selfSigned().cert });
    await session.check();
    const scope = (await session.compute!.scopes(never))[0]!;
    const machines = [];
    for await (const { items } of session.compute!.read({ scope, signal: never, cursor: null })) machines.push(...items);
    for await (const _ of session.metrics!.read({ machines, metrics: ['cpu'], from: 0, to: 3_600_000, stepMs: 60_000, signal: never }))
      continue;
    expect(machines).toHaveLength(1);
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${host}`]));
    expect(world.calls('POST', /token|getBatch/).length).toBeGreaterThan(1);
  });

  test('a certificate that is not trusted is said to be, and no secret is sent', async () => {
    const world = await scriptedAzure();
    const session = await open(world, { getProxyForUrl: () => '' });
    const error = await session.check().catch(toAppError);
    expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/) });
    expect(world.requests).toEqual([]);
  });

  test.each(['authority', 'endpoint', 'metricsEndpoint'])('plain http is refused as %s', async (key) => {
    const world = await scriptedAzure();
    world.settings = { ...world.settings, [key]: world.url.replace('https', 'http') };
    await expect(open(world, { getProxyForUrl: () => '' })).rejects.toMatchObject({
      error: { code: 'invalid_input', message: expect.stringContaining('https') },
    });
  });
});
