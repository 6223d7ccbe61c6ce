import { type MemoryConnection, memoryConnection } from '#renderer/rpc/memory-connection.ts';
import type { AppEvent } from '#shared/contract/events.ts';
import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import { fakeHandlers } from './fake-handlers.ts';

export type Scenario = 'full' | 'empty' | 'failing' | 'offline' | 'huge' | 'locked';

const failing = new Set([
  'costs.query',
  'costs.rows',
  'compute.query',
  'compute.get',
  'overview.get',
  'storage.browse',
  'storage.insight',
  'transfers.list',
]);

/** A connection over invented data; inputs are parsed as at the real boundary. */
export function fakeConnection(
  scenario: Scenario,
  change: (handlers: Services) => void = () => {},
  host: MemoryConnection['host'] = 'headless',
): MemoryConnection {
  const later: { emit: (event: AppEvent) => void } = { emit: () => {} };
  const handlers = fakeHandlers(scenario, (event) => later.emit(event));
  if (scenario === 'failing') for (const name of failing) fail(handlers, name);
  change(handlers);
  const connection = memoryConnection(handlers, host);
  later.emit = (event) => connection.emit(event);
  return connection;
}

function fail(handlers: Services, name: string): void {
  const [service, method] = name.split('.') as [string, string];
  (handlers as unknown as Record<string, Record<string, unknown>>)[service]![method] = () => {
    throw failure('internal', 'The cache did not answer', { source: { requestId: 'a81f' } });
  };
}
