import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { EnvironmentRule } from '#shared/model/environment.ts';
import { formatNoun } from '../../ui/format/number.ts';
import { SimpleTable, type TableColumn } from '../../ui/simple-table.tsx';
import { moved, newRule, ruleProblem, ruleSubjects } from './environment-draft.ts';
import classes from './settings.module.css';

interface Props {
  rules: EnvironmentRule[];
  /** Machines that each rule decides. */
  counts: (number | null)[];
  onChange: (rules: EnvironmentRule[]) => void;
}

interface Line {
  rule: EnvironmentRule;
  at: number;
  count: number | null;
}

const subjects = Object.entries(ruleSubjects).map(([value, label]) => ({ value, label }));
const patternHints = { account: 'Id or name, e.g. shop-prod*', tag: 'Value, e.g. prod*', name: 'Name, e.g. *-prod-*' };

function What({ rule, at, set }: Pick<Line, 'rule' | 'at'> & { set: (change: Partial<EnvironmentRule>) => void }) {
  const number = at + 1;
  return (
    <span className={classes['cells']}>
      <NativeSelect
        size="xs"
        w={104}
        aria-label={`Rule ${number} looks at`}
        data={subjects}
        value={rule.by}
        onChange={(event) => set({ by: event.currentTarget.value as EnvironmentRule['by'] })}
      />
      {rule.by === 'tag' ? (
        <TextInput
          w={140}
          aria-label={`Tag of rule ${number}`}
          placeholder="Key, e.g. stage"
          value={rule.tag}
          maxLength={128}
          onChange={(event) => set({ tag: event.currentTarget.value })}
        />
      ) : null}
      <TextInput
        w={220}
        aria-label={`Pattern of rule ${number}`}
        placeholder={patternHints[rule.by]}
        value={rule.pattern}
        maxLength={200}
        onChange={(event) => set({ pattern: event.currentTarget.value })}
      />
    </span>
  );
}

function Decides({ line: { rule, count } }: { line: Line }) {
  const problem = ruleProblem(rule);
  if (problem) return <span style={{ color: 'var(--ae-warn)' }}>{problem}</span>;
  return count === null ? <span className="ae-muted">…</span> : <>{formatNoun(count, 'machine')}</>;
}

function Moves({ at, rules, onChange }: Pick<Props, 'rules' | 'onChange'> & { at: number }) {
  const number = at + 1;
  return (
    <span className={classes['cells']}>
      <ActionIcon size={24} aria-label={`Move rule ${number} up`} disabled={at === 0} onClick={() => onChange(moved(rules, at, -1))}>
        <IconArrowUp size={15} />
      </ActionIcon>
      <ActionIcon
        size={24}
        aria-label={`Move rule ${number} down`}
        disabled={at === rules.length - 1}
        onClick={() => onChange(moved(rules, at, 1))}
      >
        <IconArrowDown size={15} />
      </ActionIcon>
      <ActionIcon size={24} aria-label={`Remove rule ${number}`} onClick={() => onChange(rules.filter((_, index) => index !== at))}>
        <IconTrash size={15} />
      </ActionIcon>
    </span>
  );
}

function columnsOf({ rules, onChange }: Pick<Props, 'rules' | 'onChange'>): TableColumn<Line>[] {
  const setAt = (at: number) => (change: Partial<EnvironmentRule>) =>
    onChange(rules.map((rule, index) => (index === at ? { ...rule, ...change } : rule)));
  return [
    { key: 'number', header: 'No.', numeric: true, width: 44, render: ({ at }) => at + 1 },
    { key: 'what', header: 'Whose … is like', render: ({ rule, at }) => <What rule={rule} at={at} set={setAt(at)} /> },
    {
      key: 'environment',
      header: 'Belongs to',
      width: 170,
      render: ({ rule, at }) => (
        <TextInput
          aria-label={`Environment of rule ${at + 1}`}
          placeholder="production"
          value={rule.environment}
          maxLength={40}
          onChange={(event) => setAt(at)({ environment: event.currentTarget.value })}
        />
      ),
    },
    { key: 'decides', header: 'Decides', numeric: true, width: 150, render: (line) => <Decides line={line} /> },
    { key: 'move', header: <span className="ae-muted">Order</span>, width: 92, render: ({ at }) => <Moves {...{ at, rules, onChange }} /> },
  ];
}

/** The rules in order: the first that matches decides. */
export function EnvironmentRules({ rules, counts, onChange }: Props) {
  const lines = rules.map((rule, at) => ({ rule, at, count: counts[at] ?? null }));
  return (
    <>
      {lines.length > 0 ? (
        <SimpleTable label="Environment rules" rows={lines} rowKey={(_, at) => String(at)} columns={columnsOf({ rules, onChange })} />
      ) : (
        <p className="ae-muted">No rule yet: the tags environment, env and stage decide.</p>
      )}
      <Button
        variant="default"
        size="compact-sm"
        mt={8}
        leftSection={<IconPlus size={14} />}
        disabled={rules.length >= 200}
        onClick={() => onChange([...rules, newRule])}
      >
        Add a rule
      </Button>
    </>
  );
}
