import type { AppEvent } from '#shared/contract/events.ts';
import type { CallContext, ContractShape } from '#shared/contract/method.ts';
import { contract, type Services } from '#shared/contract/services.ts';
import { appError, failure } from '#shared/errors/app-error.ts';
import { fail, ok, type Reply, replyOf } from '#shared/errors/reply.ts';
import type { ChosenFile, Connection, ConnectionStatus } from './connection.ts';
import { createListeners } from './listeners.ts';
import { type Call, createServicesClient } from './services-client.ts';

/** Some methods of some services; calls of the others answer `unsupported`. */
export type MemoryHandlers = { [S in keyof Services]?: Partial<Services[S]> };

export interface MemoryConnection extends Connection {
  /** Sends an event as the privileged side would. */
  emit(event: AppEvent): void;
  setStatus(status: ConnectionStatus): void;
  /** Paths given to `files.download`, in order. */
  downloads: string[];
  /** Tokens given to `files.dragOut`, in order. */
  drags: string[];
}

/** In-memory twin of a connection for tests of screens: inputs are parsed as at the real boundary, nothing is sent anywhere. */
export function memoryConnection(handlers: MemoryHandlers, host: Connection['host'] = 'headless'): MemoryConnection {
  const events = createListeners<AppEvent>();
  const statuses = createListeners<ConnectionStatus>();
  const losses = createListeners<void>();
  const downloads: string[] = [];
  const drags: string[] = [];
  const chosen = (files: File[]): ChosenFile[] => files.map((file) => ({ token: `token-${file.name}`, name: file.name, bytes: file.size }));
  const services = createServicesClient((call) => answer(handlers, call));
  return {
    host,
    services,
    files: {
      open: (options) => services.files.chooseOpen(options),
      register: (files) => Promise.resolve(ok(chosen(files))),
      download: (path) => void downloads.push(path),
      dragOut: host === 'desktop' ? (token) => void drags.push(token) : null,
    },
    onEvent: events.add,
    onClose: losses.add,
    onStatus: statuses.add,
    emit: events.emit,
    setStatus: (status) => {
      if (status !== 'connected') losses.emit();
      statuses.emit(status);
    },
    downloads,
    drags,
  };
}

type AnyHandler = (input: unknown, call: CallContext) => unknown;

async function answer(handlers: MemoryHandlers, { service, method, input, id, signal }: Call): Promise<Reply<unknown>> {
  const shape: ContractShape = contract;
  const parsed = shape[service]![method]!.input.safeParse(input);
  if (!parsed.success) return fail(appError('invalid_input', parsed.error.message));
  const handler = (handlers as Record<string, Record<string, AnyHandler> | undefined>)[service]?.[method];
  return replyOf(
    () => {
      if (!handler) throw failure('unsupported', `The test has no handler for ${service}.${method}`);
      return handler(parsed.data, { id, signal: signal ?? new AbortController().signal });
    },
    // A test must see its own faults, not a polite `internal`.
    (cause) => {
      throw cause;
    },
  );
}
