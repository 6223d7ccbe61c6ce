// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from 'vitest';
import { type PortServer, servePort } from '#core/boundary/port-server.ts';
import { type Link, openLink } from '#renderer/rpc/link.ts';
import { createServicesClient } from '#renderer/rpc/services-client.ts';
import type { AppEvent } from '#shared/contract/events.ts';
import { contract, type Services } from '#shared/contract/services.ts';
import { memoryLogger } from '#tests/helpers/boundary.ts';
import { type StubCore, stubCore } from '#tests/helpers/stub-core.ts';
import { type PortPair, transports } from '#tests/helpers/transports.ts';

describe.each(transports)('the client over a $name', ({ open }) => {
  let pair: PortPair;
  let link: Link;
  let server: PortServer;
  let core: StubCore;
  let signals: AbortSignal[];
  let events: AppEvent[];
  let closed: Mock<() => void>;
  let services: ReturnType<typeof createServicesClient>;

  beforeEach(async () => {
    pair = await open();
    [signals, events, closed] = [[], [], vi.fn<() => void>()];
    const never: Services['overview']['get'] = (_input, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    core = stubCore({
      overview: { get: never },
      jobs: { list: ({ limit }) => [{ limit }] as never, cancel: ({ jobId }) => jobId === 'job' },
    });
    server = servePort({
      port: pair.server,
      contract,
      handlers: core.services,
      onEvent: (listener) => core.onEvent(listener),
      logger: memoryLogger(),
    });
    link = openLink(pair.client, { onEvent: (event) => events.push(event), onClose: closed });
    services = createServicesClient(link.send);
  });
  afterEach(async () => {
    vi.useRealTimers();
    server.close();
    await pair.end();
  });

  it('calls typed services and gets replies', async () => {
    expect(await services.jobs.list({ limit: 5 })).toEqual({ ok: true, value: [{ limit: 5 }] });
    expect(await services.jobs.list({})).toEqual({ ok: true, value: [{ limit: 100 }] });
    expect(await services.jobs.cancel({ jobId: 'job' })).toEqual({ ok: true, value: true });
  });

  it('keeps many calls apart', async () => {
    const replies = await Promise.all(Array.from({ length: 50 }, (_, index) => services.jobs.list({ limit: index + 1 })));
    expect(replies.map((reply) => reply.ok && reply.value)).toEqual(Array.from({ length: 50 }, (_, index) => [{ limit: index + 1 }]));
  });

  it('answers wrong input and unknown handlers with an error value', async () => {
    expect(await services.jobs.list({ limit: -1 })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(await services.app.info({})).toMatchObject({ ok: false, error: { code: 'unsupported' } });
  });

  it('cancels with an AbortSignal, here and there', async () => {
    const controller = new AbortController();
    const reply = services.overview.get({}, { signal: controller.signal });
    await vi.waitFor(() => expect(signals).toHaveLength(1));
    controller.abort();
    expect(await reply).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    await vi.waitFor(() => expect(signals[0]?.aborted).toBe(true));
  });

  it('sends nothing for a signal that fired before', async () => {
    expect(await services.overview.get({}, { signal: AbortSignal.abort() })).toMatchObject({ error: { code: 'cancelled' } });
    await services.jobs.list({});
    expect(signals).toEqual([]);
  });

  it('gives up after the time of the method', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const reply = services.overview.get({});
    while (signals.length === 0) await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(60_000);
    expect(await reply).toMatchObject({ ok: false, error: { code: 'timeout' } });
    expect(signals[0]?.aborted).toBe(true);
  });

  it('answers all pending calls with offline when the port closes, and later ones at once', async () => {
    const pending = [services.overview.get({}), services.overview.get({})];
    await vi.waitFor(() => expect(signals).toHaveLength(2));
    server.close();
    for (const reply of await Promise.all(pending)) expect(reply).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(closed).toHaveBeenCalledOnce();
    expect(await services.jobs.list({})).toMatchObject({ ok: false, error: { code: 'offline' } });
  });

  it('delivers events', async () => {
    core.emit({ type: 'connectivity', online: false });
    await vi.waitFor(() => expect(events).toEqual([{ type: 'connectivity', online: false }]));
  });

  it('answers input that cannot be carried', async () => {
    const cycle: { limit?: unknown } = {};
    cycle.limit = () => cycle;
    const reply = await services.jobs.list(cycle as never);
    // JSON leaves functions out, a structured clone refuses them.
    expect(reply.ok ? 'left out' : reply.error.code).toMatch(/left out|internal/);
  });
});
