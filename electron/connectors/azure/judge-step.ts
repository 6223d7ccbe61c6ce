import { AppFailure, type Machine, type ProgressCall, type StepProgress } from '../sdk.ts';
import type { AzureAccount } from './account.ts';
import { tagChange, wantedCount, wantedSize } from './inputs.ts';
import { pollOperation } from './lro.ts';

/** What the state of a target shows of a step. */
type Seen = 'done' | 'under_way' | 'not_seen' | 'unknowable';

const isMoving = ({ details, providerState }: Machine) =>
  /^(updating|scaling|creating|deleting)$/i.test(details['provisioning'] ?? providerState);

const reached =
  (...states: string[]) =>
  (fresh: Machine, under: Machine['state']): Seen =>
    states.includes(fresh.providerState) ? 'done' : fresh.state === under ? 'under_way' : 'not_seen';

const present = (done: boolean, fresh: Machine): Seen => (done ? 'done' : isMoving(fresh) ? 'under_way' : 'not_seen');

const judges: Readonly<Record<string, (fresh: Machine, call: ProgressCall) => Seen>> = {
  start: (fresh) => reached('running')(fresh, 'starting'),
  stop: (fresh) => reached('stopped')(fresh, 'stopping'),
  deallocate: (fresh) => reached('deallocated', 'hibernated')(fresh, 'stopping'),
  'power-off': (fresh) => reached('stopped', 'deallocated')(fresh, 'stopping'),
  resize: (fresh, { input }) => present(fresh.type.toLowerCase() === wantedSize(input).toLowerCase(), fresh),
  scale: (fresh, { input }) => present(fresh.capacity?.desired === wantedCount(input) && !isMoving(fresh), fresh),
  set: (fresh, { input }) =>
    present(
      Object.entries(tagChange(input).set).every(([key, value]) => fresh.tags[key] === value),
      fresh,
    ),
  remove: (fresh, { input }) =>
    present(
      tagChange(input).remove.every((key) => !(key in fresh.tags)),
      fresh,
    ),
  delete: (fresh) => present(false, fresh),
};

/** A machine that restarted or moved looks as it did before. */
function seenOf(call: ProgressCall): Seen {
  const { fresh, step } = call;
  if (!fresh) return step.id === 'delete' ? 'done' : 'not_seen';
  return judges[step.id]?.(fresh, call) ?? 'unknowable';
}

/** By the state alone: a call whose answer was lost, or whose operation Azure no longer keeps. */
function judge(call: ProgressCall): StepProgress {
  const seen = seenOf(call);
  if (seen === 'done') return { state: 'done' };
  if (seen === 'under_way') return { state: 'running' };
  if (seen === 'unknowable') return { state: 'unknown' };
  return call.accepted ? { state: 'running' } : { state: 'not_begun' };
}

/** How far a step is: by its operation where Azure gave one, else by what the target looks like. */
export async function stepProgress(account: AzureAccount, call: ProgressCall): Promise<StepProgress> {
  const { operation, accepted, step, target, signal } = call;
  if (!operation) return accepted ? { state: 'done' } : judge(call);
  try {
    return await pollOperation(account, operation, { operation: step.operation, scope: target.name }, signal);
  } catch (cause) {
    if (!(cause instanceof AppFailure) || cause.error.code !== 'not_found') throw cause;
    return judge(call);
  }
}
