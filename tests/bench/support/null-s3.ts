import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createFastS3, type FastS3 } from '#connectors/aws/objects-fast/index.ts';
import { createHttp } from '#core/net/http-port.ts';

const program = fileURLToPath(new URL('../../../../shared/tools/null-s3/s3null', import.meta.url));

/** Why these benchmarks cannot run here; null: they can. */
export function missing(): string | null {
  if (!existsSync(program)) return 'the null S3 server does not lie beside the repository';
  return spawnSync('rclone', ['version']).status === 0 ? null : 'rclone is not installed';
}

export interface NullS3 {
  url: string;
  /** Listing calls since the last time it was asked. */
  calls(): Promise<number>;
  stop(): void;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const there = await fetch(`${url}/__reqs`).then(
      () => true,
      () => false,
    );
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`the null S3 server ended with ${child.exitCode}`);
}

/** A server that is not the bottleneck: its pages are made before, its GET is a sendfile, its PUT discards. */
export async function startNullS3(options: { keys: number; latencyMs?: number; blob?: string }): Promise<NullS3> {
  const port = await freePort();
  const { keys, latencyMs = 0, blob = '/nonexistent' } = options;
  const args = ['-addr', `127.0.0.1:${port}`, '-n', String(keys), '-lat', `${latencyMs}ms`, '-blob', blob, '-md5=false'];
  const child = spawn(program, args, { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await answers(url, child);
  return {
    url,
    calls: async () => Number(await (await fetch(`${url}/__reqs`)).text()),
    stop: () => child.kill('SIGKILL'),
  };
}

export async function fastAt(url: string): Promise<FastS3> {
  const credentials = async () => ({ accessKeyId: 'x', secretAccessKey: 'y' });
  const agent = await createHttp().agent();
  return createFastS3({
    credentials,
    region: 'us-east-1',
    endpoint: url,
    pathStyle: true,
    agent,
    connectionId: 'bench',
    now: () => Date.now(),
  });
}

function rcloneEnv(url: string): NodeJS.ProcessEnv {
  const remote = {
    TYPE: 's3',
    PROVIDER: 'Other',
    ENDPOINT: url,
    ACCESS_KEY_ID: 'x',
    SECRET_ACCESS_KEY: 'y',
    NO_CHECK_BUCKET: 'true',
    NO_HEAD: 'true',
  };
  const { AWS_CA_BUNDLE: _, ...env } = process.env;
  const named = Object.entries(remote).map(([name, value]) => [`RCLONE_CONFIG_N_${name}`, value]);
  return { ...env, RCLONE_CONFIG: '/dev/null', ...Object.fromEntries(named) };
}

/** Runs rclone with the remote `n:`; what it writes goes to `out`, or is returned. Throws when it fails. */
export function rclone(url: string, args: readonly string[], out: number | 'pipe' = 'pipe'): Promise<string> {
  const child = spawn('rclone', args, { env: rcloneEnv(url), stdio: ['ignore', out, 'pipe'] });
  let [text, problems] = ['', ''];
  child.stdout?.on('data', (piece: Buffer) => (text += piece.toString()));
  child.stderr?.on('data', (piece: Buffer) => (problems += piece.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`rclone ${args[0]} ended with ${code}: ${problems}`))));
  });
}

export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}
