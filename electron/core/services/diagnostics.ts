import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { toAppError } from '#shared/errors/app-error.ts';
import type { AppInfo } from '#shared/model/app-info.ts';
import { shown } from './connections-service.ts';
import type { ServiceContext } from './service-context.ts';

const logLines = 2_000;
const secretName = /(secret|token|password|passphrase|credential|accesskey|apikey|private)/i;
const secretText = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bBearer\s+[\w.~+/=-]+/gi,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
  /(?<=:\/\/)[^/\s:@"]+:[^/\s@"]+(?=@)/g,
];
const hidden = '[removed]';

/** A part of the bundle, or why it could not be had: a bundle is most wanted when something is broken. */
async function part<T>(work: () => Promise<T> | T): Promise<T | { unavailable: string }> {
  try {
    return await work();
  } catch (cause) {
    return { unavailable: toAppError(cause).message };
  }
}

async function newestLog(folder: string): Promise<string | null> {
  const names = (await readdir(folder)).filter((name) => name.includes('.log'));
  const dated = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const newest = dated.sort((a, b) => b.at - a.at)[0];
  return newest ? join(folder, newest.name) : null;
}

async function recentLog(home: string): Promise<string[]> {
  const path = await newestLog(join(home, 'logs'));
  return path ? (await readFile(path, 'utf8')).split('\n').slice(-logLines) : [];
}

/** Every secret of the vault, to be struck out wherever it may have got to. */
async function knownSecrets({ vault, connections }: ServiceContext): Promise<string[]> {
  const names = connections.list().flatMap(({ id }) => vault.secrets.keys(id).map((key) => [id, key] as const));
  const values = await Promise.all(names.map(([id, key]) => vault.secrets.get(id, key).catch(() => null)));
  return values.filter((value): value is string => value !== null && value.length >= 4);
}

function withoutSecretSettings(settings: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, secretName.test(key) ? hidden : value]));
}

function struckOut(text: string, secrets: string[]): string {
  const known = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  const clean = known.reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
  return secretText.reduce((rest, pattern) => rest.replaceAll(pattern, hidden), clean);
}

/**
 * A diagnostics bundle as gzipped JSON: versions, settings, connections without secrets, freshness, jobs, cache state and
 * the newest log lines. No cached rows. Known secrets and anything shaped like one are struck out.
 */
export async function diagnosticsBundle(context: ServiceContext, app: AppInfo): Promise<Buffer> {
  const { options, vault, settings, connections, cache, jobs } = context;
  const bundle = {
    madeAt: new Date(options.clock.now()).toISOString(),
    app,
    vault: vault.status(),
    settings: settings.get(),
    connections: connections.list().map((one) => ({ ...shown(context, one), settings: withoutSecretSettings(one.settings) })),
    cache: await part(async () => (await cache.api()).store.status()),
    freshness: await part(async () => (await cache.api()).sets.list({})),
    jobs: await part(() => jobs.list(200)),
    log: await part(() => recentLog(options.home)),
  };
  return gzipSync(
    struckOut(JSON.stringify(bundle, null, 2), await part(() => knownSecrets(context)).then((s) => (Array.isArray(s) ? s : []))),
  );
}
