import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Services } from '#shared/contract/services.ts';
import { failure, toAppError } from '#shared/errors/app-error.ts';
import type { Manifest } from '#shared/model/connection.ts';
import type { StoredConnection } from '../config/connection-store.ts';
import { dataSetsOf } from '../sync/capabilities.ts';
import { shown } from './connections-service.ts';
import { writeCsv } from './csv-file.ts';
import type { ServiceContext } from './service-context.ts';
import { writtenFile } from './written-file.ts';

type Service = Services['imports'];

/** The connector that opens a file, by the longest ending that matches. */
function opener({ sessions }: ServiceContext, path: string): { manifest: Manifest; field: string } {
  const name = basename(path).toLowerCase();
  for (const manifest of sessions.manifests()) {
    const field = manifest.fields.find((one) => one.type === 'file');
    if (field && manifest.opensFiles.some((ending) => name.endsWith(ending.toLowerCase()))) return { manifest, field: field.key };
  }
  const endings = sessions.manifests().flatMap((manifest) => manifest.opensFiles);
  throw failure('invalid_input', `${basename(path)} is not a file this console opens`, { hint: `It opens ${endings.join(', ')}.` });
}

async function existing(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    throw failure('not_found', `There is no file ${path}`, { hint: 'Check the path.', cause });
  }
}

function freeName({ connections }: ServiceContext, wanted: string): string {
  const taken = new Set(connections.list().map(({ name }) => name.toLowerCase()));
  const base = wanted.slice(0, 70);
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? base : `${base} (${n})`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

/**
 * The connection that already stands for a file: the same path, or, for copies of files that were sent to the console,
 * the same name. Importing it again then replaces its rows instead of counting them twice.
 */
function connectionOf(
  { connections }: ServiceContext,
  { kind, field, path, copy }: { kind: string; field: string; path: string; copy: boolean },
) {
  const uploads = dirname(dirname(path));
  const isSame = (known: string) => known === path || (copy && basename(known) === basename(path) && dirname(dirname(known)) === uploads);
  return connections.list().find((one) => one.kind === kind && isSame(String(one.settings[field])));
}

function connectionFor(
  context: ServiceContext,
  { path, copy, name }: { path: string; copy: boolean; name: string | undefined },
): StoredConnection {
  const { connections, options } = context;
  const { manifest, field } = opener(context, path);
  const known = connectionOf(context, { kind: manifest.kind, field, path, copy });
  const settings = { [field]: path };
  if (known) return connections.update(known.id, { name: name ?? known.name, settings: { ...known.settings, ...settings } });
  const fresh = { account: null, createdAt: options.clock.now(), lastCheckAt: null, lastCheckError: null };
  return connections.add({ kind: manifest.kind, name: name ?? freeName(context, basename(path)), settings, ...fresh });
}

async function open(context: ServiceContext, { token, name }: Parameters<Service['open']>[0]) {
  const { grants, engine, sessions, events, cache } = context;
  const path = await existing(grants.pathToOpen(token));
  await cache.api();
  const connection = connectionFor(context, { path, copy: grants.isCopy(token), name });
  events.changed('connections', 'imports');
  await engine.stop(connection.id);
  const [job] = engine.start({ connection, dataSets: dataSetsOf(sessions.manifest(connection.kind)), force: true });
  return { connection: shown(context, connection), job: job! };
}

/** Pages of bad rows, one row at a time. */
async function* badRows({ cache }: ServiceContext, connectionId: string) {
  const api = await cache.api();
  for (let offset = 0; ; ) {
    const { rows } = await api.costs.badRows({ connectionId, offset, limit: 1000 });
    if (rows.length === 0) return;
    for (const { line, column, value, reason, raw } of rows) yield [line, column, value, reason, raw];
    offset += rows.length;
  }
}

type Export = Parameters<Service['exportBadRows']>[0] & { signal: AbortSignal };

/** All bad rows, from the file itself; null when the source cannot list them or the file is gone. */
async function exportFromSource(context: ServiceContext, { connectionId, target, signal }: Export): Promise<{ rows: number } | null> {
  const { connections, sessions, vault, grants } = context;
  const { kind, settings } = connections.get(connectionId);
  const secret = (key: string) => vault.secrets.get(connectionId, key);
  const gone = (cause: unknown) => {
    if (toAppError(cause).code === 'not_found') return null;
    throw cause;
  };
  return sessions.use({ connectionId, kind, settings, secret, signal }, async ({ costs }) => {
    if (!costs?.exportBadRows) return null;
    const write = (path: string) => costs.exportBadRows!({ target: path, signal });
    return writtenFile(grants.pathToSave(target), write).then(({ result }) => result, gone);
  });
}

/** The bad rows that the import's report kept. */
async function exportFromCache(context: ServiceContext, { connectionId, target, signal }: Export): Promise<{ rows: number }> {
  const columns = ['line', 'column', 'value', 'reason', 'raw'];
  const rows = badRows(context, connectionId);
  // Nothing is escaped: the rows are the person's own file, to be mended and imported again.
  const write = (path: string) => writeCsv({ path, columns, rows, signal, escapeFormulas: false });
  return { rows: (await writtenFile(context.grants.pathToSave(target), write)).result };
}

export function importsService(context: ServiceContext): Service {
  const { cache } = context;
  return {
    open: (input) => open(context, input),
    report: async ({ connectionId }) => (await cache.api()).costs.report({ connectionId }),
    badRows: async (input) => (await cache.api()).costs.badRows(input),
    async exportBadRows(input, { signal }) {
      const request = { ...input, signal };
      return (await exportFromSource(context, request)) ?? exportFromCache(context, request);
    },
  };
}
