import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { unwrap } from '#shared/errors/reply.ts';
import { useHost } from '../../../app/host.tsx';
import { callHost, errorOf } from '../../../app/reads.ts';
import { formatCount } from '../../../ui/format/number.ts';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import actions from '../../actions/actions.module.css';
import { PlanFrame } from './plan-frame.tsx';
import { StoragePlanReview } from './storage-plan-review.tsx';
import { useApplied } from './use-applied.ts';
import type { AskedRequest } from './use-storage-plan.ts';

interface Props {
  requests: AskedRequest[];
  /** The plan is made and can be opened by its id. */
  onPlanned: (planId: string) => void;
  onApplied: ((transferId: string) => void) | undefined;
  onClose: () => void;
}

/** Plans one request. It is planned again when asked, never by itself: a plan on screen must not change under the eyes. */
function usePlanOf(request: AskedRequest, round: number) {
  const host = useHost();
  return useQuery({
    queryKey: ['storage-plan', request, round],
    queryFn: async ({ signal }) => unwrap(await callHost(host, ['transfers', 'plan'], { input: { request }, signal })),
    gcTime: 0,
  });
}

interface StageProps {
  request: AskedRequest;
  onRequest: (next: AskedRequest) => void;
  onPlanned: (planId: string) => void;
  onApplied: (id: string) => void;
  onClose: () => void;
}

function Stage({ request, onRequest, onPlanned, onApplied, onClose }: StageProps) {
  const [round, setRound] = useState(0);
  const read = usePlanOf(request, round);
  const again = () => setRound(round + 1);
  const planId = read.data?.id;
  useEffect(() => {
    if (planId !== undefined) onPlanned(planId);
  }, [planId, onPlanned]);
  if (read.data)
    return <StoragePlanReview plan={read.data} asked={{ request, onRequest, onAgain: again }} onApplied={onApplied} onCancel={onClose} />;
  if (read.isError)
    return (
      <div className={actions['dialog']}>
        <ProblemNote
          error={errorOf(read.error)}
          action={
            <Button size="compact-xs" variant="default" onClick={again}>
              Plan again
            </Button>
          }
        />
      </div>
    );
  return (
    <div className={actions['waiting']} role="status">
      <Loader size="sm" />
      <span>Looking at what would be done. Nothing is changed.</span>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
    </div>
  );
}

/** Plan and confirmation of a change to stored objects. What is confirmed goes into the queue of transfers. */
export function StoragePlanDialog({ requests, onPlanned, onApplied, onClose }: Props) {
  const tellApplied = useApplied();
  const [at, setAt] = useState(0);
  const [changed, setChanged] = useState<AskedRequest | null>(null);
  const request = changed ?? requests[at]!;
  const step = requests.length > 1 ? ` (${formatCount(at + 1)} of ${formatCount(requests.length)})` : '';
  const applied = (transferId: string) => {
    onApplied?.(transferId);
    tellApplied(request.verb, transferId);
    setChanged(null);
    if (at + 1 < requests.length) setAt(at + 1);
    else onClose();
  };
  return (
    <PlanFrame verb={request.verb} step={step} onClose={onClose}>
      <Stage key={at} request={request} onRequest={setChanged} onPlanned={onPlanned} onApplied={applied} onClose={onClose} />
    </PlanFrame>
  );
}
