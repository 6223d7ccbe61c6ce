import { z } from 'zod';
import type { Logger } from '#core/ports.ts';
import { type CallContext, type Handlers, method } from '#shared/contract/method.ts';
import type { Port } from '#shared/contract/port.ts';

/** A small contract for tests of the boundary itself. */
export const smallContract = {
  calls: { cancel: method<boolean>()(z.strictObject({ id: z.string() })) },
  text: {
    echo: method<{ text: string }>()(z.strictObject({ text: z.string().max(50), times: z.number().default(1) })),
    wait: method<string>()(z.strictObject({}), 5_000),
    fail: method<string>()(z.strictObject({ how: z.enum(['expected', 'bug', 'uncloneable']) })),
  },
};
type SmallContract = typeof smallContract;

export interface RecordingHandlers extends Handlers<SmallContract> {
  /** Every handler call so far. */
  seen: { method: string; input: unknown; call: CallContext }[];
}

/** Handlers that record what reaches them. `wait` never ends by itself. */
export function recordingHandlers(onFail: (how: string) => string): RecordingHandlers {
  const seen: RecordingHandlers['seen'] = [];
  const note = (name: string, input: unknown, call: CallContext) => void seen.push({ method: name, input, call });
  return {
    seen,
    calls: { cancel: () => false },
    text: {
      echo: (input, call) => {
        note('echo', input, call);
        return { text: input.text.repeat(input.times) };
      },
      wait: (input, call) => {
        note('wait', input, call);
        return new Promise<string>(() => undefined);
      },
      fail: (input, call) => {
        note('fail', input, call);
        return onFail(input.how);
      },
    },
  };
}

export interface LogLine {
  level: 'info' | 'warn' | 'error';
  message: string;
  fields: Record<string, unknown>;
}

/** A logger that keeps its lines. */
export function memoryLogger(): Logger & { lines: LogLine[] } {
  const lines: LogLine[] = [];
  const write =
    (level: LogLine['level']) =>
    (message: string, fields: Record<string, unknown> = {}) =>
      void lines.push({ level, message, fields });
  const logger = { lines, info: write('info'), warn: write('warn'), error: write('error'), child: () => logger };
  return logger;
}

/** Sends raw messages like a hostile renderer and collects what comes back. */
export interface RawClient {
  send(message: unknown): void;
  /** Text as it is: for malformed JSON on a WebSocket. */
  sendText(text: string): void;
  /** Everything received so far. */
  received: unknown[];
  /** The next message that satisfies the predicate, or the first that already did. */
  next(matches: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  /** Resolves when the other end has closed. */
  closed: Promise<void>;
  /** The same end as a `Port`, for our own client. */
  port: Port;
  close(): void;
}

/** Builds a `RawClient` from a client-side port. */
export function rawClient(port: Port, sendText: (text: string) => void): RawClient {
  const received: unknown[] = [];
  const waiting = new Set<() => void>();
  port.onMessage((message) => {
    received.push(message);
    for (const check of waiting) check();
  });
  return {
    send: (message) => port.post(message),
    sendText,
    received,
    next: (matches) =>
      new Promise((resolve) => {
        const check = () => {
          const found = received.find((message) => matches(message as Record<string, unknown>));
          if (!found) return;
          waiting.delete(check);
          resolve(found as Record<string, unknown>);
        };
        waiting.add(check);
        check();
      }),
    closed: new Promise((resolve) => port.onClose(resolve)),
    port,
    close: () => port.close(),
  };
}
