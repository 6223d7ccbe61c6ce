import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionSettings } from '#connectors/sdk.ts';

/** Azurite (Microsoft's independent server of the Blob protocol) is no dependency: the variable names the folder that it was installed into. */
const script = join(process.env['AETHERIUM_AZURITE'] ?? '/nowhere', 'node_modules/azurite/dist/src/blob/main.js');
export const hasAzurite = existsSync(script);

/** Published by Microsoft for every emulator; it opens nothing else. */
export const developmentAccount = 'devstoreaccount1';
export const developmentKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** A running azurite. What it holds is in memory and in a folder that goes with it. */
export interface Azurite {
  /** Of the account. */
  endpoint: string;
  settings: ConnectionSettings;
  secrets: Record<string, string>;
  kill(): Promise<void>;
}

export const settingsFor = (endpoint: string): ConnectionSettings => ({
  auth: 'storage',
  storageAccount: developmentAccount,
  blobEndpoint: endpoint,
});

async function addressOf(child: ChildProcess): Promise<string> {
  let log = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      log += chunk.toString();
      const address = /listens on (http:\/\/127\.0\.0\.1:\d+)/.exec(log)?.[1];
      if (address) resolve(address);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`azurite ended with ${code}: ${log}`)));
  });
}

/** Starts azurite on a free port of loopback. The caller kills it. */
export async function startAzurite(): Promise<Azurite> {
  const location = mkdtempSync(join(tmpdir(), 'azurite-'));
  const flags = ['--skipApiVersionCheck', '--disableTelemetry', '--silent', '--blobPort', '0', '--location', location];
  const child = spawn(process.execPath, [script, ...flags], { cwd: location, stdio: ['ignore', 'pipe', 'pipe'] });
  const endpoint = `${await addressOf(child)}/${developmentAccount}`;
  return {
    endpoint,
    settings: settingsFor(endpoint),
    secrets: { storageAccountKey: developmentKey },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      rmSync(location, { recursive: true, force: true });
    },
  };
}
