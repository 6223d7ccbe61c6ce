import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Core } from '#core/core.ts';
import type { Logger } from '#core/ports.ts';
import { failure } from '#shared/errors/app-error.ts';
import { sendFailure } from './http-answers.ts';
import { route } from './routes.ts';
import { createRpcSockets } from './rpc-sockets.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { clearTransfers } from './transfer-folders.ts';

const address = '127.0.0.1';
/** Uploads of many gigabytes may take their time. */
const requestTimeoutMs = 3_600_000;

export interface ServerOptions {
  core: Core;
  /** Home of the core; uploads and downloads pass through it. */
  home: string;
  /** Folder of the built renderer. */
  rendererDir: string;
  /** Default: a free port chosen by the system. */
  port?: number;
  logger: Logger;
  /** Epoch ms; the life of links and sessions is measured by it. */
  now?: () => number;
}

export interface RunningServer {
  /** Where to open the console, with a one-time token in the fragment: it never reaches logs or the network. */
  url: string;
  port: number;
  /** A fresh one-time address, for another browser or when the first has expired. */
  newUrl(): string;
  /** Ends all sessions and removes what passed through. */
  close(): Promise<void>;
}

/** Serves the console to browsers of this machine: on the loopback interface only. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { core, home, rendererDir, logger } = options;
  await clearTransfers(core, home);
  const sessions = createSessions(options.now ?? Date.now);
  const server = createServer({ requestTimeout: requestTimeoutMs });
  const port = await listen(server, options.port ?? 0);
  const sockets = createRpcSockets({ core, sessions, port, logger });

  server.on('request', (request, response) => {
    route(request, response, { home, rendererDir, grants: core.grants, transfers: core.services.transfers, sessions, port }).catch(
      (cause: unknown) => {
        const error = sendFailure(response, cause);
        const fields = { method: request.method, code: error.code };
        if (error.code === 'internal') logger.error('request failed', { ...fields, error: String(cause) });
        else logger.info('request refused', fields);
      },
    );
  });
  server.on('upgrade', sockets.upgrade);

  const newUrl = () => linkTo(port, sessions);
  return {
    url: newUrl(),
    port,
    newUrl,
    close: async () => {
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await clearTransfers(core, home);
    },
  };
}

function linkTo(port: number, sessions: Sessions): string {
  return `http://${address}:${port}/#token=${sessions.issueLink()}`;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(failure('conflict', `Port ${port} cannot be opened`, { hint: 'Choose another port.', cause })));
    server.listen(port, address, () => resolve((server.address() as AddressInfo).port));
  });
}
