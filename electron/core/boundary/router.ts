import { randomUUID } from 'node:crypto';
import type { CallContext, ContractShape, Handlers, Method } from '#shared/contract/method.ts';
import type { CallMeta } from '#shared/contract/wire.ts';
import { type AppError, appError, failure } from '#shared/errors/app-error.ts';
import { fail, type Reply, replyOf } from '#shared/errors/reply.ts';
import type { Logger } from '../ports.ts';
import { invalidInput } from './invalid-input.ts';

/** Calls one port may have running; more is a fault or an attack, not a busy screen. */
const maxRunningCalls = 256;

export interface RouterOptions<C extends ContractShape> {
  contract: C;
  handlers: Handlers<C>;
  logger: Logger;
}

/** The calls of one port. */
export interface Router {
  /** Runs one call that the guard let through. Never rejects: bugs are logged under an id and answered as `internal`. */
  call(service: string, method: string, input: unknown, meta: CallMeta): Promise<Reply<unknown>>;
  /** Aborts what is running; later calls answer `cancelled`. */
  close(): void;
}

type AnyHandler = (input: unknown, call: CallContext) => unknown;

/** Makes the router of one port: ids, cancelling and limits never reach across ports. */
export function createRouter<C extends ContractShape>({ contract, handlers, logger }: RouterOptions<C>): Router {
  const running = new Map<string, AbortController>();
  const table = handlers as unknown as Record<string, Record<string, AnyHandler>>;
  let closed = false;

  const cancel = (id: string) => {
    const call = running.get(id);
    call?.abort(failure('cancelled'));
    return call !== undefined;
  };

  const refusal = (id: string): AppError | null => {
    if (closed) return appError('cancelled');
    if (running.has(id)) return appError('conflict', 'A call with this id is already running');
    return running.size < maxRunningCalls ? null : appError('rate_limited', 'Too many calls at once', { hint: 'Wait for the others.' });
  };

  const run = async (name: [string, string], declared: Method, input: unknown, id: string): Promise<Reply<unknown>> => {
    const controller = new AbortController();
    running.set(id, controller);
    const timer = setTimeout(() => controller.abort(tooSlow(name, declared)), declared.timeoutMs);
    try {
      return await replyOf(
        () => untilAborted(controller.signal, () => invoke(table, name, input, { id, signal: controller.signal })),
        (cause) => logBug(logger, name, cause),
      );
    } finally {
      clearTimeout(timer);
      running.delete(id);
    }
  };

  return {
    call: async (service, method, input, { id }) => {
      const declared = contract[service]![method]!;
      const parsed = declared.input.safeParse(input);
      if (!parsed.success) return fail(invalidInput(parsed.error));
      if (service === 'calls') return replyOf(() => cancel((parsed.data as CallMeta).id));
      const refused = refusal(id);
      return refused ? fail(refused) : run([service, method], declared, parsed.data, id);
    },
    close: () => {
      closed = true;
      for (const id of running.keys()) cancel(id);
    },
  };
}

function invoke(table: Record<string, Record<string, AnyHandler>>, [service, method]: [string, string], input: unknown, call: CallContext) {
  const handler = table[service]?.[method];
  if (typeof handler !== 'function') throw failure('unsupported', `This host does not offer ${service}.${method}`);
  return table[service]![method]!(input, call);
}

/** Answers at once when the signal fires, even if the work does not listen to it. */
async function untilAborted<T>(signal: AbortSignal, work: () => T | Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function tooSlow([service, method]: [string, string], { timeoutMs }: Method) {
  return failure('timeout', `${service}.${method} took longer than ${timeoutMs / 1000} s`, { hint: 'Ask for less, or try again.' });
}

/** A bug's message may hold anything, so the client gets only the id under which the log has it. */
function logBug(logger: Logger, [service, method]: [string, string], cause: unknown): string {
  const errorId = randomUUID();
  logger.error('call failed', { errorId, service, method, error: cause instanceof Error ? cause.stack : String(cause) });
  return errorId;
}
