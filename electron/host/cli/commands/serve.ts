import { once } from 'node:events';
import { startServer } from '../../server/start-server.ts';
import type { CliIo } from '../io.ts';
import type { OpenedCore } from '../open-core.ts';

export interface ServeOptions {
  port?: number;
  /** False with `--no-open`. */
  open: boolean;
  json: boolean;
}

/** Whether a browser that opens would be seen by someone. */
function hasDisplay(env: NodeJS.ProcessEnv): boolean {
  return process.platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

async function openBrowser(io: CliIo, url: string): Promise<void> {
  try {
    const { default: open } = await import('open');
    await open(url);
  } catch {
    await io.err('The browser did not open: open the address above.\n');
  }
}

/** Serves the console to a browser of this machine until SIGINT or SIGTERM. */
export async function serve(io: CliIo, { core, home, logger }: OpenedCore, { port, open, json }: ServeOptions): Promise<void> {
  const server = await startServer({ core, home, rendererDir: io.rendererDir, logger, ...(port !== undefined && { port }) });
  try {
    await io.out(json ? `${JSON.stringify({ url: server.url, port: server.port })}\n` : `${server.url}\n`);
    if (open && hasDisplay(io.env)) await openBrowser(io, server.url);
    if (!io.signal.aborted) await once(io.signal, 'abort');
  } finally {
    await server.close();
  }
}
