import type { Services } from '#shared/contract/services.ts';
import type { SettingsModel } from '#shared/model/settings.ts';
import type { ServiceContext } from './service-context.ts';

export function settingsService({ settings, cache, events, scheduler, options }: ServiceContext): Services['settings'] {
  /** A smaller limit takes effect now; a locked cache gets it when it opens. */
  const limitCache = async ({ cache: limits }: SettingsModel) => {
    const api = await cache.api().catch(() => null);
    await api?.store.setMaxBytes({ maxBytes: limits.maxMegabytes * 1_048_576 });
  };
  return {
    get: () => settings.get(),
    async set(patch) {
      const before = settings.get();
      const next = settings.set(patch);
      if (next.cache.maxMegabytes !== before.cache.maxMegabytes) await limitCache(next);
      if (next.autoSync && !before.autoSync && options.schedule) scheduler.wake();
      events.changed('settings');
      return next;
    },
  };
}
