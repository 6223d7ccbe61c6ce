import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { connectBrowser } from '#renderer/rpc/browser-connection.ts';
import type { Connection } from '#renderer/rpc/connection.ts';
import { openLink } from '#renderer/rpc/link.ts';
import { webSocketPortOf } from '#renderer/rpc/ports.ts';
import { createServicesClient } from '#renderer/rpc/services-client.ts';
import type { AppFailure } from '#shared/errors/app-error.ts';
import { type FakePage, stubPage } from '#tests/helpers/page-globals.ts';
import { type ServerFixture, serverFixture } from '#tests/helpers/server-fixture.ts';
import { type StubCore, stubCore } from '#tests/helpers/stub-core.ts';

let core: StubCore;
let host: ServerFixture;
let page: FakePage;
beforeEach(async () => {
  core = stubCore({
    connections: { list: () => [] },
    jobs: { list: ({ limit }) => [{ limit }] as never },
    overview: { get: () => new Promise(() => undefined) },
  });
  host = await serverFixture(core);
  page = stubPage(host.server.url);
});
afterEach(async () => {
  page.dropSockets();
  vi.unstubAllGlobals();
  await host.end();
});

describe('a page of the headless host', () => {
  it('exchanges its token, forgets it and calls services', async () => {
    const connection = await connectBrowser();
    expect(page.location.hash).toBe('');
    expect(connection.host).toBe('headless');
    expect(await connection.services.jobs.list({ limit: 3 })).toEqual({ ok: true, value: [{ limit: 3 }] });
  });

  it('connects again after a reload, without a token', async () => {
    await connectBrowser();
    expect(await (await connectBrowser()).services.jobs.list({})).toMatchObject({ ok: true });
  });

  it('says what to do when its link was used before', async () => {
    await host.signIn(host.server.url);
    await expect(connectBrowser()).rejects.toMatchObject({
      error: { code: 'auth_required', hint: expect.stringContaining('link') as string },
    });
  });

  it('says that the host is gone', async () => {
    await host.server.close();
    const failed = await connectBrowser().catch((cause: unknown) => cause);
    expect((failed as AppFailure).error.code).toBe('offline');
  });

  it('receives events, also those from before the first listener', async () => {
    const connection = await connectBrowser();
    core.emit({ type: 'navigate', path: '/costs' });
    await connection.services.jobs.list({});
    const seen: unknown[] = [];
    connection.onEvent((event) => seen.push(event));
    core.emit({ type: 'connectivity', online: true });
    await connection.services.jobs.list({});
    expect(seen).toEqual([
      { type: 'navigate', path: '/costs' },
      { type: 'connectivity', online: true },
    ]);
  });

  it('answers pending calls when the link breaks, and comes back', async () => {
    const connection = await connectBrowser();
    const statuses = statusesOf(connection);
    const lost = vi.fn<() => void>();
    connection.onClose(lost);
    const pending = connection.services.overview.get({});
    await connection.services.jobs.list({});
    page.dropSockets();
    expect(await pending).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(await connection.services.jobs.list({})).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(lost).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(statuses).toEqual(['reconnecting', 'connected']), { timeout: 5_000 });
    expect(await connection.services.jobs.list({})).toMatchObject({ ok: true });
  });

  it('gives up when its session has ended', async () => {
    const connection = await connectBrowser();
    const statuses = statusesOf(connection);
    host.time.now += 13 * 3_600_000;
    page.dropSockets();
    await vi.waitFor(() => expect(statuses).toEqual(['reconnecting', 'closed']), { timeout: 5_000 });
  });

  it('uploads files and gets tokens', async () => {
    const { files } = await connectBrowser();
    const reply = await files.register([new File(['a,b\n'], 'costs.csv')]);
    expect(reply).toEqual({ ok: true, value: [{ token: 'granted-0', name: 'costs.csv', bytes: 4 }] });
    expect(core.grants.pathToOpen('granted-0')).toMatch(/costs\.csv$/);
  });
});

describe('the WebSocket upgrade', () => {
  const attempt = (headers: Record<string, string>, protocols: string[] = [], path = '/rpc') =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${host.server.port}${path}`, protocols, { headers });
      socket.once('open', () => {
        resolve('open');
        socket.terminate();
      });
      socket.once('error', ({ message }) => resolve(message));
    });

  it('takes a page of ours with both halves of the session and nobody else', async () => {
    const { cookie, origin, 'x-aetherium-key': key } = await host.signIn();
    const protocols = ['aetherium.rpc.1', key];
    const refused = 'Unexpected server response: 403';
    expect(await attempt({ cookie, origin }, protocols)).toBe('open');
    expect(await attempt({ cookie, origin: 'http://evil.example' }, protocols)).toBe(refused);
    expect(await attempt({ cookie }, protocols)).toBe(refused);
    expect(await attempt({ cookie, origin, host: `evil.example:${host.server.port}` }, protocols)).toBe(refused);
    expect(
      await attempt({ cookie, origin: `http://evil.example:${host.server.port}`, host: `evil.example:${host.server.port}` }, protocols),
    ).toBe(refused);
    expect(await attempt({ origin }, protocols)).toBe(refused);
    expect(await attempt({ cookie, origin }, ['aetherium.rpc.1', 'wrong'])).toBe(refused);
    expect(await attempt({ cookie, origin }, ['aetherium.rpc.1'])).toBe(refused);
    expect(await attempt({ cookie, origin }, protocols, '/other')).toBe(refused);
  });

  it('ends a connection that sends something absurd', async () => {
    const { cookie, origin, 'x-aetherium-key': key } = await host.signIn();
    const socket = new WebSocket(`ws://127.0.0.1:${host.server.port}/rpc`, ['aetherium.rpc.1', key], { headers: { cookie, origin } });
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.send('a'.repeat(3_000_000));
    expect(await closed).toBe(1009);
  });

  it('serves each socket on its own: one cannot cancel the calls of another', async () => {
    const { cookie, origin, 'x-aetherium-key': key } = await host.signIn();
    const open = () => {
      const socket = new WebSocket(`ws://127.0.0.1:${host.server.port}/rpc`, ['aetherium.rpc.1', key], { headers: { cookie, origin } });
      return new Promise<ReturnType<typeof openLink>>((resolve) => {
        socket.once('open', () =>
          resolve(openLink(webSocketPortOf(socket as never), { onEvent: () => undefined, onClose: () => undefined })),
        );
      });
    };
    const [one, other] = await Promise.all([open(), open()]);
    const id = 'the-call';
    const running = one.send({ service: 'overview', method: 'get', input: {}, id, timeoutMs: 60_000 });
    const cancelFrom = (link: typeof one) => createServicesClient(link.send).calls.cancel({ id });
    await createServicesClient(one.send).jobs.list({});
    expect(await cancelFrom(other)).toEqual({ ok: true, value: false });
    expect(await cancelFrom(one)).toEqual({ ok: true, value: true });
    expect(await running).toMatchObject({ error: { code: 'cancelled' } });
    one.close();
    other.close();
  });
});

function statusesOf(connection: Connection): string[] {
  const statuses: string[] = [];
  connection.onStatus((status) => statuses.push(status));
  return statuses;
}
