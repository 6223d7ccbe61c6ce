import { z } from 'zod';
import type { Recommendation } from '#shared/model/recommendation.ts';
import type { OperationsAccess } from '../operations/operations-access.ts';

const dismissalSchema = z.object({ id: z.string(), reason: z.string(), by: z.string(), at: z.number() });
type Dismissal = z.infer<typeof dismissalSchema>;

/** Advice that a person does not want to see again, with the reason. Kept for good. */
export interface Dismissals {
  all(): Promise<Dismissal[]>;
  put(dismissal: Dismissal): Promise<void>;
  remove(id: string): Promise<boolean>;
}

const collection = 'dismissals';

export function createDismissals(operations: OperationsAccess): Dismissals {
  return {
    all: async () => z.array(dismissalSchema).parse(await (await operations.api()).documents.list({ collection })),
    async put(dismissal) {
      await (await operations.api()).documents.put({ collection, id: dismissal.id, document: dismissal });
    },
    remove: async (id) => (await operations.api()).documents.remove({ collection, id }),
  };
}

/** Advice with the dismissal that its id has. */
export function standing(advice: readonly Omit<Recommendation, 'dismissed'>[], dismissals: readonly Dismissal[]): Recommendation[] {
  const byId = new Map(dismissals.map(({ id, ...dismissal }) => [id, dismissal]));
  return advice.map((one) => ({ ...one, dismissed: byId.get(one.id) ?? null }));
}
