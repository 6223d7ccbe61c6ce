import { failure } from '#shared/errors/app-error.ts';
import type { LifecycleRule } from '#shared/model/lifecycle.ts';
import type { StorageRequest } from '#shared/model/transfer.ts';
import { bucketDraft, type Draft } from './draft.ts';
import { deletingRules, lifecycleChanges } from './lifecycle-words.ts';
import { type Planning, requireVerb } from './planning.ts';

type LifecycleRequest = Extract<StorageRequest, { verb: 'lifecycle' }>;

/** Rules that the console cannot say wholly are kept as they are. */
function refuseEdited(before: readonly LifecycleRule[], after: readonly LifecycleRule[]): void {
  const edited = before.find((rule) => {
    const now = after.find(({ id }) => id === rule.id);
    return rule.unsupported.length > 0 && now && JSON.stringify(now) !== JSON.stringify(rule);
  });
  if (edited)
    throw failure('invalid_input', `Rule ${edited.id} says more than can be edited here: ${edited.unsupported.join(', ')}`, {
      hint: "Leave it as it is, or change it in the provider's own console.",
    });
}

function refuseTwins(rules: readonly LifecycleRule[]): void {
  const twin = rules.find(({ id }, at) => rules.findIndex((one) => one.id === id) !== at);
  if (twin) throw failure('invalid_input', `Two rules are named ${twin.id}`, { hint: 'Give each rule a name of its own.' });
}

/** Replaces the rules of a bucket. The difference is told in the plan's warnings. */
export async function* planLifecycle(planning: Planning, request: LifecycleRequest): AsyncGenerator<Draft> {
  const { connectionId, bucket, rules } = request;
  requireVerb(planning, connectionId, ['lifecycle']);
  refuseTwins(rules);
  const { lifecycle } = await planning.storeOf(connectionId);
  if (!lifecycle) throw failure('unsupported', 'This storage has no lifecycle rules');
  lifecycle.check(rules);
  const before = await lifecycle.get(bucket, planning.signal);
  refuseEdited(before.rules, rules);
  const changes = lifecycleChanges(before.rules, rules);
  for (const change of changes) planning.warn(change);
  const deleting = deletingRules(before.rules, rules);
  planning.deletingRules = deleting.length;
  for (const { id } of deleting)
    planning.warn(`Rule ${id} deletes objects by itself, again and again, without asking. Simulate it before it is saved.`);
  const skip = changes.length === 0 ? 'the rules are these already' : null;
  yield { ...bucketDraft('lifecycle', { connectionId, bucket, key: '' }), skip, input: { lifecycle: { rules, before } } };
}
