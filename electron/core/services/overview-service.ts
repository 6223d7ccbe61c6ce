import type { Services } from '#shared/contract/services.ts';
import type { Dating } from './dated.ts';
import type { ServiceContext } from './service-context.ts';

export function overviewService({ cache, settings, connections }: ServiceContext, dating: Dating): Services['overview'] {
  return {
    async get() {
      const api = await cache.api();
      const { currency, exchangeRates } = settings.get();
      const [cost, machines, sets] = await Promise.all([
        api.costs.overview({ currency, rates: exchangeRates }),
        api.machines.totals(),
        api.sets.list({}),
      ]);
      const whole = { ...cost, machines, connections: connections.list().length, freshness: sets, sets };
      return dating.date(whole, { wanted: ['costs', 'machines'] });
    },
  };
}
