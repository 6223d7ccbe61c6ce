import { appError } from '#shared/errors/app-error.ts';
import type { DataSet, Dated, Freshness, Problem } from '#shared/model/freshness.ts';
import { dataSetsOf } from '../sync/capabilities.ts';
import type { ServiceContext } from './service-context.ts';

/** Adds to results of the cache what depends on the clock and on connection names. */
export interface Dating {
  /** `wanted` names the data sets a result is about: a connection that was never read counts as stale. */
  date<T extends { sets: Freshness[] }>(undated: T, wanted: DateOptions): Omit<T, 'sets'> & Dated;
  problems(sets: Freshness[]): Problem[];
}

interface DateOptions {
  wanted: DataSet[];
  /** Only these connections are in question; absent: all. */
  connectionIds?: string[];
  also?: Problem[];
}

type Names = Pick<ServiceContext, 'connections' | 'sessions'> & { options: { clock: { now(): number } } };

function isStale(set: Freshness, now: number): boolean {
  return !set.complete || set.lastError !== null || (set.staleAfter !== null && set.staleAfter < now);
}

function oldest(sets: Freshness[]): number | null {
  const times = sets.flatMap((set) => set.asOf ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

const scopeText = (scope: string) => (scope ? ` of ${scope}` : '');

function unfinished({ dataSet, scope, rows }: Freshness) {
  const message = `The last read of ${dataSet}${scopeText(scope)} did not finish: ${rows > 0 ? 'some rows may be missing or old' : 'there are no rows yet'}`;
  return appError('cancelled', message, { hint: 'It goes on with the next refresh.' });
}

export function createDating({ connections, sessions, options }: Names): Dating {
  const { clock } = options;
  const names = () => new Map([...connections.removed(), ...connections.list()].map(({ id, name }) => [id, name]));
  const problems = (sets: Freshness[]): Problem[] => {
    const nameOf = names();
    return sets.flatMap((set) => {
      const error = set.lastError ?? (set.complete ? null : unfinished(set));
      if (!error) return [];
      const { connectionId, dataSet, scope } = set;
      return { connectionId, connectionName: nameOf.get(connectionId) ?? null, dataSet, scope, error, at: set.lastErrorAt ?? clock.now() };
    });
  };
  const removedWithRows = (sets: Freshness[]): Problem[] => {
    const present = new Map(sets.map((set) => [set.connectionId, set]));
    return connections.removed().flatMap(({ id, name, removedAt }) => {
      const set = present.get(id);
      if (!set) return [];
      const error = appError('not_found', `${name} was removed; its rows are kept and not refreshed any more`, {
        hint: 'Nothing to do, unless you want it back: add the connection again.',
      });
      return { connectionId: id, connectionName: name, dataSet: set.dataSet, scope: '', error, at: removedAt };
    });
  };
  const neverRead = (sets: Freshness[], { wanted, connectionIds }: DateOptions): Problem[] => {
    const read = new Set(sets.map((set) => `${set.connectionId}/${set.dataSet}`));
    const kinds = new Map(sessions.manifests().map((manifest) => [manifest.kind, dataSetsOf(manifest)]));
    return connections.list().flatMap(({ id, kind, name, createdAt }) => {
      if (connectionIds && !connectionIds.includes(id)) return [];
      const missing = (kinds.get(kind) ?? []).filter((dataSet) => wanted.includes(dataSet) && !read.has(`${id}/${dataSet}`));
      return missing.map((dataSet) => {
        const error = appError('cancelled', `The ${dataSet} of ${name} have not been read yet`, { hint: 'Refresh to read them.' });
        return { connectionId: id, connectionName: name, dataSet, scope: '', error, at: createdAt };
      });
    });
  };
  return {
    problems,
    date(undated, given) {
      const { sets, ...rest } = undated;
      const missing = neverRead(sets, given);
      const stale = missing.length > 0 || sets.some((set) => isStale(set, clock.now()));
      return {
        ...rest,
        asOf: oldest(sets),
        stale,
        problems: [...problems(sets), ...missing, ...removedWithRows(sets), ...(given.also ?? [])],
      };
    },
  };
}
