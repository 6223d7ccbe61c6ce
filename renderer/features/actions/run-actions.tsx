import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Run } from '#shared/model/action.ts';
import { useCall } from '../../app/reads.ts';
import { tell, tellError } from '../../ui/tell.ts';
import { usePlanDesk } from './use-plan.ts';

/** Waits for the host while a button shows that it does. */
function useBusy() {
  const [busy, setBusy] = useState<string | null>(null);
  const during = async (name: string, work: () => Promise<void>) => {
    setBusy(name);
    await work();
    setBusy(null);
  };
  return { busy, during };
}

/** What can be done about a run: stop the rest, go on, repeat what failed, undo. */
export function RunActions({ run }: { run: Run }) {
  const call = useCall();
  const { review } = usePlanDesk();
  const { busy, during } = useBusy();
  const { waiting, failed, cancelled, unknown, succeeded } = run.counts;
  const ended = run.endedAt !== null;
  const again = failed + cancelled + unknown;
  const plan = (name: 'retry' | 'undo') =>
    during(name, async () => {
      const reply = await call(['actions', name], { runId: run.id });
      if (reply.ok) review(reply.value);
      else tellError(reply.error);
    });
  const cancel = () =>
    during('cancel', async () => {
      const reply = await call(['actions', 'cancel'], { runId: run.id });
      if (!reply.ok) tellError(reply.error);
      else if (!reply.value) tell('info', 'The run has ended already.');
    });
  const resume = () =>
    during('resume', async () => {
      const reply = await call(['actions', 'resume'], { runId: run.id });
      if (!reply.ok) tellError(reply.error);
    });
  return (
    <>
      {run.state === 'interrupted' ? (
        <Button loading={busy === 'resume'} onClick={() => void resume()}>
          Resume
        </Button>
      ) : null}
      {run.state === 'running' ? (
        <Button variant="default" disabled={waiting === 0} loading={busy === 'cancel'} onClick={() => void cancel()}>
          {waiting > 0 ? `Cancel the ${waiting} not begun` : 'Cancel'}
        </Button>
      ) : null}
      {ended && again > 0 ? (
        <Button variant="default" loading={busy === 'retry'} onClick={() => void plan('retry')}>
          Retry failures only ({again})
        </Button>
      ) : null}
      {ended && run.undo !== null && succeeded > 0 ? (
        <Button variant="default" loading={busy === 'undo'} onClick={() => void plan('undo')}>
          Undo ({run.undo} {succeeded})
        </Button>
      ) : null}
    </>
  );
}
