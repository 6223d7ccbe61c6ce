import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { StoredConnection } from '../config/connection-store.ts';
import { dataSetsOf, isSynced, type SyncedSet, sourceOf } from '../sync/capabilities.ts';
import type { Dating } from './dated.ts';
import type { ServiceContext } from './service-context.ts';

type Service = Services['sync'];
type RunInput = Parameters<Service['run']>[0];

function asked(context: ServiceContext, connection: StoredConnection, dataSet: RunInput['dataSet']): SyncedSet[] {
  const known = context.sessions.manifests().find((manifest) => manifest.kind === connection.kind);
  const offered = known ? dataSetsOf(known) : [];
  return dataSet === undefined ? offered : offered.filter((one) => one === dataSet);
}

function run(context: ServiceContext, { connectionId, dataSet, force }: RunInput) {
  const { connections, engine } = context;
  const wanted = connectionId === undefined ? connections.list() : [connections.get(connectionId)];
  const requests = wanted.map((connection) => ({ connection, dataSets: asked(context, connection, dataSet), force }));
  return requests.filter(({ dataSets }) => dataSets.length > 0).flatMap((request) => engine.start(request));
}

function price(context: ServiceContext, { connectionId, dataSet }: Parameters<Service['price']>[0], signal: AbortSignal) {
  const { kind, settings } = context.connections.get(connectionId);
  const secret = (key: string) => context.vault.secrets.get(connectionId, key);
  if (!isSynced(dataSet)) throw failure('unsupported', `There are no ${dataSet} to refresh yet`);
  const { cache, options } = context;
  return context.sessions.use({ connectionId, kind, settings, secret, signal }, async (session) => {
    const source = await sourceOf({ cache, clock: options.clock }, { session, dataSet, connectionId });
    return source?.price?.() ?? null;
  });
}

export function syncService(context: ServiceContext, dating: Dating): Service {
  return {
    run: (input) => run(context, input),
    async freshness() {
      const sets = await (await context.cache.api()).sets.list({});
      return {
        sets,
        problems: dating.date({ sets }, { wanted: ['costs', 'machines'] }).problems,
        online: context.options.connectivity.online(),
      };
    },
    price: (input, { signal }) => price(context, input, signal),
  };
}
