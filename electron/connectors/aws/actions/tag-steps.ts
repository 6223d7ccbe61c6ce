import type { Machine, ProgressCall, StepProgress } from '../../sdk.ts';
import { gone } from './gone.ts';
import { type Sending, type StepKind, settled } from './step-kind.ts';
import { type TagChange, tagChange } from './tag-input.ts';

const change = { effect: 'change', repeatable: true } as const;

export const hasAll = (tags: Machine['tags'], { set }: TagChange) => Object.entries(set).every(([key, value]) => tags[key] === value);
export const hasNone = (tags: Machine['tags'], { remove }: TagChange) => remove.every((key) => !(key in tags));

const judgeBy =
  (holds: (tags: Machine['tags'], wanted: TagChange) => boolean) =>
  (call: ProgressCall): StepProgress =>
    call.fresh ? settled(call, holds(call.fresh.tags, tagChange(call.input)) ? 'done' : 'before') : gone(call);

/** Whether the tags are as they were wanted, whoever keeps them. */
export const judgeTags = { set: judgeBy(hasAll), remove: judgeBy(hasNone) };

function ec2Input({ call, dry }: Sending) {
  return { Resources: [call.target.id], ...(dry ? { DryRun: true } : {}) };
}

/** Instances, volumes and addresses are tagged by EC2. */
export const setTags: StepKind = {
  step: { id: 'set-tags', title: 'Set tags', operation: 'ec2:CreateTags', ...change },
  hasDryRun: true,
  async send(sending) {
    const { CreateTagsCommand } = await import('@aws-sdk/client-ec2');
    const Tags = Object.entries(tagChange(sending.call.input).set).map(([Key, Value]) => ({ Key, Value }));
    const client = await sending.account.clients.ec2(sending.call.target.region);
    return client.send(new CreateTagsCommand({ ...ec2Input(sending), Tags }), sending.abort);
  },
  judge: judgeTags.set,
};

export const removeTags: StepKind = {
  step: { id: 'remove-tags', title: 'Remove tags', operation: 'ec2:DeleteTags', ...change },
  hasDryRun: true,
  async send(sending) {
    const { DeleteTagsCommand } = await import('@aws-sdk/client-ec2');
    const Tags = tagChange(sending.call.input).remove.map((Key) => ({ Key }));
    const client = await sending.account.clients.ec2(sending.call.target.region);
    return client.send(new DeleteTagsCommand({ ...ec2Input(sending), Tags }), sending.abort);
  },
  judge: judgeTags.remove,
};

export const setContainerTags: StepKind = {
  step: { id: 'set-container-tags', title: 'Set tags', operation: 'ecs:TagResource', ...change },
  hasDryRun: false,
  async send({ account, call, abort }) {
    const { TagResourceCommand } = await import('@aws-sdk/client-ecs');
    const tags = Object.entries(tagChange(call.input).set).map(([key, value]) => ({ key, value }));
    const client = await account.clients.ecs(call.target.region);
    return client.send(new TagResourceCommand({ resourceArn: call.target.id, tags }), abort);
  },
  judge: judgeTags.set,
};

export const removeContainerTags: StepKind = {
  step: { id: 'remove-container-tags', title: 'Remove tags', operation: 'ecs:UntagResource', ...change },
  hasDryRun: false,
  async send({ account, call, abort }) {
    const { UntagResourceCommand } = await import('@aws-sdk/client-ecs');
    const tagKeys = tagChange(call.input).remove;
    const client = await account.clients.ecs(call.target.region);
    return client.send(new UntagResourceCommand({ resourceArn: call.target.id, tagKeys }), abort);
  },
  judge: judgeTags.remove,
};
