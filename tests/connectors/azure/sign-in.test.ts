import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { heldTokens } from '#connectors/azure/tokens.ts';
import { AppFailure } from '#connectors/sdk.ts';
import { azureSession, scriptedAzure } from '#tests/helpers/azure.ts';
import { fakeClock, until } from '#tests/helpers/fake-clock.ts';
import { subscriptionId } from '#tests/helpers/scripted-arm-records.ts';
import { clientSecret, entraError, tenantId } from '#tests/helpers/scripted-entra.ts';
import { selfSigned } from '#tests/helpers/self-signed.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

/** Self-authored servers: see `tests/helpers/scripted-entra.ts`. The requests are those of the real SDK. */
async function errorOf(work: Promise<unknown>) {
  const cause: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(cause instanceof AppFailure)) throw cause ?? new Error('it must fail');
  return cause.error;
}

describe('with a client secret (self-authored)', () => {
  test('the identity and the tenant are those of the token', async () => {
    const world = await scriptedAzure();
    const session = await azureSession(world);
    expect(await session.check()).toMatchObject({ account: `Tenant ${tenantId}`, identity: 'aetherium-ops', missing: [] });
    expect(world.entra.tokenRequests.map((form) => form.get('scope'))).toEqual(['https://management.azure.com/.default']);
  });

  test('sessions of one connection share a sign-in; another connection has its own', async () => {
    const world = await scriptedAzure();
    for (let n = 0; n < 3; n += 1) await (await azureSession(world)).check();
    expect(world.entra.tokenRequests).toHaveLength(1);
    await (await azureSession(world, { connectionId: 'c2' })).check();
    expect(world.entra.tokenRequests).toHaveLength(2);
  });

  test('questions at the same time lead to one sign-in', async () => {
    const world = await scriptedAzure();
    const sessions = await Promise.all([azureSession(world), azureSession(world)]);
    await Promise.all([...sessions, ...sessions].map((session) => session.check()));
    expect(world.entra.tokenRequests).toHaveLength(1);
  });

  test('a changed secret is tried at once', async () => {
    const world = await scriptedAzure();
    const wrong = await azureSession(world, { secrets: { clientSecret: 'wrong' } });
    expect(await errorOf(wrong.check())).toMatchObject({ code: 'auth_required', hint: expect.stringContaining('secret is wrong') });
    await (await azureSession(world)).check();
  });

  test('an expired secret says what to do and repeats no secret', async () => {
    const world = await scriptedAzure();
    world.entra.refuse = entraError(7000222);
    const error = await errorOf((await azureSession(world)).check());
    expect(error).toMatchObject({
      code: 'auth_required',
      message: expect.stringContaining('AADSTS7000222'),
      fix: { kind: 'edit_connection', connectionId: 'c1' },
    });
    expect(error.hint).toContain('expired');
    expect(JSON.stringify(error)).not.toContain(clientSecret);
  });

  test('a missing secret asks nobody', async () => {
    const world = await scriptedAzure();
    expect(await errorOf(azureSession(world, { secrets: {} }))).toMatchObject({
      code: 'auth_required',
      message: 'The client secret is missing.',
    });
    expect(world.requests).toEqual([]);
  });

  test.each([
    [
      { status: 429, headers: { 'retry-after': '11' }, body: '{"error":"too_many_requests"}' },
      { code: 'rate_limited', retryAfterMs: 11_000 },
    ],
    [{ status: 503, body: 'busy' }, { code: 'provider_unavailable' }],
    ['reset' as const, { code: 'offline' }],
    [{ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>sign in to the network' }, { code: 'provider_unavailable' }],
  ])('a throttled, broken or unreachable token service is not a wrong secret: %o', async (refuse, expected) => {
    const world = await scriptedAzure();
    world.entra.refuse = refuse;
    expect(await errorOf((await azureSession(world)).check())).toMatchObject(expected);
    expect(await errorOf((await azureSession(world)).check())).toMatchObject(expected);
  });

  test('a token that Azure refuses is replaced by the next session', async () => {
    const world = await scriptedAzure();
    await (await azureSession(world)).check();
    world.entra.issued.clear();
    const error = await errorOf((await azureSession(world)).check());
    expect(error).toMatchObject({ code: 'auth_required', message: expect.stringContaining('ExpiredAuthenticationToken') });
    await (await azureSession(world)).check();
    expect(world.entra.tokenRequests).toHaveLength(2);
  });
});

describe('with a certificate (self-authored)', () => {
  const both = () => `${selfSigned().key}\n${selfSigned().cert}`;

  test('from the vault: the assertion is signed by its key', async () => {
    const world = await scriptedAzure();
    const session = await azureSession(world, { settings: { auth: 'certificate' }, secrets: { certificateSecret: both() } });
    await session.check();
    const [form] = world.entra.tokenRequests;
    expect(form!.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const header = JSON.parse(Buffer.from(form!.get('client_assertion')!.split('.')[0]!, 'base64url').toString()) as Record<string, string>;
    expect(header['x5t#S256'] ?? header['x5t']).toBe(selfSigned().thumbprint);
  });

  test('from a file', async () => {
    const world = await scriptedAzure();
    const certificateFile = join(tempFolder(), 'app.pem');
    writeFileSync(certificateFile, both());
    await (await azureSession(world, { settings: { auth: 'certificate', certificateFile }, secrets: {} })).check();
    expect(world.entra.tokenRequests[0]!.get('client_assertion')).toBeTruthy();
  });

  test('that is no certificate is refused without a call', async () => {
    const world = await scriptedAzure();
    const session = await azureSession(world, { settings: { auth: 'certificate' }, secrets: { certificateSecret: 'not a PEM' } });
    expect(await errorOf(session.check())).toMatchObject({ code: 'auth_required', fix: { kind: 'edit_connection' } });
    expect(world.entra.tokenRequests).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('with the Azure CLI', () => {
  /** A program named az in front of the path. */
  function az(script: string): string {
    const folder = tempFolder();
    const file = join(folder, 'az');
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    return folder;
  }
  const cli = { settings: { auth: 'cli' }, secrets: {} };

  test('its token is used, and az is asked once', async () => {
    const world = await scriptedAzure();
    world.entra.issued.set('cli-token', 'https://management.azure.com/.default');
    const folder = az(
      `echo "$@" >> "$(dirname "$0")/asked"; echo '{"accessToken":"cli-token","expires_on":${Math.floor(Date.now() / 1000) + 3600}}'`,
    );
    const session = await azureSession(world, cli);
    await session.check();
    await (await azureSession(world, cli)).check();
    const { readFileSync } = await import('node:fs');
    const asked = readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');
    expect(asked).toEqual([`account get-access-token --output json --resource https://management.azure.com --tenant ${tenantId}`]);
    expect(world.entra.tokenRequests).toEqual([]);
  });

  test('not signed in says to run az login', async () => {
    az('echo "ERROR: Please run \'az login\' to setup account." >&2; exit 1');
    const session = await azureSession(await scriptedAzure(), cli);
    expect(await errorOf(session.check())).toMatchObject({ code: 'auth_required', message: 'The Azure CLI is not signed in.' });
  });
});

describe('with a device code (self-authored)', () => {
  const device = { settings: { auth: 'device' }, secrets: {} };

  test('the code reaches the person by the error; the next question after it was entered is answered', async () => {
    const world = await scriptedAzure();
    const told = await errorOf((await azureSession(world, device)).check());
    expect(told).toMatchObject({ code: 'auth_required', fix: { kind: 'open_url', url: 'https://microsoft.com/devicelogin' } });
    expect(told.message).toContain('ABCD1234');
    expect(await errorOf((await azureSession(world, device)).check())).toEqual(told);
    expect(world.calls('POST', /devicecode/)).toHaveLength(1);

    world.entra.entered = true;
    const polled = () => world.entra.issued.size > 0;
    await until(polled);
    let result = null;
    await until(async () => {
      result = await (await azureSession(world, device)).check().catch(() => null);
      return result !== null;
    });
    expect(result).toMatchObject({ account: `Tenant ${tenantId}` });
    expect(world.calls('POST', /devicecode/)).toHaveLength(1);
    expect(world.calls('GET', new RegExp(subscriptionId)).length).toBeGreaterThan(0);
  });

  test('a code that ran out is replaced by a new one', async () => {
    const world = await scriptedAzure();
    await errorOf((await azureSession(world, device)).check());
    world.entra.refuse = entraError(70019, 'expired_token', 400);
    const asked = world.entra.tokenRequests.length;
    await until(() => world.entra.tokenRequests.length > asked);
    world.entra.refuse = null;
    await until(async () => {
      await errorOf((await azureSession(world, device)).check());
      return world.calls('POST', /devicecode/).length === 2;
    });
    world.entra.entered = true;
    await until(() => world.entra.issued.size > 0);
  });
});

describe('held tokens', () => {
  test('are renewed five minutes before they end, and asked for anew after a failure', async () => {
    const clock = fakeClock(0);
    const answers = [3_600_000, 7_200_000];
    let failing = true;
    const tokens = heldTokens(async () => {
      if (failing) throw new Error('no');
      return { token: `t${answers.length}`, expiresOnTimestamp: answers.shift()! };
    }, clock);
    await expect(tokens.getToken('a')).rejects.toThrow('no');
    failing = false;
    expect((await tokens.getToken('a')).token).toBe('t2');
    await clock.advance(54 * 60_000);
    expect((await tokens.getToken('a')).token).toBe('t2');
    await clock.advance(2 * 60_000);
    expect((await tokens.getToken('a')).token).toBe('t1');
  });
});
