import * as Comlink from 'comlink';
import type { AppEvent } from '#shared/contract/events.ts';
import type { Port } from '#shared/contract/port.ts';
import type { CallMeta, EventEnvelope } from '#shared/contract/wire.ts';
import { type AppError, appError } from '#shared/errors/app-error.ts';
import { fail, type Reply } from '#shared/errors/reply.ts';
import type { Call, SendCall } from './services-client.ts';

/** An open port seen from the client. */
export interface Link {
  send: SendCall;
  close(): void;
}

export interface LinkListeners {
  onEvent(event: AppEvent): void;
  /** After all pending calls were answered. */
  onClose(): void;
}

type RemoteMethod = (input: unknown, meta: CallMeta) => Promise<Reply<unknown>>;
type Remote = Record<string, Record<string, RemoteMethod>>;
type MessageListener = (event: { data: unknown }) => void;

/** Speaks comlink on a port. comlink leaves calls waiting for ever when the port closes; this answers them with `offline`. */
export function openLink(port: Port, listeners: LinkListeners): Link {
  const receivers = new Set<MessageListener>();
  const pending = new Set<(error: AppError) => void>();
  let open = true;

  // Held for the life of the link: comlink releases the other end when its root proxy is collected.
  const remote = Comlink.wrap({
    postMessage: (message: unknown) => port.post(message),
    addEventListener: (_type: string, listener: unknown) => void receivers.add(listener as MessageListener),
    removeEventListener: (_type: string, listener: unknown) => void receivers.delete(listener as MessageListener),
  }) as unknown as Remote;

  port.onMessage((message) => {
    if (isEvent(message)) listeners.onEvent(message.aetheriumEvent as AppEvent);
    else for (const receiver of receivers) receiver({ data: message });
  });
  port.onClose(() => {
    open = false;
    for (const giveUp of pending) giveUp(linkLost());
    listeners.onClose();
  });

  const cancel = (id: string) => void remote['calls']!['cancel']!({ id }, { id: crypto.randomUUID() }).catch(() => undefined);

  const send: SendCall = (call) => {
    if (!open) return Promise.resolve(fail(linkLost()));
    if (call.signal?.aborted) return Promise.resolve(fail(appError('cancelled')));
    return settleOnce(call, pending, (giveUp) => {
      remote[call.service]![call.method]!(call.input, { id: call.id }).then(giveUp, (cause: unknown) => giveUp(fail(notAnswered(cause))));
      return () => open && cancel(call.id);
    });
  };
  return { send, close: () => port.close() };
}

/** Runs a call until the first of: its answer, its timeout, its signal, the end of the link. */
function settleOnce(call: Call, pending: Set<(error: AppError) => void>, start: (done: (reply: Reply<unknown>) => void) => () => void) {
  return new Promise<Reply<unknown>>((resolve) => {
    const finish = (reply: Reply<unknown>) => {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', onAbort);
      pending.delete(onLost);
      resolve(reply);
    };
    const giveUp = (error: AppError) => {
      cancel();
      finish(fail(error));
    };
    const onAbort = () => giveUp(appError('cancelled'));
    const onLost = (error: AppError) => finish(fail(error));
    const timer = setTimeout(() => giveUp(tooSlow(call)), call.timeoutMs);
    call.signal?.addEventListener('abort', onAbort, { once: true });
    pending.add(onLost);
    const cancel = start(finish);
  });
}

function isEvent(message: unknown): message is EventEnvelope {
  return typeof message === 'object' && message !== null && 'aetheriumEvent' in message;
}

function tooSlow({ service, method, timeoutMs }: Call): AppError {
  return appError('timeout', `${service}.${method} took longer than ${timeoutMs / 1000} s`, { hint: 'Ask for less, or try again.' });
}

function linkLost(): AppError {
  return appError('offline', 'The connection to the console was lost', { hint: 'It is opened again automatically.' });
}

/** comlink rejects when the input cannot be carried or the other side could not answer: faults of the console, not of the person. */
function notAnswered(cause: unknown): AppError {
  const kind = cause instanceof Error ? cause.name : 'unknown';
  return appError('internal', `The call could not be carried out (${kind})`);
}
