import { randomUUID } from 'node:crypto';
import type { MessagePort, Worker } from 'node:worker_threads';
import type { Logger } from '../ports.ts';

/** Line that a worker asks its owner to log. It has no `id`, so that comlink passes it over. */
interface WorkerLogLine {
  log: { message: string; fields: Record<string, unknown> };
}

function isLogLine(message: unknown): message is WorkerLogLine {
  return typeof message === 'object' && message !== null && 'log' in message;
}

/** In the worker: logs a bug at the owner and returns the id under which it is found there. */
export function bugReporter(port: MessagePort, message: string): (cause: unknown) => string {
  return (cause) => {
    const id = randomUUID();
    const fields = { id, cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
    port.postMessage({ log: { message, fields } } satisfies WorkerLogLine);
    return id;
  };
}

/** At the owner: writes down what the worker wants logged. */
export function followLog(worker: Worker, logger: Logger | undefined): void {
  worker.on('message', (message: unknown) => {
    if (isLogLine(message)) logger?.error(message.log.message, message.log.fields);
  });
}
