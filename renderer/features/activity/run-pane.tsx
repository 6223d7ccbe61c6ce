import { CloseButton } from '@mantine/core';
import classes from '../actions/actions.module.css';
import { RunDetail } from '../actions/run-view.tsx';

/** One run beside the list. */
export function RunPane({ runId, onClose }: { runId: string; onClose: () => void }) {
  return (
    <section className={classes['pane']} aria-label="Run">
      <div className={classes['paneHead']}>
        <h2 className={classes['paneTitle']}>Run</h2>
        <CloseButton aria-label="Close the run" onClick={onClose} />
      </div>
      <RunDetail key={runId} runId={runId} />
    </section>
  );
}
