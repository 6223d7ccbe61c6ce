import { Anchor, Button, CloseButton, Modal } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ScheduleRun, ScheduleView } from '#shared/model/schedule.ts';
import { useCall, useRead } from '../../app/reads.ts';
import { formatCount } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { SimpleTable } from '../../ui/simple-table.tsx';
import { tell, tellError } from '../../ui/tell.ts';
import { MachineList } from './machine-list.tsx';
import { OutcomeMark } from './outcome.tsx';
import { draftOf, inputOf } from './schedule-draft.ts';
import classes from './schedules.module.css';
import { TimesPreview } from './times-preview.tsx';

interface Props {
  schedule: ScheduleView;
  onEdit: () => void;
  onExport: () => void;
  onClose: () => void;
}

function Remove({ schedule, onRemoved }: { schedule: ScheduleView; onRemoved: () => void }) {
  const [asked, setAsked] = useState(false);
  const call = useCall();
  const remove = async () => {
    const reply = await call(['schedules', 'remove'], { scheduleId: schedule.id });
    if (!reply.ok) return tellError(reply.error);
    tell('info', `${schedule.name} is removed.`);
    onRemoved();
  };
  return (
    <>
      <Button variant="default" color="red" onClick={() => setAsked(true)}>
        Remove
      </Button>
      <Modal opened={asked} onClose={() => setAsked(false)} title={`Remove ${schedule.name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
        <p>It and its history are deleted; the audit log keeps what it did. The machines stay as they are.</p>
        <div className={classes['buttons']} style={{ marginTop: 16 }}>
          <Button color="red" onClick={() => void remove()}>
            Remove the schedule
          </Button>
          <Button variant="default" onClick={() => setAsked(false)}>
            Cancel
          </Button>
        </div>
      </Modal>
    </>
  );
}

function RunRow({ run }: { run: ScheduleRun }) {
  return (
    <>
      <OutcomeMark run={run} />{' '}
      {run.runId ? (
        <Anchor component={Link} href={`/activity?run=${encodeURIComponent(run.runId)}`} size="sm">
          the run
        </Anchor>
      ) : null}
      {run.error && run.outcome === 'failed' ? <ProblemNote error={run.error} /> : null}
    </>
  );
}

const pageSize = 50;

function History({ schedule }: { schedule: ScheduleView }) {
  const [limit, setLimit] = useState(pageSize);
  const read = useRead(['schedules', 'history'], { scheduleId: schedule.id, limit }, { keep: true });
  return (
    <section aria-label="History" className={classes['section']}>
      <h3>History</h3>
      <Loaded read={read} height={120}>
        {({ runs, total }) =>
          total === 0 ? (
            <p className="ae-muted">It was not due yet. What runs, and what is skipped and why, appears here.</p>
          ) : (
            <>
              <SimpleTable
                label="History"
                rows={runs}
                rowKey={({ id }) => id}
                columns={[
                  { key: 'due', header: 'Due', render: ({ dueAt }) => formatTime(dueAt, schedule.timeZone) },
                  { key: 'outcome', header: 'Outcome', render: (run) => <RunRow run={run} /> },
                ]}
              />
              {runs.length < total ? (
                <Button variant="subtle" size="compact-sm" onClick={() => setLimit(limit + pageSize)}>
                  Show more of {formatCount(total)}
                </Button>
              ) : null}
            </>
          )
        }
      </Loaded>
    </section>
  );
}

/** One schedule: its next times, its history, and what can be done with it. */
export function ScheduleDetail({ schedule, onEdit, onExport, onClose }: Props) {
  return (
    <section className={classes['pane']} aria-label={schedule.name}>
      <div className={classes['head']}>
        <h2 className={classes['title']}>{schedule.name}</h2>
        <CloseButton aria-label="Close the schedule" onClick={onClose} />
      </div>
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onEdit}>
          Edit
        </Button>
        <Button variant="default" onClick={onExport}>
          Export
        </Button>
        <Remove schedule={schedule} onRemoved={onClose} />
      </div>
      <TimesPreview schedule={inputOf(draftOf(schedule))} />
      <MachineList schedule={schedule} />
      <History schedule={schedule} />
    </section>
  );
}
