import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import type { StorageRequest } from '#shared/model/transfer.ts';
import actions from '../../actions/actions.module.css';
import { verbTitles } from './use-storage-plan.ts';

interface Props {
  /** Null while it is not known. */
  verb: StorageRequest['verb'] | null;
  /** ` (2 of 3)` */
  step?: string;
  onClose: () => void;
  children: ReactNode;
}

/** Window of a plan of stored objects. */
export function PlanFrame({ verb, step = '', onClose, children }: Props) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${verb ? `${verbTitles[verb]}: review the plan` : 'Review the plan'}${step}`}
      size={1080}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{ title: actions['title'] ?? '', content: verb === 'delete' ? (actions['destroys'] ?? '') : '' }}
      closeOnClickOutside={false}
      overlayProps={{ backgroundOpacity: 0.35 }}
    >
      {children}
    </Modal>
  );
}
