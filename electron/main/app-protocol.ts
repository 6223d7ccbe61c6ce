import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, protocol, type Session } from 'electron';
import { cacheControl, findRendererFile, rendererHeaders } from '#core/platform/renderer-files.ts';

const scheme = 'app';
const host = 'aetherium';

/** Where the window's pages come from. `npm run dev` names Vite's server; an installed console never listens to it. */
export function pageOrigin(): string {
  const devServer = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
  return devServer ? new URL(devServer).origin : `${scheme}://${host}`;
}

/** Must run before the app is ready. Not `file:`: that scheme has no origin of its own and reads any file. */
export function declareAppProtocol(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
}

/** Serves the built renderer under `app://aetherium/`, with the headers of the headless host. */
export function serveAppProtocol({ protocol: handlers }: Session): void {
  const folder = join(import.meta.dirname, '../renderer');
  handlers.handle(scheme, async (request) => {
    const { host: asked, pathname } = new URL(request.url);
    const file = asked === host && request.method === 'GET' ? await findRendererFile(folder, pathname) : null;
    if (!file) return new Response('Not found', { status: 404, headers: rendererHeaders() });
    const headers = { ...rendererHeaders(), 'Content-Type': file.contentType, 'Cache-Control': cacheControl(file) };
    return new Response(new Uint8Array(await readFile(file.path)), { headers });
  });
}
