import { Button, CloseButton, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type AppError, appError } from '#shared/errors/app-error.ts';
import type { MachineSelection } from '#shared/model/machine.ts';
import { useZone } from '../../app/preferences.ts';
import { useCall } from '../../app/reads.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { tell } from '../../ui/tell.ts';
import type { Targets } from './schedule-draft.ts';
import classes from './schedules.module.css';
import { TargetField } from './target-field.tsx';
import { atWallClock, wallClock } from './wall-clock.ts';

const dayMs = 86_400_000;

/** Keeps schedules from machines until a time, with a reason. */
export function HoldForm({ selection, onDone }: { selection: MachineSelection; onDone: () => void }) {
  const zone = useZone();
  const [targets, setTargets] = useState<Targets>({ selection });
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(() => wallClock(Date.now() + dayMs, zone));
  const [failed, setFailed] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const call = useCall();
  const add = async (event: FormEvent) => {
    event.preventDefault();
    const at = atWallClock(until, zone);
    if (at === null) return setFailed(appError('invalid_input', 'Until: that is no time', { hint: 'Give a day and a time.' }));
    setBusy(true);
    const reply = await call(['schedules', 'addHold'], { targets, reason, until: at });
    setBusy(false);
    if (!reply.ok) return setFailed(reply.error);
    tell('info', 'The hold is on.');
    onDone();
  };
  return (
    <section className={classes['pane']} aria-label="New hold">
      <div className={classes['head']}>
        <h2 className={classes['title']}>New hold</h2>
        <CloseButton aria-label="Close the form" onClick={onDone} />
      </div>
      <form className={classes['form']} onSubmit={(event) => void add(event)} noValidate>
        <TargetField targets={targets} onChange={setTargets} />
        <TextInput label="Reason" required maxLength={300} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <TextInput
          label="Until"
          description={`In ${zone}; a year at most`}
          type="datetime-local"
          required
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
        {failed ? <ProblemNote error={failed} /> : null}
        <div className={classes['buttons']}>
          <Button
            type="submit"
            loading={busy}
            disabled={reason.trim() === ''}
            title={reason.trim() === '' ? 'Give a reason first' : undefined}
          >
            Hold
          </Button>
          <Button variant="subtle" color="gray" onClick={onDone}>
            Cancel
          </Button>
        </div>
      </form>
    </section>
  );
}
