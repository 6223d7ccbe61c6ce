import { stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';

/** A file of the built renderer as a host serves it. */
export interface RendererFile {
  path: string;
  contentType: string;
  /** Named after its content by the build, so it may be cached for good. */
  immutable: boolean;
}

const contentTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/**
 * The file behind a URL path, or null. Never leaves `folder`. Places of the app are in the fragment (`/#/costs`), so
 * `/` is the one page.
 *
 * @param urlPath as it came in the URL, percent-encoded
 */
export async function findRendererFile(folder: string, urlPath: string): Promise<RendererFile | null> {
  const decoded = decode(urlPath);
  if (decoded === null) return null;
  const root = resolve(folder);
  const path = decoded === '/' ? join(root, 'index.html') : resolve(join(root, decoded));
  const contentType = contentTypes[extname(path)];
  if (!path.startsWith(root + sep) || !contentType) return null;
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? { path, contentType, immutable: decoded.startsWith('/assets/') } : null;
}

function decode(urlPath: string): string | null {
  try {
    const decoded = decodeURIComponent(urlPath);
    // A NUL ends a path early in system calls; a backslash is a separator on Windows.
    return /[\0\\]/.test(decoded) ? null : decoded;
  } catch {
    return null;
  }
}

/**
 * Headers of every file of the renderer, in both hosts. Scripts only from our own files. Styles may be inline because
 * Mantine writes its variables into style elements; they cannot run code.
 *
 * @param connect further sources to connect to, e.g. the WebSocket origin: not every browser counts it as `'self'`
 */
export function rendererHeaders(connect: string[] = []): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    ["connect-src 'self'", ...connect].join(' '),
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}

/** `Cache-Control` of a renderer file: the index must never outlive the build it points to. */
export function cacheControl(file: RendererFile): string {
  return file.immutable ? 'public, max-age=31536000, immutable' : 'no-store';
}
