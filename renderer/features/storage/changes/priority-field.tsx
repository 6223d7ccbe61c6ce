import { Select } from '@mantine/core';
import { type Priority, priorities } from '#shared/model/transfer.ts';
import { priorityNames } from '../../transfers/transfer-words.ts';

/** Place in the queue. */
export function PriorityField({ priority, onPriority }: { priority: Priority; onPriority: (priority: Priority) => void }) {
  return (
    <Select
      label="Priority"
      data={priorities.map((one) => ({ value: one, label: priorityNames[one] }))}
      value={priority}
      allowDeselect={false}
      onChange={(next) => next && onPriority(next)}
    />
  );
}
