import { Button, CloseButton, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { formatBytes, formatCount } from '../../../ui/format/number.ts';
import classes from '../storage.module.css';
import { CommandItems } from './command-menu.tsx';
import type { Command, CommandId } from './commands.ts';
import type { Picked } from './picked.ts';

/** Done most: these have buttons of their own. What destroys never has one. */
const common: CommandId[] = ['download', 'copyOver', 'moveOver', 'copy'];

interface Props {
  picked: Picked;
  count: number;
  commands: Command[];
  onRun: (id: CommandId) => void;
  onClear: () => void;
}

/** What is chosen in a listing, and what can be done with it. */
export function SelectionBar({ picked, count, commands, onRun, onClear }: Props) {
  const bytes = picked.objects.reduce((sum, { size }) => sum + size, 0);
  const first = commands.filter(({ id }) => common.includes(id));
  const more = commands.filter(({ id }) => !common.includes(id));
  return (
    <div className={classes['selection']} role="region" aria-label="Selection">
      <span role="status" data-testid="selected-count">
        <strong>{formatCount(count)} selected</strong>
        {picked.objects.length > 0 ? ` · ${formatBytes(bytes)}` : ''}
        {picked.whole ? ' · everything in this folder' : ''}
      </span>
      {first.map(({ id, title }) => (
        <Button key={id} size="compact-sm" variant="default" onClick={() => onRun(id)}>
          {title}
        </Button>
      ))}
      <Menu position="top-start" withinPortal>
        <Menu.Target>
          <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={13} />}>
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <CommandItems commands={more} onRun={onRun} />
        </Menu.Dropdown>
      </Menu>
      <span className={classes['spring']} />
      <CloseButton aria-label="Clear the selection" onClick={onClear} />
    </div>
  );
}
