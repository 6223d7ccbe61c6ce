import { Select } from '@mantine/core';
import { type ConflictRule, conflictRules } from '#shared/model/transfer.ts';
import type { AskedRequest } from './use-storage-plan.ts';

const titles: Record<ConflictRule, string> = {
  skip: 'Leave what is there',
  overwrite: 'Replace what is there',
  newer: 'Replace when the source is newer',
  different: 'Replace when size or time differ',
  rename: 'Keep both under a free name',
  fail: 'Refuse the item',
};

/** What a copy does where the target exists already. Another rule makes another plan. */
export function ConflictPicker({ request, onRequest }: { request: AskedRequest; onRequest: (request: AskedRequest) => void }) {
  if (request.verb !== 'copy' && request.verb !== 'move') return null;
  return (
    <Select
      label="When the target exists"
      w={300}
      allowDeselect={false}
      value={request.conflict ?? 'different'}
      data={conflictRules.map((rule) => ({ value: rule, label: titles[rule] }))}
      onChange={(rule) => rule && onRequest({ ...request, conflict: rule })}
    />
  );
}
