import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { copyText } from '../../../ui/copy-text.ts';
import type { Ask } from '../changes/ask.ts';
import type { Place } from '../places.ts';
import { listCommand } from '../read-commands.ts';
import { addressOf, useStores } from '../use-stores.ts';
import { CommandItems } from './command-menu.tsx';
import type { Command, CommandId } from './commands.ts';

interface Props {
  place: Place;
  /** Folder of the other pane; null with one pane. */
  other: Place | null;
  onAsk: (ask: Ask) => void;
}

/** What can be done with the folder that is open, empty or not: all that was in it may have been deleted. */
export function FolderMenu({ place, other, onAsk }: Props) {
  const { of, can } = useStores();
  const keepsOld = can(place.connectionId, 'versions') || can(place.connectionId, 'soft_delete');
  const commands: Command[] = [
    { id: 'sync', title: other ? 'Synchronise to the other pane…' : 'Synchronise to…', keys: 'F8' },
    ...(keepsOld ? [{ id: 'undelete', title: 'Bring the folder back to a time…' } as const] : []),
    { id: 'address', title: 'Copy the address', apart: true },
    { id: 'listCli', title: 'Copy the listing as CLI' },
  ];
  const acts: Partial<Record<CommandId, () => void>> = {
    sync: () => onAsk({ kind: 'sync', place, other }),
    undelete: () => onAsk({ kind: 'undelete', place }),
    address: () =>
      void copyText(addressOf(of(place.connectionId)?.features, place.bucket, place.prefix), 'The address is on the clipboard.'),
    listCli: () => void copyText(listCommand(place), 'The command that lists it is on the clipboard.'),
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label="More for this folder">
          <IconDots size={16} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown miw={260}>
        <CommandItems commands={commands} onRun={(id) => acts[id]?.()} />
      </Menu.Dropdown>
    </Menu>
  );
}
