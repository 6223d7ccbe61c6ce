import type { AppError } from '#shared/errors/app-error.ts';
import type { CachedMachine, Machine } from '#shared/model/machine.ts';
import type { ActionSource } from '../capabilities/actions.ts';
import { withConnection } from '../services/connection-session.ts';
import { withRetry } from '../sync/backoff.ts';
import type { ActionContext } from './action-context.ts';
import { describeError } from './action-errors.ts';

/** A person waits for a plan: a read is tried again a few times, not for minutes. */
const patience = { attempts: 4, firstDelayMs: 1_000, maxDelayMs: 10_000 };

/** Asks what changes nothing, again after failures that pass. */
export function asking<T>({ clock, random }: ActionContext, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return withRetry({ ...patience, clock, random, signal, mayRetry: () => true }, work);
}

/** Targets as their provider has them now, by id; those that are gone are missing. */
export async function readFresh(
  context: ActionContext,
  { actions, machines, signal }: { actions: ActionSource; machines: readonly Machine[]; signal: AbortSignal },
): Promise<Map<string, Machine>> {
  if (machines.length === 0) return new Map();
  const fresh = await asking(context, signal, () => actions.read(machines, signal));
  return new Map(fresh.map((machine) => [machine.id, machine]));
}

export function byConnection<T extends { connectionId: string }>(items: readonly T[]): Map<string, T[]> {
  return Map.groupBy(items, ({ connectionId }) => connectionId);
}

interface ConnectionRead {
  connectionId: string;
  fresh: Map<string, Machine>;
  /** Set when the provider could not be asked. */
  error: AppError | null;
}

/** Reads machines of several connections; one that cannot be reached does not keep the others from answering. */
export function readEverywhere(context: ActionContext, machines: readonly CachedMachine[], signal: AbortSignal): Promise<ConnectionRead[]> {
  const read = async ([connectionId, mine]: [string, CachedMachine[]]): Promise<ConnectionRead> => {
    try {
      const fresh = await withConnection(context, { connectionId, signal }, ({ actions }) =>
        actions ? readFresh(context, { actions, machines: mine, signal }) : Promise.resolve(new Map<string, Machine>()),
      );
      return { connectionId, fresh, error: null };
    } catch (cause) {
      signal.throwIfAborted();
      return { connectionId, fresh: new Map(), error: describeError(context, connectionId, cause) };
    }
  };
  return Promise.all([...byConnection(machines)].map(read));
}
