import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { onTestFinished, vi } from 'vitest';
import { tempFolder } from './temp-folder.ts';

const programs = ['dbus-run-session', 'gnome-keyring-daemon', 'gdbus'];
const run = promisify(execFile);

/** Programs of the real Secret Service that this machine lacks; a test that needs them is skipped by name. */
export const missingPrograms = programs.filter((name) => spawnSync('which', [name]).status !== 0);

/** A bus that starts nothing by itself: neither another keyring nor a window that asks for a password. */
const busConfig = (socketFolder: string) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=${socketFolder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>`;

/** A session bus of the test's own; the test's process uses it until the test has ended. */
export interface SessionBus {
  /** Starts gnome-keyring with its login collection open, or closed when no password is given. */
  startKeyring(password: string | null): Promise<void>;
  stopKeyring(): Promise<void>;
  /** Locks the login collection as a desktop does when it is told to. */
  lock(): Promise<void>;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function startBus(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const config = join(folder, 'session.conf');
  writeFileSync(config, busConfig(folder));
  // The bus lives as long as `cat` does, and that as long as its input.
  const script = 'echo "$DBUS_SESSION_BUS_ADDRESS"; exec cat';
  const bus = spawn('dbus-run-session', [`--config-file=${config}`, '--', 'sh', '-c', script], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  onTestFinished(async () => {
    const ended = once(bus, 'exit');
    bus.stdin.end();
    await ended;
  });
  const [address] = (await once(createInterface(bus.stdout), 'line')) as [string];
  return address;
}

/** Starts a real D-Bus session with a home of its own. */
export async function sessionBus(): Promise<SessionBus> {
  const folder = tempFolder();
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  const base = {
    ...process.env,
    HOME: home,
    XDG_RUNTIME_DIR: folder,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CACHE_HOME: join(home, 'cache'),
  };
  const address = await startBus(folder, base);
  const env = { ...base, DBUS_SESSION_BUS_ADDRESS: address };
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', address);
  let keyring: ChildProcess | null = null;
  const stopKeyring = async () => {
    if (keyring) await stop(keyring);
    keyring = null;
  };
  onTestFinished(async () => {
    await stopKeyring();
    vi.unstubAllEnvs();
  });
  return {
    stopKeyring,
    async startKeyring(password) {
      const options = ['--foreground', '--components=secrets', ...(password === null ? [] : ['--unlock'])];
      const child = spawn('gnome-keyring-daemon', options, { env, stdio: ['pipe', 'ignore', 'ignore'] });
      keyring = child;
      child.stdin.end(password ?? '');
      await run('gdbus', ['wait', '--session', '--timeout', '20', 'org.freedesktop.secrets'], { env });
    },
    async lock() {
      const collection = '[objectpath "/org/freedesktop/secrets/collection/login"]';
      const method = [
        '-d',
        'org.freedesktop.secrets',
        '-o',
        '/org/freedesktop/secrets',
        '-m',
        'org.freedesktop.Secret.Service.Lock',
        collection,
      ];
      await run('gdbus', ['call', '--session', ...method], { env });
    },
  };
}
