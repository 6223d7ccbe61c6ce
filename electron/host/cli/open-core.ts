import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { connectors } from '#connectors/registry.ts';
import type { Core } from '#core/core.ts';
import { createCore } from '#core/create-core.ts';
import { createHttp } from '#core/net/http-port.ts';
import { createLogger } from '#core/platform/logger.ts';
import { nodeClock } from '#core/platform/node-clock.ts';
import type { HostShell, Logger } from '#core/ports.ts';
import { type VaultBackend, vaultBackends } from '#shared/model/vault.ts';
import { nodeConnectivity } from '../platform/node-connectivity.ts';
import { cliShell, type DirectClient, directClient } from './direct-client.ts';
import type { CliIo } from './io.ts';
import { UsageError } from './usage-error.ts';

export interface OpenedCore {
  core: Core;
  client: DirectClient;
  home: string;
  /** True in a home that was made by this start. */
  isNew: boolean;
  logger: Logger;
  close(): Promise<void>;
}

function vaultBackend(env: NodeJS.ProcessEnv): VaultBackend | null {
  const asked = env['AETHERIUM_VAULT'] || null;
  const known = vaultBackends.find((one) => one === asked);
  if (asked && !known) throw new UsageError(`AETHERIUM_VAULT=${asked} is unknown`, `It is one of ${vaultBackends.join(', ')}.`);
  return known ?? null;
}

export interface CoreRequest {
  home: string;
  shell?: HostShell;
  /** Refresh by itself: for `serve`. */
  schedule?: boolean;
}

/** Starts the core of a home for one command. */
export async function openCore(io: CliIo, { home, shell = cliShell, schedule = false }: CoreRequest): Promise<OpenedCore> {
  const secretsSeen = new Set<string>();
  const isNew = !existsSync(join(home, 'cache'));
  const logger = createLogger({ folder: join(home, 'logs'), secrets: secretsSeen });
  const connectivity = nodeConnectivity(io.env);
  const core = await createCore({
    home,
    version: io.version,
    shell,
    clock: nodeClock,
    logger,
    connectivity,
    http: createHttp(),
    connectors,
    schedule,
    secretsSeen,
    vaultBackend: vaultBackend(io.env),
    passphrase: io.env['AETHERIUM_PASSPHRASE'] ?? null,
  });
  const close = async () => {
    await core.close();
    connectivity.close();
    logger.close();
  };
  return { core, client: directClient(core, io.signal), home, isNew, logger, close };
}
