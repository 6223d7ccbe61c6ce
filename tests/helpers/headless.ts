import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export interface Headless {
  /** Printed address with its one-time token. */
  url: string;
  home: string;
  /** Ends the host; the home stays, for a restart. */
  stop(): Promise<void>;
  /** Ends it as a crash would; the home stays. */
  kill(): Promise<void>;
  /** Ends the host and removes a home that was made here. */
  end(): Promise<void>;
}

export interface HeadlessOptions {
  /** Default: a fresh temporary folder. */
  home?: string;
  env?: Record<string, string>;
}

/** Starts `aetherium serve` as a process of its own. The renderer must have been built. */
export async function startHeadless({ home, env = {} }: HeadlessOptions = {}): Promise<Headless> {
  const folder = home ?? (await mkdtemp(join(tmpdir(), 'aetherium-headless-')));
  const host = spawn(process.execPath, [join(root, 'electron/host/cli.ts'), '--home', folder, 'serve', '--no-open'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...withoutOurs(process.env), AETHERIUM_VAULT: 'memory', AETHERIUM_OFFLINE: '0', ...env },
  });
  const stop = () => end(host);
  return {
    url: await printedUrl(host),
    home: folder,
    stop,
    kill: () => end(host, 'SIGKILL'),
    end: async () => {
      await stop();
      if (!home) await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !key.startsWith('AETHERIUM_')));
}

/** Resolves with the first address on stdout; a host that ends before is an error with what it said. */
function printedUrl(host: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    host.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
    host.stdout!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const url = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(said)?.[0];
      if (url) resolve(url);
    });
    host.once('exit', (code) => reject(new Error(`The host ended with ${code}: ${said}`)));
  });
}

async function end(host: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  if (host.exitCode !== null || host.signalCode !== null) return;
  host.kill(signal);
  await once(host, 'exit');
}
