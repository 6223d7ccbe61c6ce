import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspect } from '#core/boundary/guard.ts';
import { servePort } from '#core/boundary/port-server.ts';
import type { Port } from '#shared/contract/port.ts';
import { memoryLogger, recordingHandlers, smallContract } from '#tests/helpers/boundary.ts';

const hostileKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'text', 'echo', 'wait', 'calls', 'cancel', 'then', 'bind', ''];
const name = fc.oneof(fc.constantFrom(...hostileKeys), fc.string());
const value = fc.anything({
  withMap: true,
  withSet: true,
  withDate: true,
  withTypedArray: true,
  withBigInt: true,
  withNullPrototype: true,
  withSparseArray: true,
});
const wire = fc.record(
  {
    type: fc.oneof(fc.constantFrom('RAW', 'HANDLER', 'PROXY'), fc.string()),
    name: fc.constantFrom('proxy', 'throw'),
    value: fc.oneof(value, fc.record({ text: fc.string() }), fc.record({ id: fc.string() })),
  },
  { requiredKeys: ['type'] },
);
/** Close to valid, so that single mistakes are tried and not only noise. */
const nearMessage = fc.record(
  {
    id: fc.oneof(fc.uuid(), fc.string(), value),
    type: fc.oneof(fc.constantFrom('APPLY', 'GET', 'SET', 'CONSTRUCT', 'ENDPOINT', 'RELEASE'), value),
    path: fc.oneof(fc.array(name, { maxLength: 4 }), value),
    argumentList: fc.oneof(fc.array(wire, { maxLength: 4 }), value),
    value: wire,
  },
  { requiredKeys: [] },
);
const anyMessage = fc.oneof(
  nearMessage,
  value,
  fc.string(),
  fc.json(),
  nearMessage.map((message) => safeJson(message)),
);

function safeJson(message: unknown): string {
  try {
    return JSON.stringify(message) ?? '';
  } catch {
    return '';
  }
}

/** A port whose messages the test delivers itself. */
function manualPort() {
  let deliver: (message: unknown) => void = () => undefined;
  const port: Port = {
    post: () => undefined,
    onMessage: (listener) => {
      deliver = listener;
    },
    onClose: () => undefined,
    close: () => undefined,
  };
  return { port, deliver: (message: unknown) => deliver(message) };
}

describe('the guard, for any message', () => {
  it('never throws and lets only declared calls through', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const verdict = inspect(smallContract, message);
        if (verdict.kind !== 'pass' || verdict.message.type === 'RELEASE') return;
        const [service, method] = verdict.message.path;
        expect(Object.keys(smallContract)).toContain(service);
        expect(Object.keys(smallContract[service as 'text'])).toContain(method);
        expect(verdict.message.argumentList.map(({ type }) => type)).toEqual(['RAW', 'RAW']);
      }),
      { numRuns: 5_000 },
    );
  });

  it('lets nothing reach a handler that does not fit its schema', async () => {
    const handlers = recordingHandlers(() => 'unused');
    const { port, deliver } = manualPort();
    const server = servePort({ port, contract: smallContract, handlers, logger: memoryLogger(), onEvent: () => () => undefined });
    await fc.assert(
      fc.asyncProperty(anyMessage, async (message) => {
        deliver(message);
        await Promise.resolve();
      }),
      { numRuns: 5_000 },
    );
    for (const { method, input } of handlers.seen) {
      expect(smallContract.text[method as 'echo'].input.safeParse(input).success).toBe(true);
    }
    expect(Reflect.ownKeys(Object.prototype)).not.toContain('polluted');
    server.close();
  });

  it('lets every valid call through unchanged', () => {
    const id = fc.uuid();
    const input = fc.dictionary(
      fc.string({ maxLength: 10 }).filter((key) => key !== '__proto__'),
      fc.jsonValue({ maxDepth: 5 }).filter(hasNoProto),
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(id, id, input, (messageId, callId, given) => {
        const message = {
          id: messageId,
          type: 'APPLY',
          path: ['text', 'echo'],
          argumentList: [
            { type: 'RAW', value: given },
            { type: 'RAW', value: { id: callId } },
          ],
        };
        expect(inspect(smallContract, message)).toEqual({ kind: 'pass', message });
        expect(inspect(smallContract, JSON.stringify(message))).toEqual({ kind: 'pass', message: JSON.parse(JSON.stringify(message)) });
      }),
      { numRuns: 500 },
    );
  });
});

function hasNoProto(value: unknown): boolean {
  return !JSON.stringify(value).includes('__proto__');
}
