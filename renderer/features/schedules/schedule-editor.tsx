import { Button, CloseButton, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useMemo, useState } from 'react';
import type { AppError } from '#shared/errors/app-error.ts';
import { useCall } from '../../app/reads.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { tell } from '../../ui/tell.ts';
import { inputOf, readHolidays, type ScheduleDraft } from './schedule-draft.ts';
import classes from './schedules.module.css';
import { TargetField } from './target-field.tsx';
import { TimeField } from './time-field.tsx';
import { TimesPreview } from './times-preview.tsx';

interface Props {
  draft: ScheduleDraft;
  /** Saved (with its id) or given up. */
  onDone: (id: string | null) => void;
}

/** What the host refused, by the field that it named. */
const errorAt = (error: AppError | null, field: string) => (error?.source?.scope === field ? `${error.message}. ${error.hint}` : undefined);
const besideFields = ['name', 'start', 'stop', 'timeZone', 'targets', 'confirm'];

function ZoneField({ value, error, onChange }: { value: string; error: string | undefined; onChange: (zone: string) => void }) {
  const zones = useMemo(() => [...new Set(['UTC', value, ...Intl.supportedValuesOf('timeZone')])], [value]);
  return (
    <Select
      label="Time zone"
      description="Times and holidays are read in it, daylight saving included"
      searchable
      limit={100}
      data={zones}
      value={value}
      error={error}
      allowDeselect={false}
      onChange={(zone) => zone && onChange(zone)}
    />
  );
}

interface FieldsProps {
  draft: ScheduleDraft;
  failed: AppError | null;
  wrongHoliday: string | null;
  change: (change: Partial<ScheduleDraft>) => void;
}

function Fields({ draft, failed, wrongHoliday, change }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Name"
        required
        maxLength={80}
        value={draft.name}
        error={errorAt(failed, 'name')}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Switch
        label="On"
        description="Run by this console while it is open"
        checked={draft.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
      <TargetField targets={draft.targets} error={errorAt(failed, 'targets')} onChange={(targets) => change({ targets })} />
      <ZoneField value={draft.timeZone} error={errorAt(failed, 'timeZone')} onChange={(timeZone) => change({ timeZone })} />
      <TimeField
        label="Start"
        value={draft.start}
        first="0 8 * * 1-5"
        error={errorAt(failed, 'start')}
        onChange={(start) => change({ start })}
      />
      <TimeField
        label="Stop"
        value={draft.stop}
        first="0 18 * * 1-5"
        error={errorAt(failed, 'stop')}
        onChange={(stop) => change({ stop })}
      />
      <Textarea
        label="Holidays"
        description="One a line: 2026-12-25 Christmas. Nothing is started on these days; stops are made."
        placeholder="2026-12-25 Christmas"
        rows={3}
        resize="vertical"
        value={draft.holidays}
        error={wrongHoliday === null ? undefined : `"${wrongHoliday}" is no day: write YYYY-MM-DD and a name.`}
        onChange={(event) => change({ holidays: event.currentTarget.value })}
      />
    </>
  );
}

/** Adds or changes a schedule, with its next times beside it. What reaches a guarded environment is confirmed by its name. */
export function ScheduleEditor({ draft: first, onDone }: Props) {
  const [draft, setDraft] = useState(first);
  const [failed, setFailed] = useState<AppError | null>(null);
  const [confirm, setConfirm] = useState('');
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const call = useCall();
  const { wrong } = readHolidays(draft.holidays);
  const title = draft.id === undefined ? 'New schedule' : `Edit ${first.name}`;
  const nameless = draft.name.trim() === '';
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (wrong !== null || nameless) return;
    setBusy(true);
    const reply = await call(['schedules', 'save'], { schedule: inputOf(draft), confirm });
    setBusy(false);
    setFailed(reply.ok ? null : reply.error);
    if (!reply.ok) return setAsked(asked || reply.error.source?.scope === 'confirm');
    tell('info', `${reply.value.name} is saved.`);
    onDone(reply.value.id);
  };
  const beside = besideFields.includes(failed?.source?.scope ?? '');
  return (
    <section className={classes['pane']} aria-label={title}>
      <div className={classes['head']}>
        <h2 className={classes['title']}>{title}</h2>
        <CloseButton aria-label="Close the form" onClick={() => onDone(draft.id ?? null)} />
      </div>
      <form className={classes['form']} onSubmit={(event) => void save(event)} noValidate>
        <Fields draft={draft} failed={failed} wrongHoliday={wrong} change={(change) => setDraft((now) => ({ ...now, ...change }))} />
        {asked ? (
          <TextInput
            label="Confirm"
            description={errorAt(failed, 'confirm')}
            value={confirm}
            autoComplete="off"
            onChange={(event) => setConfirm(event.currentTarget.value)}
          />
        ) : null}
        {failed && !beside ? <ProblemNote error={failed} /> : null}
        <div className={classes['buttons']}>
          <Button
            type="submit"
            loading={busy}
            disabled={wrong !== null || nameless}
            title={nameless ? 'Give the schedule a name first' : undefined}
          >
            Save
          </Button>
          <Button variant="subtle" color="gray" onClick={() => onDone(draft.id ?? null)}>
            Cancel
          </Button>
        </div>
      </form>
      <TimesPreview schedule={inputOf(draft)} />
    </section>
  );
}
