import { Button, Loader, Modal } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { unwrap } from '#shared/errors/reply.ts';
import { useHost } from '../../../app/host.tsx';
import { callHost, errorOf } from '../../../app/reads.ts';
import { formatCount } from '../../../ui/format/number.ts';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import { tell } from '../../../ui/tell.ts';
import actions from '../../actions/actions.module.css';
import { StoragePlanReview } from './storage-plan-review.tsx';
import { type AskedRequest, verbTitles } from './use-storage-plan.ts';

interface Props {
  requests: AskedRequest[];
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

function Stage({
  request,
  onRequest,
  onApplied,
  onClose,
}: {
  request: AskedRequest;
  onRequest: (next: AskedRequest) => void;
  onApplied: (id: string) => void;
  onClose: () => void;
}) {
  const [round, setRound] = useState(0);
  const read = usePlanOf(request, round);
  const again = () => setRound(round + 1);
  if (read.data)
    return (
      <StoragePlanReview
        plan={read.data}
        request={request}
        onRequest={onRequest}
        onApplied={onApplied}
        onAgain={again}
        onCancel={onClose}
      />
    );
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
export function StoragePlanDialog({ requests, onApplied, onClose }: Props) {
  const client = useQueryClient();
  const [at, setAt] = useState(0);
  const [changed, setChanged] = useState<AskedRequest | null>(null);
  const request = changed ?? requests[at]!;
  const step = requests.length > 1 ? ` (${formatCount(at + 1)} of ${formatCount(requests.length)})` : '';
  const applied = (transferId: string) => {
    onApplied?.(transferId);
    void client.invalidateQueries({ queryKey: ['transfers.list'] });
    tell('info', `${verbTitles[request.verb]}: in the queue of transfers.`, `/transfers?open=${encodeURIComponent(transferId)}`);
    setChanged(null);
    if (at + 1 < requests.length) setAt(at + 1);
    else onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${verbTitles[request.verb]}: review the plan${step}`}
      size={1000}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{ title: actions['title'] ?? '', content: request.verb === 'delete' ? (actions['destroys'] ?? '') : '' }}
      closeOnClickOutside={false}
      overlayProps={{ backgroundOpacity: 0.35 }}
    >
      <Stage key={at} request={request} onRequest={setChanged} onApplied={applied} onClose={onClose} />
    </Modal>
  );
}
