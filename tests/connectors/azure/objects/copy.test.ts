import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import type { ObjectStore, ServerCopy } from '#connectors/sdk.ts';
import { developmentAccount, developmentKey, settingsFor } from '#tests/helpers/azurite.ts';
import { listening } from '#tests/helpers/connect-proxy.ts';
import { storeOf } from '#tests/wire/azure-blob-session.ts';

/**
 * A copy between accounts goes on at the service after its answer; azurite ends all at once, so this server is scripted after
 * https://learn.microsoft.com/rest/api/storageservices/copy-blob and abort-copy-blob. Self-authored.
 */
interface Copying {
  store: ObjectStore;
  seen: string[];
  status: 'pending' | 'success' | 'failed' | 'aborted';
  copyId: string;
  /** Called for each question how far it is. */
  onAsk: () => void;
}

function answer(copying: Copying, { method, url = '' }: IncomingMessage, reply: ServerResponse): void {
  const headers = { 'x-ms-request-id': 'r-1', etag: '"1"', 'content-length': '0', 'last-modified': new Date(0).toUTCString() };
  const call = `${method}${url.includes('comp=copy') ? ' abort' : ''}`;
  copying.seen.push(call);
  if (call === 'PUT abort') copying.status = 'aborted';
  if (call === 'HEAD') copying.onAsk();
  const copy = { 'x-ms-copy-id': copying.copyId, 'x-ms-copy-status': copying.status };
  const codes: Record<string, number> = { PUT: 202, 'PUT abort': 204, HEAD: 200, DELETE: 202 };
  const code = codes[call] ?? 400;
  reply.writeHead(code, { ...headers, ...copy }).end();
}

async function world(): Promise<Copying> {
  const copying = { seen: [], status: 'pending', copyId: 'copy-1', onAsk: () => undefined } as unknown as Copying;
  const port = await listening(createServer((incoming, reply) => answer(copying, incoming, reply)));
  const settings = settingsFor(`http://127.0.0.1:${port}/${developmentAccount}`);
  copying.store = await storeOf({ settings, secrets: { storageAccountKey: developmentKey } });
  return copying;
}

const copyOf = (signal: AbortSignal): ServerCopy => ({
  from: { bucket: `${developmentAccount}/a`, key: 'x', size: 1, modified: 0, storageClass: 'Hot', etag: '1' },
  to: { bucket: `${developmentAccount}/b`, key: 'y' },
  properties: null,
  signal,
});

test('a copy that is cancelled is ended at the service, and nothing of it stays', async () => {
  const copying = await world();
  const cancel = new AbortController();
  copying.onAsk = () => cancel.abort();
  await expect(copying.store.copy!(copyOf(cancel.signal))).rejects.toMatchObject({ name: 'AbortError' });
  expect(copying.seen).toEqual(['PUT', 'HEAD', 'PUT abort', 'HEAD', 'DELETE']);
});

test('a copy that the service gives up is a fault of the provider, and its empty object goes', async () => {
  const copying = await world();
  copying.onAsk = () => void (copying.status = 'failed');
  await expect(copying.store.copy!(copyOf(new AbortController().signal))).rejects.toMatchObject({
    error: { code: 'provider_unavailable', message: expect.stringContaining('gave up') },
  });
  expect(copying.seen.at(-1)).toBe('DELETE');
});

test('what somebody else wrote meanwhile stays', async () => {
  const copying = await world();
  const cancel = new AbortController();
  copying.onAsk = () => {
    copying.copyId = 'another';
    cancel.abort();
  };
  await expect(copying.store.copy!(copyOf(cancel.signal))).rejects.toMatchObject({ name: 'AbortError' });
  expect(copying.seen).not.toContain('DELETE');
});
