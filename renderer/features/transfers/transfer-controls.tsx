import { ActionIcon, Button, Select, Tooltip } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconRotateClockwise, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { priorities, type Transfer } from '#shared/model/transfer.ts';
import { useCall } from '../../app/reads.ts';
import { formatCount } from '../../ui/format/number.ts';
import { tellError } from '../../ui/tell.ts';
import { isOver, priorityNames } from './transfer-words.ts';

type Verb = 'pause' | 'resume' | 'cancel' | 'retry';

/** What can be done with a transfer in its state. */
export function controlsOf(transfer: Transfer): Verb[] {
  const { state, counts } = transfer;
  const goes = state === 'running' || state === 'queued';
  const stands = state === 'paused' || state === 'interrupted';
  const failed = isOver(transfer) && counts.failed > 0;
  return [
    ...(goes ? ['pause' as const] : []),
    ...(stands ? ['resume' as const] : []),
    ...(failed ? ['retry' as const] : []),
    ...(isOver(transfer) ? [] : ['cancel' as const]),
  ];
}

const looks: Record<Verb, { title: string; icon: ReactNode }> = {
  pause: { title: 'Pause', icon: <IconPlayerPause size={15} stroke={1.75} /> },
  resume: { title: 'Resume', icon: <IconPlayerPlay size={15} stroke={1.75} /> },
  retry: { title: 'Try the failed items again', icon: <IconRotateClockwise size={15} stroke={1.75} /> },
  cancel: { title: 'Cancel', icon: <IconX size={15} stroke={1.75} /> },
};

/** Pause, resume, retry and cancel. */
export function TransferControls({ transfer, without }: { transfer: Transfer; without?: Verb }) {
  const call = useCall();
  const act = async (verb: Verb) => {
    const reply = await call(['transfers', verb], { transferId: transfer.id });
    if (!reply.ok) tellError(reply.error);
  };
  const verbs = controlsOf(transfer).filter((verb) => verb !== without);
  return (
    // The row behind opens; a button must not.
    <span style={{ display: 'inline-flex' }} onClick={(event) => event.stopPropagation()} role="presentation">
      {verbs.map((verb) => (
        <Tooltip key={verb} label={looks[verb].title}>
          <ActionIcon size={24} aria-label={`${looks[verb].title}: ${transfer.title}`} onClick={() => void act(verb)}>
            {looks[verb].icon}
          </ActionIcon>
        </Tooltip>
      ))}
    </span>
  );
}

/** Puts what failed back into the queue, and nothing else. */
export function RetryButton({ transfer }: { transfer: Transfer }) {
  const call = useCall();
  if (!controlsOf(transfer).includes('retry')) return null;
  const retry = async () => {
    const reply = await call(['transfers', 'retry'], { transferId: transfer.id });
    if (!reply.ok) tellError(reply.error);
  };
  return (
    <Button size="compact-sm" variant="default" leftSection={<IconRotateClockwise size={14} />} onClick={() => void retry()}>
      {`Retry failed only (${formatCount(transfer.counts.failed)})`}
    </Button>
  );
}

/** Before or after other transfers. */
export function PriorityPicker({ transfer }: { transfer: Transfer }) {
  const call = useCall();
  const set = async (priority: Transfer['priority']) => {
    const reply = await call(['transfers', 'prioritize'], { transferId: transfer.id, priority });
    if (!reply.ok) tellError(reply.error);
  };
  return (
    <Select
      aria-label="Priority"
      w={140}
      allowDeselect={false}
      value={transfer.priority}
      data={priorities.map((one) => ({ value: one, label: priorityNames[one] }))}
      onChange={(next) => next && void set(next)}
    />
  );
}
