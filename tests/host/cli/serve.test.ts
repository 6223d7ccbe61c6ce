import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cleanEnv, entry } from '#tests/helpers/cli.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

interface Served {
  /** What it printed first. */
  line: string;
  home: string;
  stop: () => Promise<number>;
}

async function serve(...options: string[]): Promise<Served> {
  const home = tempFolder();
  const child = spawn(process.execPath, [entry, 'serve', '--no-open', '--home', home, ...options], { env: cleanEnv({}), stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [data] = (await once(child.stdout, 'data')) as [Buffer];
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    return ((await ended) as [number])[0];
  };
  return { line: data.toString(), home, stop };
}

test('prints a one-time address on the loopback interface and ends cleanly', async () => {
  const { line, home, stop } = await serve();
  expect(line).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=\S+\n$/);
  await fetch(new URL('/', line));
  expect(await stop()).toBe(0);
  await expect(fetch(new URL('/', line))).rejects.toThrow();
  expect(existsSync(join(home, 'chores.pid'))).toBe(false);
});

test('says the address as JSON when asked to', async () => {
  const { line, stop } = await serve('--json');
  expect(JSON.parse(line)).toEqual({ url: expect.stringContaining('#token='), port: expect.any(Number) });
  expect(await stop()).toBe(0);
});
