import { Button } from '@mantine/core';
import type { Hold } from '#shared/model/schedule.ts';
import { useZone } from '../../app/preferences.ts';
import { useCall, useRead } from '../../app/reads.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { formatNoun } from '../../ui/format/number.ts';
import { formatTime, formatUntil } from '../../ui/format/time.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { SimpleTable } from '../../ui/simple-table.tsx';
import { tell, tellError } from '../../ui/tell.ts';
import { useNow } from '../../ui/use-now.ts';

/** What targets mean, in words. */
function targetText({ targets }: Pick<Hold, 'targets'>): string {
  if ('machines' in targets) return formatNoun(targets.machines.length, 'named machine');
  const { text, where } = targets.selection;
  const filters = where.map(({ column, values }) => `${column.replace(/^tag:/, 'tag ')} ${values.join(' or ')}`);
  return [...(text ? [`"${text}"`] : []), ...filters].join(', ') || 'all machines';
}

/** Holds that last, with their end and reason. They end by themselves, or here. */
export function HoldList() {
  const zone = useZone();
  const now = useNow();
  const call = useCall();
  const release = async (hold: Hold) => {
    const reply = await call(['schedules', 'removeHold'], { holdId: hold.id });
    if (reply.ok) tell('info', 'The hold is released: schedules act on these machines again.');
    else tellError(reply.error);
  };
  return (
    <Loaded read={useRead(['schedules', 'holds'], {})} height={120}>
      {(holds) => {
        // One that ended while the list stood there.
        const lasting = holds.filter(({ until }) => until > now);
        if (lasting.length === 0)
          return <EmptyNote title="Nothing is held">Add a hold to keep schedules from some machines until a time you choose.</EmptyNote>;
        return (
          <SimpleTable
            label="Holds"
            rows={lasting}
            rowKey={({ id }) => id}
            columns={[
              { key: 'targets', header: 'Machines', render: targetText },
              { key: 'reason', header: 'Reason', render: ({ reason }) => reason },
              { key: 'until', header: 'Until', render: ({ until }) => `${formatTime(until, zone)}, ${formatUntil(until, now)}` },
              { key: 'by', header: 'By', render: ({ createdBy, createdAt }) => `${createdBy}, ${formatTime(createdAt, zone)}` },
              {
                key: 'release',
                header: 'Release',
                numeric: true,
                render: (hold) => (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Release the hold: ${hold.reason}`}
                    onClick={() => void release(hold)}
                  >
                    Release
                  </Button>
                ),
              },
            ]}
          />
        );
      }}
    </Loaded>
  );
}
