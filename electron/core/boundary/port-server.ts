import * as Comlink from 'comlink';
import type { AppEvent } from '#shared/contract/events.ts';
import type { ContractShape, Handlers } from '#shared/contract/method.ts';
import type { Port } from '#shared/contract/port.ts';
import type { CallMeta, EventEnvelope } from '#shared/contract/wire.ts';
import { type AppError, appError } from '#shared/errors/app-error.ts';
import { fail, type Reply } from '#shared/errors/reply.ts';
import type { Logger } from '../ports.ts';
import { type CleanMessage, type DropReason, inspect } from './guard.ts';
import { createRouter, type Router } from './router.ts';

export interface PortServerOptions<C extends ContractShape> {
  port: Port;
  contract: C;
  handlers: Handlers<C>;
  /** Where events for the client come from; returns the unsubscribe function. */
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  logger: Logger;
}

export interface PortServer {
  /** Messages thrown away so far, by reason. */
  dropped: () => Partial<Record<DropReason, number>>;
  /** Aborts the calls of this port and closes it. */
  close: () => void;
}

type MessageListener = (event: { data: CleanMessage }) => void;

/** Serves the contract on one port: guard, then comlink, then router. Ends itself when the port closes. */
export function servePort<C extends ContractShape>(options: PortServerOptions<C>): PortServer {
  const { port, contract, logger } = options;
  const router = createRouter(options);
  const drops = createDropCounter(logger);
  const listeners = new Set<MessageListener>();
  let open = true;
  const send = (message: object) => open && post(port, message, logger);
  const unsubscribe = options.onEvent((event) => send({ aetheriumEvent: event } satisfies EventEnvelope));

  const end = () => {
    if (!open) return;
    open = false;
    unsubscribe();
    router.close();
  };
  const close = () => {
    end();
    port.close();
  };

  Comlink.expose(exposed(contract, router), {
    postMessage: send,
    addEventListener: (_type: string, listener: unknown) => void listeners.add(listener as MessageListener),
    // comlink takes its listener off after a RELEASE: the client is done with this port.
    removeEventListener: close,
  });
  port.onClose(end);
  port.onMessage((raw) => {
    const verdict = inspect(contract, raw);
    if (verdict.kind === 'pass') for (const listener of listeners) listener({ data: verdict.message });
    else if (verdict.kind === 'refuse') send(answer(verdict.id, fail(verdict.error)));
    else drops.count(verdict.reason);
  });
  return { dropped: drops.totals, close };
}

/** The object comlink walks: null prototypes and the contract's own keys, so that even a hole in the guard leads nowhere. */
function exposed(contract: ContractShape, router: Router): object {
  const root = Object.create(null) as Record<string, object>;
  for (const [service, methods] of Object.entries(contract)) {
    const group = Object.create(null) as Record<string, unknown>;
    for (const method of Object.keys(methods)) {
      group[method] = (input: unknown, meta: CallMeta) => router.call(service, method, input, meta);
    }
    root[service] = Object.freeze(group);
  }
  return Object.freeze(root);
}

/** What comlink would send for a returned value. */
function answer(id: string, reply: Reply<unknown>): object {
  return { id, type: 'RAW', value: reply };
}

/** Posts, and when the value cannot be carried (a bug in a service) tells the client so instead of leaving it waiting. */
function post(port: Port, message: object, logger: Logger): void {
  try {
    port.post(message);
  } catch (cause) {
    logger.error('message not sent', { error: String(cause) });
    if ('id' in message) tryPost(port, answer(String(message.id), fail(notCarried())));
  }
}

function tryPost(port: Port, message: object): void {
  try {
    port.post(message);
  } catch {
    // The port is gone; its client has been told by the closing.
  }
}

function notCarried(): AppError {
  return appError('internal', 'The answer could not be sent');
}

/** Counts dropped messages; logs the 1st, 2nd, 4th, 8th… of each reason, so that a flood cannot fill the log. */
function createDropCounter(logger: Logger) {
  const totals: Partial<Record<DropReason, number>> = {};
  return {
    totals: () => ({ ...totals }),
    count: (reason: DropReason) => {
      const total = (totals[reason] ?? 0) + 1;
      totals[reason] = total;
      if ((total & (total - 1)) === 0) logger.warn('message dropped by the guard', { reason, total });
    },
  };
}
