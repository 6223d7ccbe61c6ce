import { Button, CloseButton, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { type AuditEvent, auditEvents } from '#shared/model/audit.ts';
import { Picker } from '../../ui/picker.tsx';
import { FacetFilter } from '../compute/facet-filter.tsx';
import classes from './audit.module.css';
import type { AuditState, Span } from './audit-state.ts';
import { eventNames, outcomeNames } from './audit-words.ts';

interface Props {
  state: AuditState;
  onChange: (change: Partial<AuditState>) => void;
}

const typingMs = 150;
const eventOptions = auditEvents.map((value) => ({ value, label: eventNames[value] }));
const outcomeOptions = outcomeNames.map((value) => ({ value, label: value }));
const spanOptions = [
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
];

/** Filter text with a state of its own, so that typing never waits for the host. */
function FilterText({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const [seen, setSeen] = useState(text);
  if (seen !== text) {
    setSeen(text);
    setTyped(text);
  }
  useEffect(() => {
    if (typed === text) return undefined;
    const timer = setTimeout(() => onChange(typed), typingMs);
    return () => clearTimeout(timer);
  }, [typed, text, onChange]);
  return (
    <TextInput
      className={classes['filter']}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      placeholder="Filter by person, machine, account, action…"
      aria-label="Filter records"
      aria-keyshortcuts="/"
      data-filter-input
      leftSection={<IconFilter size={14} />}
      rightSection={typed ? <CloseButton size="xs" aria-label="Clear the filter" onClick={() => setTyped('')} /> : null}
      maxLength={200}
    />
  );
}

function Days({ state, onChange }: Props) {
  const day = (key: 'from' | 'to', label: string) => (
    <TextInput
      type="date"
      w={140}
      aria-label={label}
      title={label}
      value={state[key]}
      onChange={(event) => onChange({ [key]: event.currentTarget.value, within: null })}
    />
  );
  return (
    <span className={classes['days']}>
      {day('from', 'First day (UTC)')} to {day('to', 'Last day (UTC), included')}
    </span>
  );
}

/** Which records are shown: words, events, outcome and time. */
export function AuditToolbar({ state, onChange }: Props) {
  const setText = (text: string) => onChange({ text });
  return (
    <div className={classes['toolbar']} role="region" aria-label="Filters">
      <FilterText text={state.text} onChange={setText} />
      <FacetFilter
        label="Event"
        options={eventOptions}
        values={state.events}
        onChange={(events) => onChange({ events: events as AuditEvent[] })}
      />
      <Picker
        label="Outcome"
        value={state.outcome}
        options={outcomeOptions}
        clearLabel="All"
        onChange={(outcome) => onChange({ outcome })}
      />
      <Picker
        label="Time"
        value={state.within}
        options={spanOptions}
        clearLabel="All"
        onChange={(within) => onChange({ within: within as Span | null, from: '', to: '' })}
      />
      <Days state={state} onChange={onChange} />
      {state.ofRun ? (
        <Button variant="default" size="compact-sm" onClick={() => onChange({ ofRun: null })}>
          Only {state.ofRun.slice(0, 12)}… ✕
        </Button>
      ) : null}
    </div>
  );
}
