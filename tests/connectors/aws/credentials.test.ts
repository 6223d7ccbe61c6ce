import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { shared } from '#connectors/aws/credentials.ts';
import { awsSession } from '#tests/helpers/aws.ts';
import { scriptedAws } from '#tests/helpers/scripted-aws.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

let folder = '';
beforeEach(() => {
  folder = tempFolder();
  vi.stubEnv('HOME', folder);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

const keys = { accessKeyId: 'AKIA', secretAccessKey: 's' };

test('credentials are asked for once, and again shortly before they end', async () => {
  let now = 0;
  const source = vi.fn(async () => ({ ...keys, expiration: new Date(now + 3_600_000) }));
  const credentials = shared(source, () => now);
  await Promise.all([credentials(), credentials()]);
  now = 54 * 60_000;
  await credentials();
  expect(source).toHaveBeenCalledTimes(1);
  now = 56 * 60_000;
  await Promise.all([credentials(), credentials()]);
  expect(source).toHaveBeenCalledTimes(2);
});

test('a failure is not kept', async () => {
  const source = vi.fn(async () => keys).mockRejectedValueOnce(new Error('expired'));
  const credentials = shared(source, () => 0);
  await expect(credentials()).rejects.toThrow('expired');
  expect(await credentials()).toEqual(keys);
});

test('a key without its secret says which is missing', async () => {
  const session = await awsSession('http://127.0.0.1:9', { secrets: { secretAccessKey: '' } });
  const error = await errorOf(session.check());
  expect(error).toMatchObject({ code: 'auth_required', fix: { kind: 'edit_connection', connectionId: 'c1' } });
  expect(error.message).toContain('secret access key');
});

test('temporary keys send their session token', async () => {
  const aws = await scriptedAws({});
  const session = await awsSession(aws.url, { secrets: { sessionToken: 'T' } });
  await session.costs!.scopes(new AbortController().signal);
  expect(await session.check()).toMatchObject({ account: '111122223333 (shop-prod)' });
});

test('a profile of ~/.aws signs the calls', async () => {
  writeFileSync(join(folder, 'credentials'), '[ops]\naws_access_key_id = AKIAOPS\naws_secret_access_key = s\n');
  const aws = await scriptedAws({});
  const session = await awsSession(aws.url, { settings: { accessKeyId: '', profile: 'ops' } });
  expect((await session.check()).account).toContain('111122223333');
});

test.each([
  ['a profile that is not there', { profile: 'nobody' }, ''],
  [
    'an SSO profile without a sign-in',
    { profile: 'sso' },
    '[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Ops\n[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.invalid/start\n',
  ],
  ['an environment without any', { auth: 'environment' }, ''],
])('%s asks for a sign-in and says what is wrong', async (_name, settings, config) => {
  writeFileSync(join(folder, 'config'), config);
  const session = await awsSession('http://127.0.0.1:9', { settings: { accessKeyId: '', ...settings } });
  const error = await errorOf(session.check());
  expect(error).toMatchObject({ code: 'auth_required', fix: { kind: 'edit_connection' } });
  expect(error.message).toMatch(/profile|SSO|providers/i);
});
