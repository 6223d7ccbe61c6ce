import { type ActionCall, failure, type Machine, type Related, type TargetPlan } from '../../sdk.ts';
import { detailOf } from '../details.ts';
import type { Facts } from '../facts.ts';
import { groupNameOf } from '../group-rows.ts';
import { nameIn } from '../place.ts';
import { serving } from '../target-groups.ts';
import type { StepKind } from './step-kind.ts';

/** What plans are made with. */
export interface Planning {
  facts: Facts;
  signal: AbortSignal;
}

/** Makes the plan of one action on one target. */
export type Planner = (call: ActionCall, planning: Planning) => Promise<TargetPlan>;

/** List prices are the console's own data, so the costs of a plan are worked out there. */
export function planOf(steps: StepKind[], more: Partial<Pick<TargetPlan, 'warnings' | 'dependants'>> = {}): TargetPlan {
  return { steps: steps.map(({ step }) => step), skip: null, warnings: [], dependants: [], cost: null, ...more };
}

export function skip(why: string): TargetPlan {
  return { ...planOf([]), skip: why };
}

/** The action cannot be taken in this state. */
export function refuse({ target }: ActionCall, why: string, hint: string): never {
  throw failure('conflict', `${target.name} ${why}`, { hint });
}

export function notPossible({ target }: ActionCall, why: string, hint: string): never {
  throw failure('unsupported', `${target.name} ${why}`, { hint });
}

/** What the row itself says it belongs to: its Auto Scaling group, its service, its cluster. */
export function parentsOf(target: Machine): Related[] {
  return target.parents.map((id) => {
    const kind = id.includes(':cluster/') ? 'ECS cluster' : id.includes(':service/') ? 'ECS service' : 'Auto Scaling group';
    return {
      relation: 'member_of',
      kind,
      id,
      name: kind === 'Auto Scaling group' ? groupNameOf({ id }) : nameIn(id),
      state: '',
    };
  });
}

/** Target groups that the row itself names. */
export function namedTargetGroups(target: Machine): Related[] {
  return detailOf(target, 'target groups')
    .split(' ')
    .filter((arn) => arn !== '')
    .map((arn) => serving(arn, ''));
}
