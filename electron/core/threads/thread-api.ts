import type { MessagePort, TransferListItem, Worker } from 'node:worker_threads';
import * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { type Reply, replyOf, unwrap } from '#shared/errors/reply.ts';

type AsyncMethods<T> = { [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never };

/** A thread's interface: groups of methods, called as `api.group.method(options)`. */
export type Groups<T> = { [G in keyof T]: AsyncMethods<T[G]> };

type Method = (...args: unknown[]) => unknown;

/** Offers `groups` on a thread's port. Expected failures cross as values; a bug is reported to `onBug`, which returns its log id. */
export function exposeGroups(groups: object, port: MessagePort, onBug: (cause: unknown) => string): void {
  const wrap =
    (target: object, method: Method) =>
    (...args: unknown[]) =>
      replyOf(() => method.apply(target, args), onBug);
  const proxied = (group: object) =>
    new Proxy(group, {
      get: (target, key) =>
        typeof key === 'string' && typeof Reflect.get(target, key) === 'function'
          ? wrap(target, Reflect.get(target, key) as Method)
          : undefined,
    });
  Comlink.expose(Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, proxied(group as object)])), nodeEndpoint(port));
}

type RemoteGroups = Record<string, Record<string, (...args: unknown[]) => Promise<Reply<unknown>>>>;

/** Client of `exposeGroups`: methods return the value or throw the `AppFailure` from the other side. */
export function connectGroups<T>(worker: Worker | MessagePort): Groups<T> {
  const remote = Comlink.wrap(nodeEndpoint(worker)) as unknown as RemoteGroups;
  const group = (name: string) =>
    new Proxy(
      {},
      { get: (_, key) => (typeof key === 'string' ? async (...args: unknown[]) => unwrap(await remote[name]![key]!(...args)) : undefined) },
    );
  return new Proxy({}, { get: (_, name) => (typeof name === 'string' && name !== 'then' ? group(name) : undefined) }) as Groups<T>;
}

/** Marks buffers to be moved instead of copied with a call or a result. */
export function moved<T extends object>(value: T, buffers: TransferListItem[]): T {
  return Comlink.transfer(value, buffers as never);
}
