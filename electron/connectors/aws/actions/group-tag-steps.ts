import { groupNameOf } from '../group-rows.ts';
import type { Sending, StepKind } from './step-kind.ts';
import { tagChange } from './tag-input.ts';
import { judgeTags } from './tag-steps.ts';

const change = { effect: 'change', repeatable: true } as const;
const resource = ({ call }: Sending) => ({ ResourceId: groupNameOf(call.target), ResourceType: 'auto-scaling-group' });
const clientOf = ({ account, call }: Sending) => account.clients.autoScaling(call.target.region);

/** Which tags of the group its new machines get: setting a tag sets that too, so what it was is read first. */
async function propagated(sending: Sending): Promise<Set<string>> {
  const { DescribeTagsCommand } = await import('@aws-sdk/client-auto-scaling');
  const Filters = [{ Name: 'auto-scaling-group', Values: [groupNameOf(sending.call.target)] }];
  // A group has 50 tags at most.
  const reply = await (await clientOf(sending)).send(new DescribeTagsCommand({ Filters, MaxRecords: 100 }), sending.abort);
  return new Set((reply.Tags ?? []).filter((tag) => tag.PropagateAtLaunch).map((tag) => tag.Key ?? ''));
}

/** New tags stay with the group; those that its machines got at launch go on doing so. */
export const setGroupTags: StepKind = {
  step: { id: 'set-group-tags', title: 'Set tags', operation: 'autoscaling:CreateOrUpdateTags', ...change },
  hasDryRun: false,
  async send(sending) {
    const { CreateOrUpdateTagsCommand } = await import('@aws-sdk/client-auto-scaling');
    const kept = await propagated(sending);
    const Tags = Object.entries(tagChange(sending.call.input).set).map(([Key, Value]) => {
      return { ...resource(sending), Key, Value, PropagateAtLaunch: kept.has(Key) };
    });
    return (await clientOf(sending)).send(new CreateOrUpdateTagsCommand({ Tags }), sending.abort);
  },
  judge: judgeTags.set,
};

export const removeGroupTags: StepKind = {
  step: { id: 'remove-group-tags', title: 'Remove tags', operation: 'autoscaling:DeleteTags', ...change },
  hasDryRun: false,
  async send(sending) {
    const { DeleteTagsCommand } = await import('@aws-sdk/client-auto-scaling');
    const Tags = tagChange(sending.call.input).remove.map((Key) => ({ ...resource(sending), Key }));
    return (await clientOf(sending)).send(new DeleteTagsCommand({ Tags }), sending.abort);
  },
  judge: judgeTags.remove,
};
