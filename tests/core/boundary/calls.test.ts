import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from 'vitest';
import { type PortServer, servePort } from '#core/boundary/port-server.ts';
import type { AppEvent } from '#shared/contract/events.ts';
import { failure } from '#shared/errors/app-error.ts';
import {
  memoryLogger,
  type RawClient,
  type RecordingHandlers,
  rawClient,
  recordingHandlers,
  smallContract,
} from '#tests/helpers/boundary.ts';
import { type PortPair, transports } from '#tests/helpers/transports.ts';

const raw = (value: unknown) => ({ type: 'RAW', value });

describe.each(transports)('calls over a $name', ({ open }) => {
  let pair: PortPair;
  let client: RawClient;
  let server: PortServer;
  let handlers: RecordingHandlers;
  let emit: (event: AppEvent) => void;
  const logger = memoryLogger();
  let unsubscribed: Mock<() => void>;

  beforeEach(async () => {
    pair = await open();
    unsubscribed = vi.fn<() => void>();
    const leave = unsubscribed;
    handlers = recordingHandlers((how) => {
      if (how === 'expected') throw failure('not_found', 'No such text', { hint: 'Look elsewhere.' });
      if (how === 'uncloneable') return (() => 10n) as unknown as string;
      throw new Error('the password is hunter2');
    });
    server = servePort({
      port: pair.server,
      contract: smallContract,
      handlers,
      logger,
      onEvent: (listener) => {
        emit = listener;
        return leave;
      },
    });
    client = rawClient(pair.client, (text) => pair.sendText(text));
  });
  afterEach(async () => {
    vi.useRealTimers();
    server.close();
    await pair.end();
  });

  const send = (id: string, path: [string, string], input: unknown) =>
    client.send({ id: `message-${id}`, type: 'APPLY', path, argumentList: [raw(input), raw({ id })] });
  const reply = async (id: string) => (await client.next((message) => message['id'] === `message-${id}`))['value'];
  const arrived = (count: number) => vi.waitFor(() => expect(handlers.seen).toHaveLength(count));

  it('parses input, fills defaults and answers with a value', async () => {
    send('1', ['text', 'echo'], { text: 'ab' });
    expect(await reply('1')).toEqual({ ok: true, value: { text: 'ab' } });
    expect(handlers.seen[0]?.input).toEqual({ text: 'ab', times: 1 });
  });

  it.each([
    [{ text: 1 }, 'text: '],
    [{ text: 'a', times: '2' }, 'times: '],
    [{ text: 'a', secret: 'hunter2' }, 'secret'],
    [{}, 'text: '],
    [null, 'input: '],
    ['a', 'input: '],
  ])('names the wrong field of %j and not its value', async (input, named) => {
    send('1', ['text', 'echo'], input);
    const answer = (await reply('1')) as { ok: false; error: { code: string; message: string } };
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(answer.error.message).toContain(named);
    expect(answer.error.message).not.toContain('hunter2');
    expect(handlers.seen).toEqual([]);
  });

  it('carries expected failures as they are', async () => {
    send('1', ['text', 'fail'], { how: 'expected' });
    expect(await reply('1')).toEqual({ ok: false, error: { code: 'not_found', message: 'No such text', hint: 'Look elsewhere.' } });
  });

  it('hides bugs behind the id of their log line', async () => {
    send('1', ['text', 'fail'], { how: 'bug' });
    const answer = (await reply('1')) as { ok: false; error: { code: string; message: string } };
    expect(answer.error.code).toBe('internal');
    const line = logger.lines.findLast(({ message }) => message === 'call failed')!;
    expect(answer.error.message).toContain(line.fields['errorId']);
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('refuses an id that is running, and takes it again afterwards', async () => {
    send('1', ['text', 'wait'], {});
    await arrived(1);
    client.send({ id: 'again', type: 'APPLY', path: ['text', 'echo'], argumentList: [raw({ text: 'a' }), raw({ id: '1' })] });
    expect((await client.next(({ id }) => id === 'again'))['value']).toMatchObject({ error: { code: 'conflict' } });
    send('cancel', ['calls', 'cancel'], { id: '1' });
    expect(await reply('1')).toMatchObject({ error: { code: 'cancelled' } });
    client.send({ id: 'later', type: 'APPLY', path: ['text', 'echo'], argumentList: [raw({ text: 'a' }), raw({ id: '1' })] });
    expect((await client.next(({ id }) => id === 'later'))['value']).toMatchObject({ ok: true });
  });

  it('cancels by id and fires the signal', async () => {
    send('1', ['text', 'wait'], {});
    await arrived(1);
    send('2', ['calls', 'cancel'], { id: '1' });
    expect(await reply('2')).toEqual({ ok: true, value: true });
    expect(await reply('1')).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(handlers.seen[0]?.call.signal.aborted).toBe(true);
    send('3', ['calls', 'cancel'], { id: '1' });
    expect(await reply('3')).toEqual({ ok: true, value: false });
  });

  it('ends a call after its time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    send('1', ['text', 'wait'], {});
    while (handlers.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(4_999);
    expect(handlers.seen[0]?.call.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await reply('1')).toMatchObject({ ok: false, error: { code: 'timeout', message: 'text.wait took longer than 5 s' } });
    expect(handlers.seen[0]?.call.signal.aborted).toBe(true);
  });

  it('aborts what runs when the client goes', async () => {
    send('1', ['text', 'wait'], {});
    await arrived(1);
    client.close();
    await vi.waitFor(() => expect(handlers.seen[0]?.call.signal.aborted).toBe(true));
    expect(unsubscribed).toHaveBeenCalledOnce();
  });

  it('bounds the calls that run at once', async () => {
    for (let i = 0; i < 257; i += 1) send(String(i), ['text', 'wait'], {});
    expect(await reply('256')).toMatchObject({ error: { code: 'rate_limited' } });
    expect(handlers.seen).toHaveLength(256);
  });

  it('pushes events', async () => {
    emit({ type: 'changed', tables: ['costs'] });
    const envelope = await client.next((message) => 'aetheriumEvent' in message);
    expect(envelope).toEqual({ aetheriumEvent: { type: 'changed', tables: ['costs'] } });
  });
});

describe('an answer that cannot be carried', () => {
  it('is told to the client over a message port', async () => {
    const pair = await transports[0]!.open();
    const logger = memoryLogger();
    const handlers = recordingHandlers(() => (() => 1) as unknown as string);
    const server = servePort({ port: pair.server, contract: smallContract, handlers, logger, onEvent: () => () => undefined });
    const client = rawClient(pair.client, (text) => pair.sendText(text));
    client.send({ id: 'm', type: 'APPLY', path: ['text', 'fail'], argumentList: [raw({ how: 'uncloneable' }), raw({ id: 'c' })] });
    expect(await client.next(({ id }) => id === 'm')).toMatchObject({ value: { ok: false, error: { code: 'internal' } } });
    expect(logger.lines.map(({ message }) => message)).toContain('message not sent');
    server.close();
    await pair.end();
  });
});
