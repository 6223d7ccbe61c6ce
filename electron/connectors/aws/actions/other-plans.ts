import { type ActionCall, failure, type Machine } from '../../sdk.ts';
import { detailOf } from '../details.ts';
import { restartService, scaleService, stopTask as stopTaskStep } from './container-steps.ts';
import { pausedProcesses, pauseScaling as pauseStep, resumeScaling as resumeStep, scaleGroup, suspendedOf } from './group-steps.ts';
import { removeGroupTags, setGroupTags } from './group-tag-steps.ts';
import { checkSizes, isSized, type Sizes, sizesOf } from './scale-input.ts';
import type { StepKind } from './step-kind.ts';
import { tagChange } from './tag-input.ts';
import { hasAll, hasNone, removeContainerTags, removeTags, setContainerTags, setTags } from './tag-steps.ts';
import { namedTargetGroups, notPossible, type Planner, parentsOf, planOf, refuse, skip } from './target-plan.ts';
import { deleteVolume, releaseAddress } from './unattached-steps.ts';

const dependantsOf = (target: Machine) => [...parentsOf(target), ...namedTargetGroups(target)];

function alive(call: ActionCall): void {
  if (call.target.state === 'terminated') refuse(call, `is ${call.target.providerState}.`, 'Refresh: it no longer exists.');
}

/** Setting and removing, by the service that keeps the tags of a kind. */
function tagSteps(kind: Machine['kind']): [set: StepKind, remove: StepKind] {
  if (kind === 'group') return [setGroupTags, removeGroupTags];
  return kind === 'cluster' || kind === 'service' || kind === 'task' ? [setContainerTags, removeContainerTags] : [setTags, removeTags];
}

export const tag: Planner = async (call) => {
  alive(call);
  const { tags, kind } = call.target;
  const wanted = tagChange(call.input);
  const [set, remove] = tagSteps(kind);
  const steps = [...(hasAll(tags, wanted) ? [] : [set]), ...(hasNone(tags, wanted) ? [] : [remove])];
  return steps.length > 0 ? planOf(steps) : skip('already tagged so');
};

function lossWarnings(target: Machine, sizes: Sizes, what: string): string[] {
  const now = target.capacity?.desired ?? 0;
  const fewer = now - (sizes.desired ?? now);
  const none = sizes.desired === 0 && now > 0 ? [`No ${what} is left running.`] : [];
  return [...(fewer > 0 ? [`${fewer} of ${now} ${what}s will be ended; AWS chooses which.`] : []), ...none];
}

function scaleOfGroup(call: ActionCall, sizes: Sizes) {
  const { capacity } = call.target;
  checkSizes(sizes, capacity ?? { desired: null, min: null, max: null, running: null });
  if (isSized(capacity, sizes)) return skip('already of this size');
  const halted = suspendedOf(call.target).filter((name) => name === 'Launch' || name === 'Terminate');
  const paused =
    halted.length > 0 ? [`Scaling is paused (${halted.join(', ')}): the number of members may not follow until it is resumed.`] : [];
  return planOf([scaleGroup], {
    warnings: [...lossWarnings(call.target, sizes, 'machine'), ...paused],
    dependants: dependantsOf(call.target),
  });
}

export const scale: Planner = async (call) => {
  alive(call);
  const sizes = sizesOf(call.input);
  if (call.target.kind === 'group') return scaleOfGroup(call, sizes);
  const { desired } = sizes;
  if (desired === undefined)
    throw failure('invalid_input', 'No desired count was given.', { hint: 'A service has no minimum or maximum.' });
  if (detailOf(call.target, 'scheduling') === 'DAEMON')
    notPossible(call, 'runs one task on each instance.', 'Change the number of instances instead.');
  if (isSized(call.target.capacity, { desired })) return skip(`already ${desired}`);
  return planOf([scaleService], { warnings: lossWarnings(call.target, { desired }, 'task'), dependants: dependantsOf(call.target) });
};

export const pauseScaling: Planner = async (call) => {
  alive(call);
  const suspended = suspendedOf(call.target);
  if (pausedProcesses.every((name) => suspended.includes(name))) return skip('already paused');
  return planOf([pauseStep], { warnings: ['Unhealthy members are not replaced, and load is not followed, until scaling is resumed.'] });
};

export const resumeScaling: Planner = async (call) => {
  alive(call);
  return suspendedOf(call.target).length === 0
    ? skip('nothing is suspended')
    : planOf([resumeStep], { warnings: ['Members that are stopped or unhealthy will be replaced.'] });
};

export const restart: Planner = async (call) => {
  alive(call);
  if (detailOf(call.target, 'deployment') === '') {
    notPossible(call, 'is deployed by CodeDeploy or an external controller.', 'Start the deployment there.');
  }
  const running = detailOf(call.target, 'rollout') === 'IN_PROGRESS' ? ['A deployment is under way: it is replaced by the new one.'] : [];
  return planOf([restartService], { warnings: running, dependants: dependantsOf(call.target) });
};

export const stopTask: Planner = async (call) => {
  const { state, providerState, parents } = call.target;
  if (state === 'terminated' || state === 'stopping') return skip(`already ${providerState}`);
  const byService = parents.some((parent) => parent.includes(':service/'));
  const warnings = byService ? ['Its service starts another task in its place.'] : ['No service keeps it: nothing takes its place.'];
  return planOf([stopTaskStep], { warnings, dependants: dependantsOf(call.target) });
};

export const deleteDisk: Planner = async (call) => {
  const { providerState } = call.target;
  if (providerState === 'deleting' || providerState === 'deleted') return skip(`already ${providerState}`);
  if (providerState !== 'available') refuse(call, `is ${providerState}.`, 'Only a volume that nothing uses is deleted.');
  return planOf([deleteVolume], { warnings: ['Its data is lost unless there is a snapshot.'] });
};

export const release: Planner = async (call) => {
  if (call.target.providerState !== 'unassociated') refuse(call, 'is in use.', 'Only an address that nothing uses is released.');
  return planOf([releaseAddress], {
    warnings: [`${call.target.publicIp} cannot be counted on to be had again: DNS records and allow lists that name it must change.`],
  });
};
