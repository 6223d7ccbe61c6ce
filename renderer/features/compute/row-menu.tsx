import { Menu } from '@mantine/core';
import type { CachedMachine } from '#shared/model/machine.ts';
import { formatNoun } from '../../ui/format/number.ts';
import type { DetailTab } from './compute-state.ts';
import { ActionItems, CopyItems } from './machine-actions.tsx';
import type { MachineSelectionState } from './use-selection.ts';

/** Row and point of the window at which its menu opens. */
export interface RowMenuPlace {
  machine: CachedMachine;
  at: { x: number; y: number };
}

interface Props {
  place: RowMenuPlace;
  /** What is chosen, when the row belongs to it: the menu is then about all of it. */
  selection: MachineSelectionState | null;
  onOpen: (tab: DetailTab) => void;
  onClose: () => void;
}

/** Menu of a row, by right click, Shift+F10, the menu key or `.`. */
export function RowMenu({ place: { machine, at }, selection, onOpen, onClose }: Props) {
  const targets = selection?.targets ?? { machines: [{ connectionId: machine.connectionId, machineId: machine.id }] };
  const name = selection ? formatNoun(selection.count, 'selected row') : machine.name || machine.id;
  return (
    <Menu opened onChange={(opened) => opened || onClose()} position="bottom-start" withinPortal returnFocus trapFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Actions for ${name}`} miw={220}>
        <Menu.Label>{name}</Menu.Label>
        <ActionItems targets={targets} count={selection?.count ?? 1} machine={selection ? null : machine} />
        <Menu.Divider />
        <Menu.Item onClick={() => onOpen('overview')}>Open {machine.name || machine.id}</Menu.Item>
        <Menu.Item onClick={() => onOpen('connect')}>Connect…</Menu.Item>
        <CopyItems machine={machine} targets={targets} />
      </Menu.Dropdown>
    </Menu>
  );
}
