import type { Services } from '#shared/contract/services.ts';
import type { SettingsModel } from '#shared/model/settings.ts';
import { auditEntry } from '../audit/audit-log.ts';
import type { ServiceContext } from './service-context.ts';

export function settingsService({ settings, cache, events, scheduler, options, audit }: ServiceContext): Services['settings'] {
  /** A smaller limit takes effect now; a locked cache gets it when it opens. */
  const limitCache = async ({ cache: limits }: SettingsModel) => {
    const api = await cache.api().catch(() => null);
    await api?.store.setMaxBytes({ maxBytes: limits.maxMegabytes * 1_048_576 });
  };
  /** Changed rules hold at once for what is cached; who may change what is worth a record. */
  const regroup = async ({ environments }: SettingsModel) => {
    const details = environments;
    await audit.append([
      auditEntry({ actor: audit.person(), event: 'environments_changed', summary: 'Environment rules changed', details }),
    ]);
    const api = await cache.api();
    await api.machines.relabel({ rules: environments.rules });
    await api.buckets.relabel({ rules: environments.rules });
    events.changed('machines', 'buckets');
  };
  return {
    get: () => settings.get(),
    async set(patch) {
      const before = settings.get();
      const next = settings.set(patch);
      if (next.cache.maxMegabytes !== before.cache.maxMegabytes) await limitCache(next);
      if (next.autoSync && !before.autoSync && options.schedule) scheduler.wake();
      if (JSON.stringify(next.environments) !== JSON.stringify(before.environments)) await regroup(next);
      events.changed('settings');
      return next;
    },
  };
}
