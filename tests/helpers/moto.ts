import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const starter = fileURLToPath(new URL('../../../shared/tools/moto/start.sh', import.meta.url));

/** moto (an independent server of the AWS protocols) lies beside the repository; without it its tests are skipped by name. */
export const hasMoto = process.platform === 'linux' && existsSync(starter);

/** A running moto. Everything it holds is in memory. */
export interface Moto {
  url: string;
  port: number;
  /** Calls moto's own control interface, e.g. `static/ce/cost-and-usage-results`. */
  control(path: string, body?: unknown): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The first line that names the address: moto prints it when it listens. */
async function untilListening(child: ChildProcess): Promise<void> {
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('Running on')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`moto ended with ${code}: ${log}`)));
  });
}

/** Starts moto on a free port of loopback. The caller kills it. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  // A folder of its own: two starts at once would unpack into each other's.
  const root = mkdtempSync(join(tmpdir(), 'moto-'));
  const child = spawn('bash', [starter, String(port), root], { stdio: ['ignore', 'ignore', 'pipe'] });
  await untilListening(child);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    async control(path, body) {
      const reply = await fetch(`${url}/moto-api/${path}`, { method: 'POST', body: body === undefined ? null : JSON.stringify(body) });
      if (!reply.ok) throw new Error(`moto ${path}: ${reply.status} ${await reply.text()}`);
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      rmSync(root, { recursive: true, force: true });
    },
  };
}
