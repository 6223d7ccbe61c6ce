import { NativeSelect } from '@mantine/core';
import type { EnvironmentGuard } from '#shared/model/environment.ts';
import { formatCount } from '../../ui/format/number.ts';
import { EnvironmentMark } from '../../ui/machine-state.tsx';
import { SimpleTable } from '../../ui/simple-table.tsx';
import type { GuardRow } from './environment-draft.ts';

const guards: { value: EnvironmentGuard; label: string }[] = [
  { value: 'normal', label: 'Normal: changes are confirmed' },
  { value: 'typed', label: 'Typed: its name must be typed' },
  { value: 'read_only', label: 'Read-only: every change is refused' },
];

interface Props {
  rows: GuardRow[];
  onChange: (environment: string, guard: EnvironmentGuard) => void;
}

/** What is asked before something is changed, for each environment. */
export function EnvironmentGuards({ rows, onChange }: Props) {
  if (rows.length === 0) return <p className="ae-muted">No environment is known yet: neither a rule nor a tag names one.</p>;
  return (
    <SimpleTable
      label="Guards of environments"
      rows={rows}
      rowKey={({ environment }) => environment.toLowerCase()}
      columns={[
        { key: 'environment', header: 'Environment', render: ({ environment }) => <EnvironmentMark environment={environment} /> },
        {
          key: 'machines',
          header: 'Machines',
          numeric: true,
          width: 100,
          render: ({ machines }) => (machines === null ? '…' : formatCount(machines)),
        },
        {
          key: 'guard',
          header: 'Before a change',
          width: 300,
          render: ({ environment, guard }) => (
            <NativeSelect
              size="xs"
              aria-label={`Guard of ${environment}`}
              data={guards}
              value={guard}
              onChange={(event) => onChange(environment, event.currentTarget.value as EnvironmentGuard)}
            />
          ),
        },
      ]}
    />
  );
}
