import type { Plan, Run } from '#shared/model/action.ts';
import type { AuditEntry } from '#shared/model/audit.ts';
import { environmentOf } from '#shared/model/environment.ts';
import { auditEntry } from '../audit/audit-log.ts';
import type { ActionContext } from './action-context.ts';
import { byConnection } from './fresh-read.ts';
import type { WorkTarget } from './run-work.ts';

const noteWithinMs = 200;
const noteAtMost = 50;

/** Writes down how targets ended, a few at a time, and shows their new state in the cache. */
export interface RunNotes {
  ended(target: WorkTarget): void;
  /** Resolves when all that ended is on the disk. */
  flush(): Promise<void>;
}

type Notable = Pick<Run, 'id' | 'planId' | 'title' | 'action' | 'actor'>;

export function startedEntry(run: Run, plan: Plan): AuditEntry {
  const { actor, action, planId, id: runId, title } = run;
  const summary = `${title}: ${plan.counts.act} of ${plan.targets.length} targets`;
  return auditEntry({ actor, event: 'run_started', summary, action, planId, runId, details: plan });
}

export function targetEntry(run: Notable, { target }: Pick<WorkTarget, 'target'>): AuditEntry {
  const { connectionId, machineId, name, provider, account, region, outcome, error, requestIds, before, after, calls } = target;
  const { actor, action, planId, id: runId } = run;
  const summary = `${run.title} ${name || machineId}: ${outcome}`;
  const subject = { connectionId, machineId, name, provider, account, region };
  return auditEntry({
    actor,
    event: 'target_ended',
    summary,
    subject,
    action,
    outcome,
    planId,
    runId,
    error,
    requestIds,
    details: { before, after, calls },
  });
}

export function endedEntry(run: Run): AuditEntry {
  const { actor, action, planId, id: runId, state, counts, title } = run;
  return auditEntry({
    actor,
    event: 'run_ended',
    summary: `${title}: ${state}`,
    action,
    outcome: state,
    planId,
    runId,
    details: { counts },
  });
}

/** The screens show from the cache: what a run did must be there at once, not after the next refresh. */
async function showInCache({ cache, settings, logger }: ActionContext, ended: readonly WorkTarget[]): Promise<void> {
  const { rules } = settings.get().environments;
  const touched = ended.filter(({ target, readAt }) => target.calls > 0 && readAt !== null);
  const withConnection = touched.map((one) => ({ ...one, connectionId: one.target.connectionId }));
  try {
    const { machines } = await cache.api();
    for (const [connectionId, mine] of byConnection(withConnection)) {
      const there = mine.filter(({ gone }) => !gone).map(({ machine }) => ({ ...machine, environment: environmentOf(machine, rules) }));
      const gone = mine.filter((one) => one.gone).map(({ machine }) => machine.id);
      await machines.patch({ connectionId, machines: there, gone });
    }
  } catch (cause) {
    logger.warn('cache not brought up to date after an action', { cause });
  }
}

interface Options {
  context: ActionContext;
  run: Run;
  /** Something could not be written down: the run must not go on. */
  onLost: (cause: unknown) => void;
  /** After some targets were noted. */
  onNoted: () => void;
}

export function createRunNotes({ context, run, onLost, onNoted }: Options): RunNotes {
  const { audit, clock, events } = context;
  let waiting: WorkTarget[] = [];
  let timer: AbortController | null = null;
  let last: Promise<void> = Promise.resolve();
  const write = async () => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    await audit.append(batch.map((one) => targetEntry(run, one)));
    await showInCache(context, batch);
    events.changed('runs', 'machines');
    onNoted();
  };
  const flush = () => {
    timer?.abort();
    timer = null;
    last = last.then(write);
    return last;
  };
  const flushLater = () => void flush().catch(onLost);
  const flushSoon = () => {
    timer = new AbortController();
    clock.sleep(noteWithinMs, timer.signal).then(flushLater, () => undefined);
  };
  return {
    ended(target) {
      waiting.push(target);
      if (waiting.length >= noteAtMost) flushLater();
      else if (!timer) flushSoon();
    },
    flush,
  };
}
