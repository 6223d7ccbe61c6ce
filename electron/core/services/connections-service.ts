import type { Services } from '#shared/contract/services.ts';
import { AppFailure, toAppError } from '#shared/errors/app-error.ts';
import type { CheckResult, Connection, ConnectionSettings } from '#shared/model/connection.ts';
import type { StoredConnection } from '../config/connection-store.ts';
import { dataSetsOf } from '../sync/capabilities.ts';
import { checkedSettings, checkSecrets } from './connection-settings.ts';
import type { ServiceContext } from './service-context.ts';

type Service = Services['connections'];

interface Draft {
  kind: string;
  settings: ConnectionSettings;
  secrets: Record<string, string>;
}

/** A stored connection as screens see it. */
export function shown({ vault }: Pick<ServiceContext, 'vault'>, stored: StoredConnection): Connection {
  return { ...stored, secretsSet: vault.secrets.keys(stored.id) };
}

async function saveSecrets({ vault }: ServiceContext, connectionId: string, secrets: Record<string, string>): Promise<void> {
  for (const [key, value] of Object.entries(secrets)) {
    if (value === '') await vault.secrets.remove(connectionId, key);
    else await vault.secrets.set(connectionId, key, value);
  }
}

/** Saves a new connection; a vault that refuses its secrets leaves nothing behind. */
async function add(context: ServiceContext, { kind, name, settings, secrets }: Draft & { name: string }): Promise<Connection> {
  const { sessions, connections, options } = context;
  const manifest = sessions.manifest(kind);
  checkSecrets(manifest, { secrets, kept: [], settings });
  const fresh = { account: null, createdAt: options.clock.now(), lastCheckAt: null, lastCheckError: null };
  const stored = connections.add({ kind, name, settings: checkedSettings(manifest, settings), ...fresh });
  try {
    await saveSecrets(context, stored.id, secrets);
  } catch (cause) {
    connections.remove(stored.id, null);
    throw cause;
  }
  return shown(context, stored);
}

async function update(
  context: ServiceContext,
  { connectionId, name, settings, secrets }: Parameters<Service['update']>[0],
): Promise<Connection> {
  const { connections, sessions, engine, vault } = context;
  const before = connections.get(connectionId);
  const manifest = sessions.manifest(before.kind);
  const next = checkedSettings(manifest, settings ?? before.settings);
  checkSecrets(manifest, { secrets, kept: vault.secrets.keys(connectionId), settings: next });
  await engine.stop(connectionId);
  await saveSecrets(context, connectionId, secrets);
  return shown(context, connections.update(connectionId, { settings: next, ...(name !== undefined && { name }) }));
}

/** Refreshes at once what was changed, where the scheduler runs; a sync by hand otherwise. */
function refresh({ engine, connections, sessions, options, settings }: ServiceContext, connectionId: string): void {
  if (!options.schedule || !settings.get().autoSync) return;
  const connection = connections.get(connectionId);
  engine.start({ connection, dataSets: dataSetsOf(sessions.manifest(connection.kind)), force: false });
}

function checkDraft({ sessions, options }: ServiceContext, { kind, settings, secrets }: Draft, signal: AbortSignal): Promise<CheckResult> {
  const checked = checkedSettings(sessions.manifest(kind), settings);
  for (const value of Object.values(secrets)) options.secretsSeen?.add(value);
  const secret = (key: string) => Promise.resolve(secrets[key] || null);
  return sessions.use({ connectionId: 'draft', kind, settings: checked, secret, signal }, (session) => session.check());
}

async function checkSaved(context: ServiceContext, connectionId: string, signal: AbortSignal): Promise<CheckResult> {
  const { connections, sessions, vault, options, events } = context;
  const { kind, settings } = connections.get(connectionId);
  const secret = (key: string) => vault.secrets.get(connectionId, key);
  const checkedAt = { lastCheckAt: options.clock.now() };
  try {
    const result = await sessions.use({ connectionId, kind, settings, secret, signal }, (session) => session.check());
    connections.update(connectionId, { ...checkedAt, account: result.account, lastCheckError: null });
    return result;
  } catch (cause) {
    if (cause instanceof AppFailure) connections.update(connectionId, { ...checkedAt, lastCheckError: toAppError(cause) });
    throw cause;
  } finally {
    events.changed('connections');
  }
}

async function forget({ cache, storage }: ServiceContext, connectionId: string): Promise<{ removedRows: number }> {
  const { removedRows } = await (await cache.api()).store.forget({ connectionId });
  const { removed } = await (await storage.index()).store.forget({ connectionId });
  return { removedRows: removedRows + removed };
}

async function remove(context: ServiceContext, { connectionId, forgetData }: Parameters<Service['remove']>[0]) {
  const { connections, vault, engine, events, options } = context;
  connections.get(connectionId);
  await engine.stop(connectionId);
  if (vault.secrets.keys(connectionId).length > 0) await vault.secrets.remove(connectionId);
  const { removedRows } = forgetData ? await forget(context, connectionId) : { removedRows: 0 };
  connections.remove(connectionId, forgetData ? null : options.clock.now());
  events.changed(
    'connections',
    'freshness',
    ...(forgetData ? (['machines', 'buckets', 'objects', 'metrics', 'costs', 'imports'] as const) : []),
  );
  return { removedRows };
}

export function connectionsService(context: ServiceContext): Service {
  const { connections, sessions, events } = context;
  return {
    kinds: () => sessions.manifests(),
    list: () => connections.list().map((stored) => shown(context, stored)),
    async add(input) {
      const added = await add(context, input);
      events.changed('connections');
      refresh(context, added.id);
      return added;
    },
    async update(input) {
      const updated = await update(context, input);
      events.changed('connections');
      refresh(context, updated.id);
      return updated;
    },
    check: (input, { signal }) =>
      'connectionId' in input ? checkSaved(context, input.connectionId, signal) : checkDraft(context, input, signal),
    remove: (input) => remove(context, input),
  };
}
