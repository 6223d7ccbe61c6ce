import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli, cliHere } from '#tests/helpers/cli.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const secret = 'planted-secret-8471';

test('prints exactly one JSON document, and everything else on stderr', async () => {
  const home = tempFolder();
  const added = await cli(['--home', home, 'connections', 'add', 'demo', '--json', '--set', 'scale=0.05']);
  expect(added).toMatchObject({ exit: 0 });
  expect(added.json()).toMatchObject({ kind: 'demo', settings: { scale: 0.05 } });
  const synced = await cli(['sync', '--json'], { env: { AETHERIUM_HOME: home } });
  expect(synced.exit).toBe(0);
  const { jobs, problems } = synced.json<{ jobs: { dataSet: string; state: string }[]; problems: unknown[] }>();
  expect(jobs.map(({ dataSet, state }) => `${dataSet} ${state}`).sort()).toEqual(
    ['buckets', 'costs', 'machines', 'metrics'].map((dataSet) => `${dataSet} succeeded`),
  );
  expect(problems).toEqual([]);
  expect(synced.stderr).toContain('Demo organisation · machines');
  const listed = await cli(['compute', 'list', '--json', '--home', home, '--cached', '--where', 'provider=aws']);
  const { rows, total } = listed.json<{ rows: { provider: string }[]; total: number }>();
  expect(rows.length).toBe(total);
  expect(new Set(rows.map(({ provider }) => provider))).toEqual(new Set(['aws']));
});

test('prints aligned tables without --json', async () => {
  const home = tempFolder();
  await cliHere(['connections', 'add', 'demo', '--name', 'Try', '--home', home]);
  const { stdout } = await cliHere(['connections', 'list', '--home', home]);
  const [header, line] = stdout.split('\n');
  expect(line!.indexOf('Try')).toBe(header!.indexOf('NAME'));
});

test.each([
  ['an unknown command', ['dance']],
  ['no command', []],
  ['an unknown option', ['costs', '--colour', 'red']],
  ['an unknown metric', ['costs', '--metric', 'Blood']],
  ['a dimension that is none', ['costs', '--group-by', 'Moon']],
  ['a day that is none', ['costs', '--from', '2024-02-31']],
  ['a filter without a value', ['costs', '--filter', 'ServiceName']],
  ['an unknown sort column', ['compute', 'list', '--cached', '--sort', 'mood']],
  ['a limit that is no number', ['compute', 'list', '--cached', '--limit', 'many']],
  ['an unknown kind', ['connections', 'add', 'abacus']],
  ['an unknown setting', ['connections', 'add', 'demo', '--set', 'colour=red']],
  ['a setting of the wrong type', ['connections', 'add', 'demo', '--set', 'scale=big']],
  ['a missing variable', ['connections', 'add', 'aws', '--secret-env', 'secretAccessKey=NOT_SET_ANYWHERE']],
  ['an unknown data set', ['sync', '--data-set', 'dreams']],
])('%s is wrong usage: exit 2 and one error document', async (_, args) => {
  const done = await cliHere([...args, '--json', '--home', tempFolder()]);
  expect(done.exit).toBe(2);
  expect(done.json()).toMatchObject({ error: { code: 'invalid_input', message: expect.any(String), hint: expect.any(String) } });
  expect(Object.keys(done.json())).toEqual(['error']);
});

test('says what was wrong on stderr too', async () => {
  const { stdout, stderr, exit } = await cliHere(['costs', '--metric', 'Blood', '--home', tempFolder()]);
  expect({ stdout, exit }).toEqual({ stdout: '', exit: 2 });
  expect(stderr).toContain('Blood');
});

test('a connection that is not there fails with exit 1', async () => {
  for (const args of [
    ['connections', 'check', 'x'],
    ['connections', 'remove', 'x'],
    ['sync', 'x'],
  ]) {
    const done = await cliHere([...args, '--json', '--home', tempFolder()]);
    expect([done.exit, done.json<{ error: { code: string } }>().error.code]).toEqual([1, 'not_found']);
  }
});

test('an unknown vault is wrong usage', async () => {
  const done = await cliHere(['connections', 'list', '--json', '--home', tempFolder()], { env: { AETHERIUM_VAULT: 'shoebox' } });
  expect(done).toMatchObject({ exit: 2 });
});

test('help and version are no failures', async () => {
  const help = await cliHere(['--help']);
  expect(help.exit).toBe(0);
  for (const command of ['connections', 'sync', 'import', 'costs', 'compute', 'serve']) expect(help.stdout).toContain(command);
  expect(await cliHere(['--version'])).toMatchObject({ exit: 0, stdout: '0.0.0\n' });
});

test('a secret never goes through arguments', async () => {
  const home = tempFolder();
  const refused = await cliHere(['connections', 'add', 'aws', '--set', `secretAccessKey=${secret}`, '--json', '--home', home]);
  expect(refused.exit).toBe(2);
  expect(refused.stdout + refused.stderr).not.toContain(secret);
  expect(refused.json()).toMatchObject({ error: { hint: expect.stringContaining('--secret-env secretAccessKey=') } });
  expect((await cliHere(['connections', 'list', '--json', '--home', home])).json()).toEqual({ connections: [] });
});

function everyFile(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
}

test('a secret from the environment or stdin appears in no output and no file', async () => {
  const home = tempFolder();
  const vault = { AETHERIUM_VAULT: 'passphrase', AETHERIUM_PASSPHRASE: 'a long passphrase' };
  const common = [
    '--set',
    'endpoint=http://127.0.0.1:9',
    '--set',
    'accessKeyId=AK',
    '--set',
    'regions=eu-west-1',
    '--json',
    '--home',
    home,
  ];
  const fromEnv = await cli(['connections', 'add', 'aws', '--name', 'a', '--secret-env', 'secretAccessKey=S', ...common], {
    env: { ...vault, S: secret },
  });
  const fromStdin = await cli(['connections', 'add', 'aws', '--name', 'b', '--secret-stdin', 'secretAccessKey', ...common], {
    env: vault,
    input: `${secret}\n`,
  });
  const synced = await cli(['sync', '--json', '--home', home], { env: vault });
  const checked = await cli(['connections', 'check', 'a', '--json', '--home', home], { env: vault });
  expect([fromEnv.exit, fromStdin.exit, synced.exit, checked.exit]).toEqual([0, 0, 1, 1]);
  expect(fromStdin.json()).toMatchObject({ secretsSet: ['secretAccessKey'] });
  expect(synced.json()).toMatchObject({ error: { code: 'offline' } });
  const said = [fromEnv, fromStdin, synced, checked].map(({ stdout, stderr }) => stdout + stderr);
  for (const text of [...said, ...everyFile(home)]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain('a long passphrase');
  }
});

test('a locked vault says what to set', async () => {
  const home = tempFolder();
  const vault = { AETHERIUM_VAULT: 'passphrase', AETHERIUM_PASSPHRASE: 'a long passphrase' };
  await cliHere(['connections', 'list', '--home', home], { env: vault });
  const locked = await cliHere(['costs', '--json', '--home', home], { env: { AETHERIUM_VAULT: 'passphrase' } });
  expect(locked.exit).toBe(1);
  expect(locked.json()).toMatchObject({
    error: { code: 'auth_required', fix: { kind: 'choose_vault' }, hint: expect.stringContaining('AETHERIUM_PASSPHRASE') },
  });
});
