import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import { auditEntry } from '../audit/audit-log.ts';
import { createDismissals } from '../recommendations/dismissals.ts';
import { createRecommender } from '../recommendations/recommender.ts';
import type { ServiceContext } from './service-context.ts';

export function recommendationsService({ cache, operations, options, audit, events }: ServiceContext): Services['recommendations'] {
  const { clock } = options;
  const dismissals = createDismissals(operations);
  const recommender = createRecommender({ cache, clock, dismissals });
  events.watch((event) => {
    const matters = event.type === 'changed' && event.tables.some((table) => table === 'machines' || table === 'metrics');
    if (matters) recommender.changed();
  });
  const record = (event: 'recommendation_dismissed' | 'recommendation_restored', summary: string, details: object) =>
    audit.append([auditEntry({ actor: audit.person(), event, summary, details })]);
  return {
    list: (query) => recommender.list(query),
    async dismiss({ id, reason }) {
      const advice = await recommender.find(id);
      if (!advice) throw failure('not_found', 'This recommendation does not stand any more', { hint: 'Refresh the list.' });
      await dismissals.put({ id, reason, by: audit.person().name, at: clock.now() });
      await record('recommendation_dismissed', `Dismissed for ${advice.name}: ${advice.title}`, { id, reason });
      events.changed('recommendations');
      return true;
    },
    async restore({ id }) {
      const removed = await dismissals.remove(id);
      if (removed) await record('recommendation_restored', 'A dismissed recommendation was restored', { id });
      events.changed('recommendations');
      return removed;
    },
  };
}
