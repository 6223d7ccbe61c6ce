import { ActionIcon, Button, Checkbox, Popover, ScrollArea } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns3 } from '@tabler/icons-react';
import { useState } from 'react';
import { type GridView, moveColumn } from '../../ui/grid/grid-view.ts';

interface Props {
  columns: { id: string; header: string }[];
  view: GridView;
  onView: (view: GridView) => void;
  onReset: () => void;
}

/** Columns shown, in order; the others follow. Order by the arrows here or by dragging headers. */
export function ColumnMenu({ columns, view, onView, onReset }: Props) {
  const [opened, setOpened] = useState(false);
  const header = new Map(columns.map((column) => [column.id, column.header]));
  const shown = view.columns.filter((id) => header.has(id));
  const hidden = columns.map(({ id }) => id).filter((id) => !shown.includes(id));
  const toggle = (id: string) => {
    const next = shown.includes(id) ? shown.filter((one) => one !== id) : [...shown, id];
    if (next.length > 0) onView({ ...view, columns: next });
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={15} />} onClick={() => setOpened((open) => !open)}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns" w={300}>
        <ScrollArea.Autosize mah={420} type="auto">
          <div style={{ display: 'grid', gap: 2 }}>
            {[...shown, ...hidden].map((id) => {
              const at = shown.indexOf(id);
              const name = header.get(id) ?? id;
              return (
                <div key={id} style={{ display: 'flex', alignItems: 'center', minHeight: 28, paddingRight: 12 }}>
                  <Checkbox label={name} checked={at >= 0} onChange={() => toggle(id)} style={{ flex: 1 }} />
                  {at > 0 ? (
                    <ActionIcon
                      size={24}
                      aria-label={`Move ${name} left`}
                      onClick={() => onView({ ...view, columns: moveColumn(shown, id, shown[at - 1]!) })}
                    >
                      <IconArrowUp size={14} />
                    </ActionIcon>
                  ) : null}
                  {at >= 0 && at < shown.length - 1 ? (
                    <ActionIcon
                      size={24}
                      aria-label={`Move ${name} right`}
                      onClick={() => onView({ ...view, columns: moveColumn(shown, id, shown[at + 1]!) })}
                    >
                      <IconArrowDown size={14} />
                    </ActionIcon>
                  ) : null}
                </div>
              );
            })}
          </div>
        </ScrollArea.Autosize>
        <Button variant="subtle" size="compact-xs" mt={8} onClick={onReset}>
          Back to the first arrangement
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
