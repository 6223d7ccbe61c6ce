import { describe, expect, test } from 'vitest';
import { type LifecycleAction, lifecycleRuleSchema, ruleScope, type StorageFeatures } from '#connectors/sdk.ts';
import { isAbsent } from './fixture.ts';
import { candidates, withConnector } from './open-connector.ts';

type Rules = NonNullable<StorageFeatures['lifecycle']>;

/** An action of each kind as the editor begins it. */
function actionOf(kind: LifecycleAction['kind'], storageClass: string, { bases: [basis] }: Rules) {
  if (kind === 'transition') return { kind, days: 40, storageClass, basis };
  if (kind === 'noncurrent_transition') return { kind, days: 40, storageClass };
  return kind === 'expire' ? { kind, days: 365, basis } : { kind, days: 30 };
}

/** What is refused of a rule is shown beside it. */
const refused = { code: 'invalid_input', source: { scope: ruleScope('rule-1') } };

const parts = {
  prefixes: { prefixes: ['logs/'] },
  suffixes: { suffixes: ['.log'] },
  tags: { tags: { team: 'data' } },
  size: { minBytes: 1, maxBytes: 10 },
  classes: { classes: [] as string[] },
  createdBefore: { createdBefore: '2026-01-01' },
};

describe.each(candidates().filter(({ connector: { manifest } }) => manifest.storage?.verbs.includes('lifecycle')))(
  'lifecycle rules of $kind',
  ({ connector, situations }) => {
    const { classes, lifecycle } = connector.manifest.storage!;
    const cold = classes[1]!.id;

    test('are described, so that an editor offers what the provider can say', () => expect(lifecycle).toBeDefined());

    test('can be every kind of action, and every filter, that is offered', async () => {
      if (isAbsent(situations.healthy)) throw new Error('there is no healthy situation');
      await withConnector(connector, situations.healthy, async ({ session }) => {
        const check = (rule: object) =>
          session.objects!.lifecycle!.check([lifecycleRuleSchema.parse({ id: 'rule-1', enabled: true, ...rule })]);
        for (const kind of lifecycle!.actions) {
          expect(() => check({ filter: parts.prefixes, actions: [actionOf(kind, cold, lifecycle!)] }), kind).not.toThrow();
        }
        for (const part of lifecycle!.filters) {
          const filter = part === 'classes' ? { classes: [classes[0]!.id] } : parts[part];
          expect(() => check({ filter, actions: [actionOf('expire', cold, lifecycle!)] }), part).not.toThrow();
        }
        const dated = { filter: {}, actions: [{ kind: 'expire', days: 0, basis: lifecycle!.bases[0], date: '2030-01-01' }] };
        if (lifecycle!.dates) expect(() => check(dated)).not.toThrow();
        else expect(() => check(dated)).toThrow(expect.objectContaining({ error: expect.objectContaining(refused) }));
        for (const basis of lifecycle!.bases) {
          expect(() => check({ filter: {}, actions: [{ kind: 'expire', days: 400, basis }] }), basis).not.toThrow();
        }
      });
    });
  },
);
