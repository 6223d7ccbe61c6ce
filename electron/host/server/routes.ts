import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { cacheControl, findRendererFile, rendererHeaders } from '#core/platform/renderer-files.ts';
import type { FileGrants } from '#core/ports.ts';
import type { Services } from '#shared/contract/services.ts';
import { sessionKeyHeader } from '#shared/contract/wire.ts';
import { failure } from '#shared/errors/app-error.ts';
import { sendDownload } from './downloads.ts';
import { readJson, sendJson } from './http-answers.ts';
import { isForeignOrigin, isOwnHost, isOwnOrigin } from './request-origin.ts';
import { cookieOf, type Sessions } from './sessions.ts';
import { receiveUpload } from './uploads.ts';

export interface RouteContext {
  home: string;
  rendererDir: string;
  grants: FileGrants;
  transfers: Services['transfers'];
  sessions: Sessions;
  port: number;
}

/** Cookies ignore ports, so the name carries ours: two hosts on one machine must not overwrite each other's. */
export function cookieName(port: number): string {
  return `aetherium-${port}`;
}

/** Answers one HTTP request; what it throws becomes the failed answer. */
export async function route(request: IncomingMessage, response: ServerResponse, context: RouteContext): Promise<void> {
  if (!isOwnHost(request, context.port) || isForeignOrigin(request)) throw failure('forbidden', 'This host serves its own pages only');
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
  const name = `${request.method} ${pathname}`;
  if (name === 'POST /session') return openSession(request, response, context);
  if (name === 'GET /session') return checkSession(request, response, context);
  if (name === 'POST /upload') return upload(request, response, context, searchParams.get('name') ?? '');
  if (request.method !== 'GET' && request.method !== 'HEAD') throw failure('unsupported', 'No such request');
  if (pathname.startsWith('/download/')) {
    const asked = { id: pathname.slice('/download/'.length), transferId: searchParams.get('transfer') };
    return download(request, response, context, asked);
  }
  return sendRendererFile(request, response, context, pathname);
}

const tokenSchema = z.strictObject({ token: z.string().max(100) });

async function openSession(request: IncomingMessage, response: ServerResponse, { sessions, port }: RouteContext): Promise<void> {
  requireOwnOrigin(request);
  const body = tokenSchema.safeParse(await readJson(request));
  const created = body.success ? sessions.redeem(body.data.token) : null;
  if (!created) throw failure('auth_required', 'This link was used or has expired', { hint: 'Start the host again for a fresh link.' });
  response.setHeader('Set-Cookie', `${cookieName(port)}=${created.cookie}; HttpOnly; SameSite=Strict; Path=/`);
  sendJson(response, 200, { key: created.key });
}

async function checkSession(request: IncomingMessage, response: ServerResponse, context: RouteContext): Promise<void> {
  requireSession(request, context);
  response.writeHead(204, { 'Cache-Control': 'no-store' }).end();
}

async function upload(request: IncomingMessage, response: ServerResponse, context: RouteContext, name: string): Promise<void> {
  requireOwnOrigin(request);
  requireSession(request, context);
  sendJson(response, 200, await receiveUpload(request, { home: context.home, grants: context.grants, name }));
}

interface AskedDownload {
  id: string;
  transferId: string | null;
}

async function download(
  request: IncomingMessage,
  response: ServerResponse,
  context: RouteContext,
  { id, transferId }: AskedDownload,
): Promise<void> {
  if (!context.sessions.isKnownCookie(cookieOf(request, cookieName(context.port)))) throw signInNeeded();
  await sendDownload(response, { home: context.home, id, transferId, transfers: context.transfers });
}

async function sendRendererFile(request: IncomingMessage, response: ServerResponse, context: RouteContext, path: string): Promise<void> {
  const file = await findRendererFile(context.rendererDir, path);
  if (!file) throw failure('not_found', 'No such page');
  const sockets = `ws://${request.headers.host}`;
  response.writeHead(200, { ...rendererHeaders([sockets]), 'Content-Type': file.contentType, 'Cache-Control': cacheControl(file) });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(file.path), response);
}

function requireOwnOrigin(request: IncomingMessage): void {
  if (!isOwnOrigin(request)) throw failure('forbidden', 'This request must come from a page of this host');
}

function requireSession(request: IncomingMessage, { sessions, port }: RouteContext): void {
  const key = request.headers[sessionKeyHeader];
  if (!sessions.isValid(cookieOf(request, cookieName(port)), typeof key === 'string' ? key : null)) throw signInNeeded();
}

function signInNeeded() {
  return failure('auth_required', 'No session with this host', { hint: 'Open the link that the host printed, or start it again.' });
}
