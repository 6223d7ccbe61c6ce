import type { Run, RunTarget } from '#shared/model/action.ts';
import type { CliIo, Outcome } from '../io.ts';
import { watchJobs } from '../jobs.ts';
import type { OpenedCore } from '../open-core.ts';
import { nextChange } from './next-change.ts';
import { runExit, runText } from './run-text.ts';

const pageSize = 2_000;

/** The first Ctrl-C cancels what has not begun; the second leaves the run for `actions resume`. */
function cancelOnSignal(io: CliIo, { client }: OpenedCore, runId: string): () => void {
  const cancel = () => {
    void io.err('Cancelling what has not begun. A second Ctrl-C leaves the run as it is.\n');
    client.actions.cancel({ runId }).catch(() => undefined);
  };
  if (io.signal.aborted) cancel();
  io.signal.addEventListener('abort', cancel, { once: true });
  return () => io.signal.removeEventListener('abort', cancel);
}

async function untilEnded(io: CliIo, { core, client }: OpenedCore, runId: string): Promise<Run> {
  for (;;) {
    const look = nextChange(core, 'runs', io.insist);
    const { run } = await client.actions.run({ runId, limit: 1 });
    if (run.state !== 'running' || io.insist.aborted) return run;
    await look;
  }
}

/** All targets of a run, those with trouble first. */
export async function allTargets({ client }: OpenedCore, runId: string): Promise<RunTarget[]> {
  const targets: RunTarget[] = [];
  for (;;) {
    const page = await client.actions.run({ runId, offset: targets.length, limit: pageSize });
    targets.push(...page.targets);
    if (page.targets.length === 0 || targets.length >= page.total) return targets;
  }
}

/** Waits for a run that this process works on, with progress on stderr, and says how each target fared. */
export async function followRun(io: CliIo, opened: OpenedCore, runId: string): Promise<Outcome> {
  const watch = watchJobs(opened.core, io);
  const stopListening = cancelOnSignal(io, opened, runId);
  try {
    const run = await untilEnded(io, opened, runId);
    if (run.state === 'running') await io.err(`Left. Calls that were sent are known to the journal; go on with: actions resume ${runId}\n`);
    const targets = await allTargets(opened, runId);
    return { json: { run, targets }, text: runText(run, targets), exit: runExit(run) };
  } finally {
    stopListening();
    watch.close();
  }
}
