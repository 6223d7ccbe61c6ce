import { writeFile } from 'node:fs/promises';
import type { Services } from '#shared/contract/services.ts';
import type { AppInfo } from '#shared/model/app-info.ts';
import { diagnosticsBundle } from './diagnostics.ts';
import type { ServiceContext } from './service-context.ts';
import { writtenFile } from './written-file.ts';

function info({ options, cache }: ServiceContext): AppInfo {
  const { version, shell, home, connectivity } = options;
  const { node, electron = null } = process.versions as { node: string; electron?: string };
  const runtime = { node, electron, sqlite: cache.report()?.sqliteVersion ?? '' };
  return { version, host: shell.kind, platform: `${process.platform} ${process.arch}`, runtime, home, online: connectivity.online() };
}

export function appService(context: ServiceContext): Services['app'] {
  const { cache, grants, maintenance } = context;
  return {
    info: () => info(context),
    cacheStatus: async () => (await cache.api()).store.status(),
    async diagnostics({ target }) {
      const bundle = await diagnosticsBundle(context, info(context));
      const { bytes } = await writtenFile(grants.pathToSave(target), (path) => writeFile(path, bundle, { mode: 0o600 }));
      return { bytes };
    },
    evict: () => maintenance.evict(),
  };
}
