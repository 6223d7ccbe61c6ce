import { failure } from '#shared/errors/app-error.ts';
import { withConnection } from '../services/connection-session.ts';
import { describeError } from './action-errors.ts';
import { asking } from './fresh-read.ts';
import type { Lane } from './lanes.ts';
import { hasEnded } from './run-counts.ts';
import { endTarget, runTarget } from './run-target.ts';
import { type ConnectionWork, Left, type RunWork, type WorkTarget } from './run-work.ts';
import { createWatch, type Watch } from './watch.ts';

/** How targets end that cannot be worked on: what was sent before may have been carried out. */
async function endAll(work: RunWork, targets: readonly WorkTarget[], connectionId: string, cause: unknown): Promise<void> {
  const error = describeError(work.context, connectionId, cause);
  if (error.code === 'auth_required') work.context.events.emit({ type: 'auth_required', connectionId, message: error.message });
  const begun = ({ mark }: WorkTarget) => mark !== null && mark.mark !== 'failed';
  await Promise.all(targets.map((target) => endTarget(work, target, begun(target) ? 'unknown' : 'failed', error)));
}

function watches(connection: Pick<ConnectionWork, 'work' | 'actions'>): ConnectionWork['watchOf'] {
  const { context, stopping } = connection.work;
  const known = new Map<string, Watch>();
  return (lane: Lane) => {
    const watch = known.get(lane.key) ?? createWatch({ clock: context.clock, lane, actions: connection.actions, signal: stopping.signal });
    known.set(lane.key, watch);
    return watch;
  };
}

/** Opening ends with the run; an open session is closed, not aborted, so that calls under way can finish. */
function sessionSignal({ stopping, abandoned }: RunWork): { signal: AbortSignal; opened: () => void } {
  const opening = new AbortController();
  const stop = () => opening.abort(stopping.signal.reason);
  stopping.signal.addEventListener('abort', stop, { once: true });
  if (stopping.signal.aborted) stop();
  return { signal: AbortSignal.any([opening.signal, abandoned.signal]), opened: () => stopping.signal.removeEventListener('abort', stop) };
}

async function workOpen(work: RunWork, connectionId: string, targets: WorkTarget[]): Promise<void> {
  const { signal, opened } = sessionSignal(work);
  let open = false;
  const session = () =>
    withConnection(work.context, { connectionId, signal }, async ({ actions }) => {
      open = true;
      opened();
      if (!actions) return endAll(work, targets, connectionId, failure('unsupported', 'This connection changes nothing'));
      const connection: ConnectionWork = { work, connectionId, actions, targets, shut: null, watchOf: watches({ work, actions }) };
      await Promise.all(targets.map((target) => runTarget(connection, target)));
    });
  // Only opening is repeated: once open, every target takes care of itself.
  await asking(work.context, work.stopping.signal, () => (open ? Promise.resolve() : session()));
}

/** Works on the targets of one connection until each has its outcome, or the run is left. */
export async function runConnection(work: RunWork, connectionId: string, all: readonly WorkTarget[]): Promise<void> {
  const targets = all.filter(({ target }) => !hasEnded(target));
  if (targets.length === 0) return;
  try {
    await workOpen(work, connectionId, targets);
  } catch (cause) {
    if (work.stopping.signal.aborted || cause instanceof Left) return;
    await endAll(work, targets, connectionId, cause).catch((left: unknown) => {
      if (!(left instanceof Left)) throw left;
    });
  }
}
