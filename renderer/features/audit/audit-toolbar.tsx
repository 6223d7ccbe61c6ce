import { Button, TextInput } from '@mantine/core';
import { type AuditEvent, auditEvents } from '#shared/model/audit.ts';
import { FilterBox } from '../../ui/filter-box.tsx';
import { Picker } from '../../ui/picker.tsx';
import { FacetFilter } from '../compute/facet-filter.tsx';
import classes from './audit.module.css';
import type { AuditState, Span } from './audit-state.ts';
import { eventNames, outcomeNames } from './audit-words.ts';

interface Props {
  state: AuditState;
  onChange: (change: Partial<AuditState>) => void;
}

const eventOptions = auditEvents.map((value) => ({ value, label: eventNames[value] }));
const outcomeOptions = outcomeNames.map((value) => ({ value, label: value }));
const spanOptions = [
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
];

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
      <FilterBox
        className={classes['filter']}
        text={state.text}
        label="Filter records"
        placeholder="Filter by person, machine, account, action…"
        onChange={setText}
      />
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
