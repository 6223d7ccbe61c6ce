import { Chip, Fieldset, Switch, TextInput } from '@mantine/core';
import classes from './schedules.module.css';
import { cronOf, weekdays, weeklyOf } from './weekly-time.ts';

interface Props {
  label: 'Start' | 'Stop';
  /** Cron pattern; null: never. */
  value: string | null;
  /** What it is when it is switched on. */
  first: string;
  error?: string | undefined;
  onChange: (value: string | null) => void;
}

function Picker({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const weekly = weeklyOf(value);
  const time = weekly?.time ?? '';
  const days = weekly?.days ?? [];
  const change = (next: { days?: number[]; time?: string }) => {
    const whole = { days: next.days ?? (days.length > 0 ? days : [1, 2, 3, 4, 5]), time: next.time ?? (time || '08:00') };
    if (whole.days.length > 0 && whole.time !== '') onChange(cronOf(whole));
  };
  return (
    <div className={classes['picker']}>
      <Chip.Group multiple value={days.map(String)} onChange={(chosen) => change({ days: chosen.map(Number) })}>
        <div className={classes['days']} role="group" aria-label={`${label} on`}>
          {weekdays.map(({ day, name }) => (
            <Chip key={day} value={String(day)} size="xs" radius="sm">
              {name}
            </Chip>
          ))}
        </div>
      </Chip.Group>
      <TextInput
        type="time"
        aria-label={`${label} at`}
        value={time}
        w={110}
        onChange={(event) => change({ time: event.currentTarget.value })}
      />
    </div>
  );
}

/** When to start or stop: weekdays and a time, or any cron pattern. */
export function TimeField({ label, value, first, error, onChange }: Props) {
  return (
    <Fieldset legend={label} className={classes['group'] ?? ''}>
      <Switch
        label={label === 'Start' ? 'Start the machines' : 'Stop the machines'}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? first : null)}
      />
      {value === null ? null : (
        <>
          <Picker label={label} value={value} onChange={onChange} />
          <TextInput
            label={`${label} pattern`}
            description={
              weeklyOf(value) ? 'Minute, hour, day of the month, month, weekday' : 'A pattern of its own; the picker replaces it'
            }
            value={value}
            error={error}
            maxLength={100}
            spellCheck={false}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        </>
      )}
    </Fieldset>
  );
}
