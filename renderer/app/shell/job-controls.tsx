import { Button, Progress } from '@mantine/core';
import type { Job } from '#shared/model/job.ts';
import { tellError } from '../../ui/tell.ts';
import { useCall } from '../reads.ts';

/** Bar of a job; an unknown total says so instead of pretending a share. */
export function JobProgress({ job }: { job: Job }) {
  const unknown = job.progress === null;
  return (
    <Progress.Root size={6} w={120} aria-label={`Progress of ${job.title}`}>
      <Progress.Section value={unknown ? 100 : job.progress! * 100} striped={unknown} animated={unknown} aria-label={job.title} />
    </Progress.Root>
  );
}

/** Asks the host to stop a job; what it had read so far is kept. */
export function CancelJob({ job }: { job: Job }) {
  const call = useCall();
  const cancel = async () => {
    const reply = await call(['jobs', 'cancel'], { jobId: job.id });
    if (!reply.ok) tellError(reply.error);
  };
  return (
    <Button size="compact-xs" variant="default" onClick={() => void cancel()} aria-label={`Cancel ${job.title}`}>
      Cancel
    </Button>
  );
}
