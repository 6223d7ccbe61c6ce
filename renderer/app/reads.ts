import { keepPreviousData, type QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { ChangeTable } from '#shared/contract/events.ts';
import type { ServicesClient } from '#shared/contract/services.ts';
import { type AppError, toAppError } from '#shared/errors/app-error.ts';
import { fail, type Reply, unwrap } from '#shared/errors/reply.ts';
import { type Host, useHost } from './host.tsx';

type ServiceName = keyof ServicesClient;
type MethodName<S extends ServiceName> = keyof ServicesClient[S] & string;
type Fn<S extends ServiceName, M extends MethodName<S>> = ServicesClient[S][M] extends (...args: infer A) => Promise<Reply<infer O>>
  ? { input: A extends [infer I, ...unknown[]] ? I : never; output: O }
  : never;
export type Input<S extends ServiceName, M extends MethodName<S>> = Fn<S, M>['input'];
export type Output<S extends ServiceName, M extends MethodName<S>> = Fn<S, M>['output'];

/** Tables each read depends on: it is asked again when one of them changes. */
const dependsOn: Partial<Record<string, ChangeTable[]>> = {
  'app.info': ['settings'],
  'app.cacheStatus': ['costs', 'machines', 'settings'],
  'connections.kinds': [],
  'connections.list': ['connections', 'vault'],
  'sync.freshness': ['freshness', 'connections', 'costs', 'machines'],
  'sync.price': ['freshness'],
  'jobs.list': ['jobs'],
  'imports.report': ['imports', 'costs', 'freshness'],
  'imports.badRows': ['imports', 'costs', 'freshness'],
  'costs.inventory': ['costs', 'freshness', 'vault'],
  'costs.query': ['costs', 'freshness', 'settings', 'vault'],
  'costs.rows': ['costs', 'vault'],
  'costs.values': ['costs', 'vault'],
  'compute.query': ['machines', 'freshness', 'vault'],
  'compute.facets': ['machines', 'vault'],
  'compute.get': ['machines', 'costs', 'vault'],
  'compute.groups': ['machines', 'vault'],
  'compute.keys': ['machines', 'vault'],
  'compute.environments': ['machines', 'vault'],
  'compute.inspect': [],
  'compute.connect': ['machines'],
  'actions.offered': ['machines', 'connections'],
  'actions.getPlan': ['runs'],
  'actions.runs': ['runs', 'vault'],
  'actions.run': ['runs', 'vault'],
  'audit.list': ['audit', 'vault'],
  'audit.get': [],
  'audit.verify': ['audit'],
  'metrics.series': ['metrics', 'vault'],
  'metrics.sparks': ['metrics', 'vault'],
  'schedules.list': ['schedules', 'machines', 'settings', 'vault'],
  'schedules.preview': ['schedules', 'machines'],
  'schedules.history': ['schedules', 'vault'],
  'schedules.machines': ['schedules', 'machines', 'vault'],
  'schedules.holds': ['schedules', 'vault'],
  'schedules.export': ['schedules', 'machines'],
  'recommendations.list': ['recommendations', 'metrics', 'machines', 'vault'],
  'overview.get': ['costs', 'machines', 'freshness', 'connections', 'settings', 'vault'],
  'settings.get': ['settings'],
  'storage.features': ['connections', 'vault'],
  'storage.buckets': ['buckets', 'objects', 'freshness', 'connections', 'vault'],
  'storage.browse': ['objects', 'vault'],
  'storage.find': ['objects', 'vault'],
  'storage.head': ['objects', 'vault'],
  'storage.versions': ['objects', 'vault'],
  'storage.preview': [],
  'storage.table': [],
  'storage.usage': ['objects', 'buckets', 'vault'],
  'storage.bucketFacts': ['buckets', 'vault'],
  'storage.pendingUploads': ['objects', 'vault'],
  'storage.lifecycle': ['buckets', 'vault'],
  'storage.simulateLifecycle': ['objects', 'vault'],
  'storage.insight': ['objects', 'buckets', 'vault'],
  'transfers.getPlan': ['transfers'],
  'transfers.list': ['transfers', 'vault'],
  'transfers.get': ['transfers', 'vault'],
  'vault.status': ['vault'],
};

type AnyMethod<S extends ServiceName, M extends MethodName<S>> = (
  input: Input<S, M>,
  options?: { signal?: AbortSignal },
) => Promise<Reply<Output<S, M>>>;

/** One call by name. Transport faults become failed replies, so that callers handle one kind of failure. */
export async function callHost<S extends ServiceName, M extends MethodName<S>>(
  host: Host,
  [service, method]: readonly [S, M],
  { input, signal }: { input: Input<S, M>; signal?: AbortSignal },
): Promise<Reply<Output<S, M>>> {
  try {
    const { services } = await host.ready;
    const call = (services[service] as unknown as Record<M, AnyMethod<S, M>>)[method];
    return await call(input, signal ? { signal } : {});
  } catch (cause) {
    return fail(toAppError(cause));
  }
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows what the call by this name answers
function takeAsked<T>({ asked }: Host, name: string): Promise<Reply<T>> | undefined {
  const early = asked?.get(name);
  asked?.delete(name);
  return early as Promise<Reply<T>> | undefined;
}

/** Query options of one read, for hooks that need several at once. */
export function readOptions<S extends ServiceName, M extends MethodName<S>>(
  host: Host,
  [service, method]: readonly [S, M],
  input: Input<S, M>,
) {
  const name = `${service}.${method}`;
  return {
    queryKey: [name, input] as const,
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const early = takeAsked<Output<S, M>>(host, name);
      return unwrap(await (early ?? callHost(host, [service, method] as const, { input, signal })));
    },
    meta: { tables: dependsOn[name] ?? [] },
  };
}

interface ReadSettings {
  enabled?: boolean;
  /** Keep showing the rows of the previous input until the new ones are here. */
  keep?: boolean;
}

/** Reads from the host; asked again by itself when the tables behind it change. */
export function useRead<S extends ServiceName, M extends MethodName<S>>(
  name: readonly [S, M],
  input: Input<S, M>,
  { enabled = true, keep = false }: ReadSettings = {},
): UseQueryResult<Output<S, M>> {
  const options = readOptions(useHost(), name, input);
  return useQuery({ ...options, enabled, ...(keep ? { placeholderData: keepPreviousData } : {}) });
}

/** A function that calls the host; the reply says whether it worked. */
export function useCall() {
  const host = useHost();
  return useCallback(
    <S extends ServiceName, M extends MethodName<S>>(name: readonly [S, M], input: Input<S, M>) => callHost(host, name, { input }),
    [host],
  );
}

/** The error of a failed read as plain data. */
export function errorOf(cause: unknown): AppError {
  return toAppError(cause);
}

/** Marks every read that depends on one of the tables as to be asked again. */
export function invalidateTables(client: QueryClient, tables: ReadonlySet<string>): Promise<void> {
  return client.invalidateQueries({
    predicate: (query) => ((query.meta?.['tables'] ?? []) as string[]).some((table) => tables.has(table)),
  });
}
