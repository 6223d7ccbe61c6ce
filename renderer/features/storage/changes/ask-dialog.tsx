import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { type AskedRequest, useStoragePlan } from '../../transfers/plan/use-storage-plan.ts';
import { AccessForm } from './access-form.tsx';
import { type Ask, askTitles } from './ask.ts';
import { ClassForm } from './class-form.tsx';
import { DeleteForm } from './delete-form.tsx';
import { FolderForm } from './folder-form.tsx';
import { PropertiesForm } from './properties-form.tsx';
import { RenameForm } from './rename-form.tsx';
import { RestoreForm } from './restore-form.tsx';
import { SyncForm } from './sync-form.tsx';
import { TagsForm } from './tags-form.tsx';
import { TargetForm } from './target-form.tsx';
import { UndeleteForm } from './undelete-form.tsx';

export interface FormProps {
  onRequest: (request: AskedRequest) => void;
  onCancel: () => void;
}

function formOf(ask: Ask, props: FormProps): ReactNode {
  switch (ask.kind) {
    case 'folder':
      return <FolderForm place={ask.place} {...props} />;
    case 'undelete':
      return <UndeleteForm place={ask.place} {...props} />;
    case 'sync':
      return <SyncForm place={ask.place} other={ask.other} {...props} />;
    case 'copy':
    case 'move':
      return <TargetForm verb={ask.kind} picked={ask.picked} {...props} />;
    case 'rename':
      return <RenameForm picked={ask.picked} {...props} />;
    case 'properties':
      return <PropertiesForm picked={ask.picked} {...props} />;
    case 'tags':
      return <TagsForm picked={ask.picked} {...props} />;
    case 'class':
      return <ClassForm picked={ask.picked} {...props} />;
    case 'restore':
      return <RestoreForm picked={ask.picked} {...props} />;
    case 'access':
      return <AccessForm picked={ask.picked} {...props} />;
    default:
      return <DeleteForm picked={ask.picked} {...props} />;
  }
}

/** Asks for what a change needs, then has it planned. */
export function AskDialog({ ask, onClose }: { ask: Ask; onClose: () => void }) {
  const plan = useStoragePlan();
  const onRequest = (request: AskedRequest) => {
    onClose();
    plan(request);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={askTitles[ask.kind]}
      size="md"
      closeButtonProps={{ 'aria-label': 'Close' }}
      closeOnClickOutside={false}
    >
      {formOf(ask, { onRequest, onCancel: onClose })}
    </Modal>
  );
}
