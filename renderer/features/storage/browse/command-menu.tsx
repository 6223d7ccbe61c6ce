import { Kbd, Menu } from '@mantine/core';
import { Fragment } from 'react';
import type { Command, CommandId } from './commands.ts';

/** Entries of a menu of commands. */
export function CommandItems({ commands, onRun }: { commands: Command[]; onRun: (id: CommandId) => void }) {
  return commands.map(({ id, title, keys, destroys, apart }, index) => (
    <Fragment key={id}>
      {apart && index > 0 ? <Menu.Divider /> : null}
      <Menu.Item
        color={destroys ? 'var(--ae-bad)' : undefined}
        rightSection={keys ? <Kbd size="xs">{keys}</Kbd> : undefined}
        onClick={() => onRun(id)}
      >
        {title}
      </Menu.Item>
    </Fragment>
  ));
}

interface Props {
  at: { x: number; y: number };
  name: string;
  commands: Command[];
  onRun: (id: CommandId) => void;
  onClose: () => void;
}

/** Menu of a row, by right click, Shift+F10, the menu key or `.`. */
export function CommandMenu({ at, name, commands, onRun, onClose }: Props) {
  return (
    <Menu opened onChange={(opened) => opened || onClose()} position="bottom-start" withinPortal returnFocus trapFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Actions for ${name}`} miw={240}>
        <Menu.Label>{name}</Menu.Label>
        <CommandItems commands={commands} onRun={onRun} />
      </Menu.Dropdown>
    </Menu>
  );
}
