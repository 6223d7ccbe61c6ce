import { Switch } from '@mantine/core';
import type { ScheduleView } from '#shared/model/schedule.ts';
import { useCall } from '../../app/reads.ts';
import { formatNoun } from '../../ui/format/number.ts';
import { formatTime, formatUntil } from '../../ui/format/time.ts';
import { SimpleTable } from '../../ui/simple-table.tsx';
import { tellError } from '../../ui/tell.ts';
import { useNow } from '../../ui/use-now.ts';
import { OutcomeMark } from './outcome.tsx';
import { draftOf, inputOf } from './schedule-draft.ts';
import classes from './schedules.module.css';
import { patternText } from './weekly-time.ts';

interface Props {
  schedules: ScheduleView[];
  openId: string | null;
  onOpen: (id: string) => void;
  /** Switching on needs a confirmation, which the editor asks for. */
  onConfirm: (id: string) => void;
}

function OnSwitch({ schedule, onConfirm }: { schedule: ScheduleView; onConfirm: Props['onConfirm'] }) {
  const call = useCall();
  const set = async (enabled: boolean) => {
    const reply = await call(['schedules', 'save'], { schedule: { ...inputOf(draftOf(schedule)), enabled } });
    if (reply.ok) return;
    tellError(reply.error);
    if (reply.error.source?.scope === 'confirm') onConfirm(schedule.id);
  };
  return (
    <Switch
      size="xs"
      aria-label={`${schedule.name} is on`}
      checked={schedule.enabled}
      onChange={(event) => void set(event.currentTarget.checked)}
    />
  );
}

function NextTime({ schedule: { next, timeZone, enabled } }: { schedule: ScheduleView }) {
  const now = useNow();
  if (!next) return <span className="ae-muted">{enabled ? 'never again' : 'off'}</span>;
  return (
    <span title={formatTime(next.at, timeZone)}>
      {next.action} {formatUntil(next.at, now)} <span className="ae-muted">{formatTime(next.at, timeZone)}</span>
    </span>
  );
}

/** Schedules with what is next and what became of the last time. */
export function ScheduleTable({ schedules, openId, onOpen, onConfirm }: Props) {
  return (
    <SimpleTable
      label="Schedules"
      rows={schedules}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'name',
          header: 'Name',
          render: ({ id, name }) => (
            <button type="button" className={classes['link']} aria-current={id === openId} onClick={() => onOpen(id)}>
              {name}
            </button>
          ),
        },
        { key: 'on', header: 'On', render: (schedule) => <OnSwitch schedule={schedule} onConfirm={onConfirm} /> },
        {
          key: 'machines',
          header: 'Machines',
          render: ({ machines, held }) => (
            <span>
              {formatNoun(machines, 'machine')}
              {held > 0 ? <span className="ae-muted">, {held} held</span> : null}
            </span>
          ),
        },
        { key: 'zone', header: 'Time zone', render: ({ timeZone }) => timeZone },
        { key: 'start', header: 'Start', render: ({ start }) => patternText(start) },
        { key: 'stop', header: 'Stop', render: ({ stop }) => patternText(stop) },
        { key: 'next', header: 'Next', render: (schedule) => <NextTime schedule={schedule} /> },
        {
          key: 'last',
          header: 'Last',
          render: ({ last }) => (last ? <OutcomeMark run={last} /> : <span className="ae-muted">not due yet</span>),
        },
      ]}
    />
  );
}
