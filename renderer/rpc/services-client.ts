import type { ContractShape } from '#shared/contract/method.ts';
import { contract, type ServicesClient } from '#shared/contract/services.ts';
import type { Reply } from '#shared/errors/reply.ts';

/** One call, ready to be sent. */
export interface Call {
  service: string;
  method: string;
  input: unknown;
  /** Unique; `calls.cancel` takes it. */
  id: string;
  timeoutMs: number;
  signal?: AbortSignal;
}

export type SendCall = (call: Call) => Promise<Reply<unknown>>;

/** The typed services over any way of sending a call. Never throws: every outcome is a `Reply`. */
export function createServicesClient(send: SendCall): ServicesClient {
  const shape: ContractShape = contract;
  const services = Object.entries(shape).map(([service, methods]) => [
    service,
    Object.fromEntries(
      Object.entries(methods).map(([method, { timeoutMs }]) => [
        method,
        (input: unknown, options: { signal?: AbortSignal } = {}) =>
          send({ service, method, input: input ?? {}, id: crypto.randomUUID(), timeoutMs, signal: options.signal }),
      ]),
    ),
  ]);
  return Object.fromEntries(services) as ServicesClient;
}
