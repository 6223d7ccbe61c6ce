import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import type { MachineKey } from '#shared/model/machine.ts';
import { useZone } from '../../../app/preferences.ts';
import { useRead } from '../../../app/reads.ts';
import { formatTime } from '../../../ui/format/time.ts';
import { JobState } from '../../../ui/job-state.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import classes from './drawer.module.css';
import { Section } from './facts.tsx';
import { ProviderNote } from './provider-note.tsx';
import { useInspection } from './use-inspection.ts';

const most = 50;

function Runs({ machine }: { machine: MachineKey }) {
  const zone = useZone();
  const read = useRead(['actions', 'runs'], { machine, limit: most });
  return (
    <Section title="Changes from here">
      <Loaded read={read} height={48}>
        {({ runs, total }) => (
          <ul className={classes['list']}>
            {runs.map((run) => (
              <li key={run.id}>
                <JobState state={run.state} />{' '}
                <Anchor component={Link} size="sm" href={`/activity?run=${encodeURIComponent(run.id)}`}>
                  {run.title}
                </Anchor>{' '}
                <span className="ae-muted">
                  {run.actor.name}, {formatTime(run.startedAt, zone)}
                </span>
              </li>
            ))}
            {total === 0 ? <li className="ae-muted">Nothing was changed from this console.</li> : null}
            {total > runs.length ? <li className="ae-muted">and {total - runs.length} older ones, under Activity</li> : null}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

function Audit({ machine }: { machine: MachineKey }) {
  const zone = useZone();
  const read = useRead(['audit', 'list'], { machine, limit: most });
  return (
    <Section title="Audit">
      <Loaded read={read} height={48}>
        {({ records, total }) => (
          <ul className={classes['list']}>
            {records.map(({ seq, at, summary, actor }) => (
              <li key={seq}>
                {summary} <span className="ae-muted">{`${actor.name}, ${formatTime(at, zone)}`}</span>
              </li>
            ))}
            {total === 0 ? <li className="ae-muted">No record is about this machine.</li> : null}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

function Events({ machine }: { machine: MachineKey }) {
  const zone = useZone();
  const read = useInspection(machine);
  return (
    <Section title="Events at the provider">
      <ProviderNote read={read} instead="events are not kept in the cache." />
      <ul className={classes['list']}>
        {read.data?.events.map(({ at, text }) => (
          <li key={`${at} ${text}`}>
            {text} <span className="ae-muted">{formatTime(at, zone)}</span>
          </li>
        ))}
        {read.data?.events.length === 0 ? <li className="ae-muted">The provider reports no events.</li> : null}
      </ul>
    </Section>
  );
}

/** What was done to a machine, by whom, and what its provider reports. */
export function ActivityTab({ machine }: { machine: MachineKey }) {
  return (
    <>
      <Runs machine={machine} />
      <Audit machine={machine} />
      <Events machine={machine} />
    </>
  );
}
