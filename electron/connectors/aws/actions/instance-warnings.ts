import { type ActionCall, AppFailure, type Machine, type Related } from '../../sdk.ts';
import { detailOf } from '../details.ts';
import { groupNameOf } from '../group-rows.ts';
import { notPossible, type Planning, parentsOf, refuse } from './target-plan.ts';

/** An answer, or the words for a warning when it may not be asked for. Other failures are the plan's. */
async function unlessForbidden<T>(ask: () => Promise<T>): Promise<{ value: T } | { unknown: string }> {
  try {
    return { value: await ask() };
  } catch (cause) {
    if (!(cause instanceof AppFailure) || cause.error.code !== 'forbidden') throw cause;
    return { unknown: cause.error.message };
  }
}

/** The group a machine belongs to, by name; `''` when it stands alone. */
function groupOf(target: Machine): string {
  const id = target.parents.find((parent) => parent.includes(':autoScalingGroup:'));
  return id ? groupNameOf({ id }) : '';
}

/** A group takes a member that does not run for unhealthy and replaces it. */
export function groupWarning(target: Machine): string[] {
  const group = groupOf(target);
  return group ? [`It belongs to the Auto Scaling group ${group}, which will replace it unless its scaling is paused.`] : [];
}

/** What a stop loses: data of instance store volumes, and a public address that is not elastic. */
export async function stopLosses(target: Machine, { facts }: Planning): Promise<string[]> {
  const type = await unlessForbidden(() => facts.instanceType(target.region, target.type));
  const storage = 'unknown' in type ? `Whether it has instance store volumes is not known: ${type.unknown}` : '';
  const loses = 'value' in type && type.value?.InstanceStorageSupported ? 'The data on its instance store volumes is lost.' : '';
  const moves =
    detailOf(target, 'public IP owner') === 'amazon' ? `Its public address ${target.publicIp} is lost; it gets another one at start.` : '';
  return [storage, loses, moves].filter((text) => text !== '');
}

/** Throws `conflict` where the protection is on; warns where it cannot be read. */
export async function checkProtection(
  call: ActionCall,
  attribute: 'disableApiTermination' | 'disableApiStop',
  planning: Planning,
): Promise<string[]> {
  const [name, what] = attribute === 'disableApiStop' ? ['Stop', 'stop'] : ['Termination', 'termination'];
  const answer = await unlessForbidden(() => planning.facts.isProtected(call.target, attribute, planning.signal));
  if ('unknown' in answer) return [`${name} protection could not be read: ${answer.unknown}`];
  if (answer.value) refuse(call, `has ${what} protection.`, 'Switch the protection off in AWS first, if that is meant.');
  return [];
}

/** Throws `unsupported` for a spot instance that cannot start again. */
export async function checkSpot(call: ActionCall, { facts }: Planning): Promise<string[]> {
  if (detailOf(call.target, 'purchase') !== 'spot') return [];
  const answer = await unlessForbidden(() => facts.isPersistentSpot(call.target));
  if ('unknown' in answer) return [`It is a spot instance, and whether its request is persistent could not be read: ${answer.unknown}`];
  if (answer.value) return ['It is a spot instance: it starts again only when AWS has capacity at its price.'];
  return notPossible(call, 'is a spot instance of a one-time request.', 'AWS can only terminate it.');
}

/** What depends on an instance: its group, and the target groups that send it traffic. */
export async function instanceDependants(target: Machine, { facts }: Planning): Promise<{ dependants: Related[]; warnings: string[] }> {
  const index = await unlessForbidden(() => facts.targets(target.region));
  const serves = 'value' in index ? index.value.of(target) : [];
  const warnings = 'unknown' in index ? [`Load balancers that send it traffic are not known: ${index.unknown}`] : [];
  return { dependants: [...parentsOf(target), ...serves], warnings };
}
