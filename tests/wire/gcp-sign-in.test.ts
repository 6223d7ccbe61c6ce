import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fakeClock } from '#tests/helpers/fake-clock.ts';
import { addInstance, gcpSession, scriptedGcp } from '#tests/helpers/scripted-gcp.ts';
import { auditor, keyFile, robot, userFile } from '#tests/helpers/scripted-gcp-sign-in.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

/** Self-authored: the token server checks the assertion's signature with the public key, see `scripted-gcp-sign-in.ts`. */
afterEach(() => vi.unstubAllEnvs());

function fileWith(text: string): string {
  const path = join(tempFolder(), 'adc.json');
  writeFileSync(path, text);
  return path;
}

describe('a service account key', () => {
  test('signs in once for all calls, and names who it is', async () => {
    const world = await scriptedGcp();
    const session = await gcpSession(world);
    const result = await session.check();
    expect(result).toMatchObject({ account: 'shop-prod', identity: robot, missing: [] });
    await session.check();
    expect(world.signIn.grants).toEqual([`jwt ${robot}`]);
  });

  test.each([
    ['missing', ''],
    ['not JSON', 'hello'],
    ['of another form', '{"type":"external_account"}'],
  ])('that is %s is said before anybody is asked', async (_name, serviceAccountKey) => {
    const world = await scriptedGcp();
    const session = await gcpSession(world, { secrets: { serviceAccountKey } });
    expect(await errorOf(session.check())).toMatchObject({ code: 'auth_required', fix: { kind: 'edit_connection', connectionId: 'c1' } });
    expect(world.requests).toEqual([]);
  });

  test('whose private key is broken is a sign-in that failed, and no word of it gets out', async () => {
    const serviceAccountKey = keyFile.replace('BEGIN PRIVATE KEY-----', 'BEGIN PRIVATE KEY-----broken');
    const session = await gcpSession(await scriptedGcp(), { secrets: { serviceAccountKey } });
    const error = await errorOf(session.check());
    expect(error.code).toBe('auth_required');
    expect(JSON.stringify(error)).not.toContain('PRIVATE');
  });

  test('that was deleted is `auth_required`; the next try signs in anew', async () => {
    const world = await scriptedGcp();
    const session = await gcpSession(world);
    world.signIn.revoked = true;
    expect(await errorOf(session.check())).toMatchObject({ code: 'auth_required', source: { operation: 'oauth2.token' } });
    world.signIn.revoked = false;
    expect(await session.check()).toMatchObject({ identity: robot });
  });

  test('a token that is not taken any more is `auth_required`, and then replaced', async () => {
    const world = await scriptedGcp();
    const session = await gcpSession(world);
    await session.check();
    world.signIn.tokens.clear();
    expect(await errorOf(session.check())).toMatchObject({ code: 'auth_required' });
    expect(await session.check()).toMatchObject({ identity: robot });
    expect(world.signIn.grants).toHaveLength(2);
  });

  test('a token server that fails is asked once', async () => {
    const world = await scriptedGcp();
    world.fault = ({ path }) => (path === '/token' ? { status: 503, headers: { 'retry-after': '5' }, body: 'busy' } : null);
    const error = await errorOf((await gcpSession(world)).check());
    expect(error).toMatchObject({ code: 'provider_unavailable', retryAfterMs: 5000 });
    expect(world.calls('token')).toHaveLength(1);
  });

  test('an answer without a token is no sign-in', async () => {
    const world = await scriptedGcp();
    world.fault = ({ path }) => (path === '/token' ? { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' } : null);
    expect(await errorOf((await gcpSession(world)).check())).toMatchObject({ code: 'provider_unavailable' });
  });
});

describe('application default credentials', () => {
  test('of a person are read from the file that is named, with the project that pays', async () => {
    const world = await scriptedGcp();
    const session = await gcpSession(world, { settings: { auth: 'adc', adcFile: fileWith(userFile) } });
    expect(await session.check()).toMatchObject({ identity: 'application default credentials' });
    expect(world.signIn.grants).toEqual(['refresh refresh-1']);
    expect(world.requests.at(-1)?.headers['x-goog-user-project']).toBe('shop-quota');
  });

  test.each([
    ['a person', userFile, 'refresh refresh-1'],
    ['a service account', keyFile, `jwt ${robot}`],
  ])('of %s are found by the environment variable', async (_name, text, grant) => {
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', fileWith(text));
    // Else the library looks for a project with gcloud and at the metadata server.
    vi.stubEnv('GOOGLE_CLOUD_PROJECT', 'shop-prod');
    const world = await scriptedGcp();
    await (await gcpSession(world, { settings: { auth: 'adc' } })).check();
    expect(world.signIn.grants).toEqual([grant]);
  });

  test('that cannot be read are said', async () => {
    const session = await gcpSession(await scriptedGcp(), { settings: { auth: 'adc', adcFile: '/nowhere/adc.json' } });
    expect(await errorOf(session.check())).toMatchObject({ code: 'auth_required', message: '/nowhere/adc.json cannot be read.' });
  });
});

describe('impersonation', () => {
  test('acts as the other account, on top of the key', async () => {
    const world = await scriptedGcp();
    const session = await gcpSession(world, { settings: { impersonate: auditor } });
    expect(await session.check()).toMatchObject({ identity: auditor });
    await session.check();
    expect(world.signIn.grants).toEqual([`jwt ${robot}`, `impersonate ${auditor}`]);
    const token = world.requests.at(-1)!.headers.authorization!.replace('Bearer ', '');
    expect(world.signIn.tokens.get(token)).toBe(auditor);
  });

  test('is renewed shortly before its token ends', async () => {
    const world = await scriptedGcp();
    const clock = fakeClock(Date.UTC(2026, 10, 15, 12));
    const session = await gcpSession(world, { settings: { impersonate: auditor }, clock });
    await session.check();
    await clock.advance(56 * 60_000);
    world.signIn.now = clock.now();
    await session.check();
    expect(world.signIn.grants.filter((grant) => grant.startsWith('impersonate'))).toHaveLength(2);
  });

  test('that is not allowed names the permission and the account', async () => {
    const session = await gcpSession(await scriptedGcp(), { settings: { impersonate: 'boss@shop-prod.iam.gserviceaccount.com' } });
    expect(await errorOf(session.check())).toMatchObject({
      code: 'forbidden',
      source: { operation: 'iam.serviceAccounts.getAccessToken', scope: 'boss@shop-prod.iam.gserviceaccount.com' },
    });
  });
});

describe('projects', () => {
  test('are those of the form, named or not', async () => {
    const world = await scriptedGcp();
    const session = await gcpSession(world, { settings: { projects: 'shop-prod, shop-hidden' } });
    const scopes = await session.compute!.scopes(new AbortController().signal);
    expect(scopes.map(({ label }) => label)).toEqual([
      'Shop production · instances',
      'Shop production · groups',
      'Shop production · unattached',
      'shop-hidden · instances',
      'shop-hidden · groups',
      'shop-hidden · unattached',
    ]);
  });

  test('that cannot be searched leave the one of the key', async () => {
    const world = await scriptedGcp();
    addInstance(world, 'web-1');
    world.fault = ({ path }) =>
      path.startsWith('/v3/projects:search') ? { status: 403, body: '{"error":{"status":"PERMISSION_DENIED"}}' } : null;
    expect(await (await gcpSession(world)).check()).toMatchObject({ account: 'shop-prod' });
  });

  test('missing permissions are named with the projects that lack them; those for changes are a note', async () => {
    const world = await scriptedGcp();
    world.projects.push({ name: 'projects/2', projectId: 'shop-dev', displayName: 'Shop development' });
    world.denied = new Set(['compute.disks.list', 'compute.instances.delete']);
    world.fault = ({ path, body }) =>
      path.includes('shop-dev:testIam')
        ? {
            status: 200,
            body: JSON.stringify({
              permissions: (JSON.parse(body) as { permissions: string[] }).permissions.filter(
                (name) => name !== 'monitoring.timeSeries.list',
              ),
            }),
          }
        : null;
    const { missing, notes } = await (await gcpSession(world)).check();
    expect(missing.map(({ name, neededFor }) => [name, neededFor])).toEqual([
      ['compute.disks.list', 'disks that nothing uses (shop-prod)'],
      ['monitoring.timeSeries.list', 'metrics (shop-dev)'],
    ]);
    expect(notes.at(-1)).toContain('compute.instances.delete (shop-prod)');
  });
});
