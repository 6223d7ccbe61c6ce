import type { TargetState } from '#shared/model/action.ts';
import type { Machine } from '#shared/model/machine.ts';

/** What is kept of a target in plans and runs. */
export function stateOf({ state, providerState, type, capacity, tags }: Machine): TargetState {
  return { state, providerState, type, capacity, tags };
}

/** Members that run now are left out: they come and go without anybody changing the group. */
function fingerprint({ state, providerState, type, capacity, tags }: TargetState): string {
  const size = capacity && [capacity.desired, capacity.min, capacity.max];
  const labels = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([state, providerState, type, size, labels]);
}

/** Whether a plan made for `before` still says what would happen. */
export function sameState(before: TargetState | null, fresh: Machine | null): boolean {
  if (before === null || fresh === null) return before === null && fresh === null;
  return fingerprint(before) === fingerprint(stateOf(fresh));
}
