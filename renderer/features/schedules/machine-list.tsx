import { Anchor, Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ScheduledMachine, ScheduleView } from '#shared/model/schedule.ts';
import { changeSearch } from '../../app/hash-location.ts';
import { useZone } from '../../app/preferences.ts';
import { useRead } from '../../app/reads.ts';
import { formatCount } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { MachineState } from '../../ui/machine-state.tsx';
import { SimpleTable } from '../../ui/simple-table.tsx';
import classes from './schedules.module.css';

const pageSize = 50;

function Name({ machine: { connectionId, machineId, name } }: { machine: ScheduledMachine }) {
  const search = changeSearch('', { open: `${connectionId} ${machineId}` });
  return (
    <Anchor component={Link} href={`/compute?${search}`} size="sm">
      {name || machineId}
    </Anchor>
  );
}

/** The machines that a schedule reaches now; those that a hold keeps from it stand first. */
export function MachineList({ schedule }: { schedule: ScheduleView }) {
  const zone = useZone();
  const [limit, setLimit] = useState(pageSize);
  const read = useRead(['schedules', 'machines'], { scheduleId: schedule.id, limit }, { keep: true });
  return (
    <section aria-label="Machines" className={classes['section']}>
      <h3>Machines</h3>
      <Loaded read={read} height={80}>
        {({ machines, total }) =>
          total === 0 ? (
            <p className="ae-muted">No machine matches now. Edit the schedule to choose others.</p>
          ) : (
            <>
              <SimpleTable
                label="Machines"
                rows={machines}
                rowKey={({ connectionId, machineId }) => `${connectionId} ${machineId}`}
                columns={[
                  { key: 'name', header: 'Name', render: (machine) => <Name machine={machine} /> },
                  { key: 'state', header: 'State', render: ({ state }) => <MachineState state={state} /> },
                  {
                    key: 'hold',
                    header: 'Hold',
                    render: ({ hold }) => (hold ? `held until ${formatTime(hold.until, zone)}: ${hold.reason}` : ''),
                  },
                ]}
              />
              {machines.length < total && limit < 2000 ? (
                <Button variant="subtle" size="compact-sm" onClick={() => setLimit(Math.min(2000, limit * 4))}>
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
