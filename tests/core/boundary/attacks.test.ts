import { MessageChannel } from 'node:worker_threads';
import * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PortServer, servePort } from '#core/boundary/port-server.ts';
import {
  memoryLogger,
  type RawClient,
  type RecordingHandlers,
  rawClient,
  recordingHandlers,
  smallContract,
} from '#tests/helpers/boundary.ts';
import { nodePort, type PortPair, transports } from '#tests/helpers/transports.ts';

const raw = (value: unknown) => ({ type: 'RAW', value });
const runCode = {
  id: 'attack-1',
  type: 'CONSTRUCT',
  path: ['ping', 'constructor'],
  argumentList: [raw('globalThis.attacked = true; return {}')],
};
const pollute = { id: 'attack-2', type: 'SET', path: ['__proto__', 'polluted'], value: raw('yes') };

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'attacked');
  Reflect.deleteProperty(Object.prototype, 'polluted');
});

describe('bare comlink', () => {
  it.each([
    [
      'runs code of the client',
      { ...runCode, argumentList: [raw('globalThis.attacked = true')] },
      () => Reflect.get(globalThis, 'attacked'),
    ],
    ['lets the client pollute prototypes', pollute, () => Reflect.get({}, 'polluted')],
  ])('%s', async (_name, message, harm) => {
    const { port1, port2 } = new MessageChannel();
    Comlink.expose({ ping: () => 'pong' }, nodeEndpoint(port1));
    const client = rawClient(nodePort(port2), () => undefined);
    client.send(message);
    // CONSTRUCT makes a function of the text; calling it is the second half of the attack.
    const answer = await client.next(({ id }) => id === message.id);
    if (message.type === 'CONSTRUCT') {
      const made = Comlink.wrap<() => Promise<void>>(nodeEndpoint(answer['value'] as never));
      await made();
      (answer['value'] as { close(): void }).close();
    }
    expect(harm()).toBeTruthy();
    port1.close();
  });
});

describe.each(transports)('the guard on a $name', ({ open }) => {
  let pair: PortPair;
  let client: RawClient;
  let server: PortServer;
  let handlers: RecordingHandlers;
  const logger = memoryLogger();

  beforeEach(async () => {
    pair = await open();
    handlers = recordingHandlers(() => 'unused');
    server = servePort({ port: pair.server, contract: smallContract, handlers, onEvent: () => () => undefined, logger });
    client = rawClient(pair.client, (text) => pair.sendText(text));
  });
  afterEach(async () => {
    server.close();
    await pair.end();
  });

  /** Messages are handled in order: when this call has its answer, what was sent before was judged. */
  async function afterAll() {
    client.send(call('after', ['text', 'echo'], { text: 'still here' }));
    return client.next(({ id }) => id === 'after');
  }
  const call = (id: string, path: unknown, input: unknown, meta: unknown = { id: `call-${id}` }) => ({
    id,
    type: 'APPLY',
    path,
    argumentList: [raw(input), raw(meta)],
  });

  const attacks: [string, unknown, string][] = [
    ['code by CONSTRUCT', { ...runCode, path: ['text', 'echo', 'constructor'] }, 'forbidden_type'],
    ['CONSTRUCT of a declared method', { ...runCode, path: ['text', 'echo'] }, 'forbidden_type'],
    ['SET on __proto__', pollute, 'forbidden_type'],
    ['SET of a service', { id: 'x', type: 'SET', path: ['text'], value: raw(1) }, 'forbidden_type'],
    ['GET', { id: 'x', type: 'GET', path: ['text', 'echo'] }, 'forbidden_type'],
    ['ENDPOINT', { id: 'x', type: 'ENDPOINT' }, 'forbidden_type'],
    ['an unknown type', { id: 'x', type: 'apply', path: ['text', 'echo'] }, 'forbidden_type'],
    [
      'a HANDLER argument',
      {
        id: 'x',
        type: 'APPLY',
        path: ['text', 'echo'],
        argumentList: [{ type: 'HANDLER', name: 'throw', value: { isError: true, value: {} } }, raw({ id: 'c' })],
      },
      'forbidden_argument',
    ],
    [
      'a proxy argument',
      {
        id: 'x',
        type: 'APPLY',
        path: ['text', 'echo'],
        argumentList: [raw({ text: 'a' }), { type: 'HANDLER', name: 'proxy', value: {} }],
      },
      'forbidden_argument',
    ],
    ['no arguments', { id: 'x', type: 'APPLY', path: ['text', 'echo'], argumentList: [] }, 'malformed'],
    ['one argument', { id: 'x', type: 'APPLY', path: ['text', 'echo'], argumentList: [raw({})] }, 'malformed'],
    ['three arguments', { id: 'x', type: 'APPLY', path: ['text', 'echo'], argumentList: [raw({}), raw({ id: 'c' }), raw(1)] }, 'malformed'],
    ['arguments that are no array', { id: 'x', type: 'APPLY', path: ['text', 'echo'], argumentList: { length: 2 } }, 'malformed'],
    ['a path of one', call('x', ['text'], {}), 'malformed'],
    ['a path of three', call('x', ['text', 'echo', 'call'], {}), 'malformed'],
    ['an empty path', call('x', [], {}), 'malformed'],
    ['a path of numbers', call('x', [0, 1], {}), 'malformed'],
    ['a missing message id', { ...call('x', ['text', 'echo'], {}), id: undefined }, 'malformed'],
    ['a missing call id', call('x', ['text', 'echo'], { text: 'a' }, {}), 'malformed'],
    ['an extra key', { ...call('x', ['text', 'echo'], { text: 'a' }), more: 1 }, 'malformed'],
    ['a RELEASE with a path', { id: 'x', type: 'RELEASE', path: ['text'] }, 'malformed'],
    ['null', null, 'malformed'],
    ['a number', 1, 'malformed'],
    ['an array', [1, 2], 'malformed'],
    ['an oversized text', call('x', ['text', 'echo'], { text: 'a'.repeat(1_100_000) }), 'oversized'],
    ['an oversized list', call('x', ['text', 'echo'], { list: Array.from({ length: 200_000 }, () => 1) }), 'oversized'],
    ['deep nesting', call('x', ['text', 'echo'], nested(200)), 'too_deep'],
  ];

  it.each(attacks)('drops %s', async (_name, message, reason) => {
    client.send(message);
    await expect(afterAll()).resolves.toMatchObject({ value: { ok: true } });
    expect(server.dropped()).toEqual({ [reason]: 1 });
    expect(handlers.seen).toHaveLength(1);
    expect(client.received).toHaveLength(1);
    expect(Reflect.get(globalThis, 'attacked')).toBeUndefined();
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it.each([
    ['not JSON', '{"id":', 'malformed'],
    ['deep JSON', '['.repeat(500_000), 'malformed'],
    ['deep closed JSON', '['.repeat(100_000) + ']'.repeat(100_000), 'too_deep'],
    ['oversized JSON', `"${'a'.repeat(1_100_000)}"`, 'oversized'],
    ['an own __proto__ key', call2('{"__proto__":{"polluted":"yes"},"text":"a"}'), 'not_plain'],
  ])('drops text: %s', async (_name, text, reason) => {
    client.sendText(text);
    await afterAll();
    expect(server.dropped()).toEqual({ [reason]: 1 });
    expect(handlers.seen).toHaveLength(1);
  });

  it.each([
    [['constructor', 'constructor']],
    [['__proto__', 'toString']],
    [['toString', 'call']],
    [['text', 'constructor']],
    [['text', '__proto__']],
    [['text', 'toString']],
    [['text', 'hasOwnProperty']],
    [['nothing', 'echo']],
  ])('refuses the forged call %s', async (path) => {
    client.send(call('forged', path, { text: 'a' }));
    const answer = await client.next(({ id }) => id === 'forged');
    expect(answer['value']).toMatchObject({ ok: false, error: { code: 'unsupported' } });
    expect(handlers.seen).toEqual([]);
  });

  it('counts and logs drops without filling the log', async () => {
    for (let i = 0; i < 100; i += 1) client.send({ id: 'x', type: 'GET', path: [] });
    await afterAll();
    expect(server.dropped()).toEqual({ forbidden_type: 100 });
    const totals = logger.lines.filter((line) => line.fields['reason'] === 'forbidden_type').map((line) => line.fields['total']);
    expect(totals.slice(-7)).toEqual([1, 2, 4, 8, 16, 32, 64]);
  });

  it('closes the port after a RELEASE', async () => {
    client.send({ id: 'bye', type: 'RELEASE' });
    await client.closed;
  });
});

describe('structured clones', () => {
  it.each([
    ['a map', new Map([['text', 'a']])],
    ['a date', new Date(0)],
    ['a buffer', new Uint8Array(10)],
    ['a sparse array of a billion holes', Array.from({ length: 0 }, () => 1)],
    ['a cycle', cycle()],
    ['a big integer', 1n],
    ['an error', new Error('text')],
  ])('drops %s', async (name, value) => {
    const { port1, port2 } = new MessageChannel();
    const handlers = recordingHandlers(() => 'unused');
    const server = servePort({
      port: nodePort(port1),
      contract: smallContract,
      handlers,
      onEvent: () => () => undefined,
      logger: memoryLogger(),
    });
    const client = rawClient(nodePort(port2), () => undefined);
    if (name.startsWith('a sparse')) (value as unknown[]).length = 1_000_000_000;
    client.send({ id: 'x', type: 'APPLY', path: ['text', 'echo'], argumentList: [raw({ text: value }), raw({ id: 'c' })] });
    client.send({ id: 'after', type: 'APPLY', path: ['text', 'echo'], argumentList: [raw({ text: 'b' }), raw({ id: 'd' })] });
    await client.next(({ id }) => id === 'after');
    expect(Object.values(server.dropped())).toEqual([1]);
    expect(handlers.seen).toHaveLength(1);
    server.close();
  });
});

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i += 1) value = { value };
  return value;
}

function cycle(): unknown {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}

function call2(input: string): string {
  return `{"id":"x","type":"APPLY","path":["text","echo"],"argumentList":[{"type":"RAW","value":${input}},{"type":"RAW","value":{"id":"c"}}]}`;
}
