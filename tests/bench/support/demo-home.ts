import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
/** The built command line; `npm run bench` builds it. */
const builtCli = join(root, 'out/main/cli.js');
export const builtApp = root;

export function whyNotBuilt(): string | null {
  return existsSync(builtCli) && existsSync(join(root, 'out/renderer/index.html')) ? null : 'out/ is not built (npm run build)';
}

/** The keychain of the person who runs the benchmark stays untouched. */
export const benchEnv = { ...process.env, AETHERIUM_VAULT: 'memory' };

function cli(home: string, ...args: string[]): void {
  const done = spawnSync(process.execPath, [builtCli, '--home', home, ...args, '--json'], { env: benchEnv, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`aetherium ${args.join(' ')} ended with ${done.status}: ${done.stderr}${done.stdout}`);
}

/** A temporary home whose cache holds the demo organisation of a scale. */
export function prepareDemoHome(scale: number): string {
  const home = mkdtempSync(join(tmpdir(), 'aetherium-bench-'));
  cli(home, 'connections', 'add', 'demo', '--name', 'Demo', '--set', `scale=${scale}`);
  cli(home, 'sync');
  return home;
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

export interface Served {
  url: string;
  process: ChildProcess;
  stop(): Promise<void>;
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve));
}

/** Starts the headless host of a home. */
export async function serveHome(home: string): Promise<Served> {
  const child = spawn(process.execPath, [builtCli, '--home', home, 'serve', '--no-open', '--json'], {
    env: benchEnv,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
    child.once('exit', (code) => reject(new Error(`the host ended with ${code}`)));
  });
  const { url } = JSON.parse(line) as { url: string };
  const stop = async () => {
    child.kill('SIGTERM');
    await ended(child);
  };
  return { url, process: child, stop };
}
