import { Anchor, Button, CloseButton } from '@mantine/core';
import { Link } from 'wouter';
import type { Connection, Manifest } from '#shared/model/connection.ts';
import type { Freshness } from '#shared/model/freshness.ts';
import { useZone } from '../../app/preferences.ts';
import { useRead } from '../../app/reads.ts';
import { dataSetNames } from '../../ui/format/data-set.ts';
import { formatNoun } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { SetAge } from '../../ui/set-age.tsx';
import { CheckOutcome, useCheck } from './check-outcome.tsx';
import classes from './connections.module.css';
import { ImportReport } from './import-report.tsx';
import { RemoveConnection } from './remove-connection.tsx';
import { SyncNow } from './sync-now.tsx';

interface Props {
  connection: Connection;
  manifest: Manifest | undefined;
  onEdit: () => void;
  onClose: () => void;
}

function Sets({ sets }: { sets: Freshness[] }) {
  if (sets.length === 0) return <p className="ae-muted">Not read yet. Sync now reads it.</p>;
  return (
    <div className={classes['ages']}>
      {sets.map((set) => (
        <div key={`${set.dataSet} ${set.scope}`} style={{ display: 'contents' }}>
          <span>
            {dataSetNames[set.dataSet]} {set.scope ? <span className="ae-muted">{set.scope}</span> : null}
          </span>
          <SetAge set={set} />
          <span className="ae-num">{formatNoun(set.rows, 'row')}</span>
        </div>
      ))}
    </div>
  );
}

/** One connection: its data, problems, check, sync, import report and removal. */
export function ConnectionDetail({ connection, manifest, onEdit, onClose }: Props) {
  const zone = useZone();
  const fresh = useRead(['sync', 'freshness'], {}).data;
  const { check, checking, outcome } = useCheck();
  const sets = (fresh?.sets ?? []).filter(({ connectionId }) => connectionId === connection.id);
  const problems = (fresh?.problems ?? []).filter(({ connectionId }) => connectionId === connection.id);
  return (
    <section className={classes['pane']} aria-label={connection.name}>
      <div className={classes['head']}>
        <h2 className={classes['title']}>{connection.name}</h2>
        <CloseButton aria-label="Close the connection" onClick={onClose} />
      </div>
      <p className="ae-muted">
        {manifest?.title ?? connection.kind}
        {connection.account ? ` · account ${connection.account}` : ''} ·{' '}
        {connection.lastCheckAt === null ? 'never checked' : `checked ${formatTime(connection.lastCheckAt, zone)}`}
      </p>
      <div className={classes['buttons']} style={{ margin: '12px 0' }}>
        <SyncNow connection={connection} sets={sets} />
        <Button variant="default" loading={checking} onClick={() => void check({ connectionId: connection.id })}>
          Check
        </Button>
        <Button variant="default" onClick={onEdit}>
          Edit
        </Button>
        <RemoveConnection connection={connection} onRemoved={onClose} />
      </div>
      <CheckOutcome outcome={outcome} />
      {!outcome && connection.lastCheckError ? <ProblemNote error={connection.lastCheckError} place="Last check" /> : null}
      <div className={classes['section']}>
        <h3>Data</h3>
        <Sets sets={sets} />
        {manifest?.capabilities.includes('costs') ? (
          <Anchor component={Link} href={`/costs?connection=${encodeURIComponent(connection.id)}`} size="sm" mr={12}>
            Its costs
          </Anchor>
        ) : null}
        {manifest?.capabilities.includes('compute') ? (
          <Anchor component={Link} href={`/compute?connection=${encodeURIComponent(connection.id)}`} size="sm">
            Its machines
          </Anchor>
        ) : null}
      </div>
      {problems.length > 0 ? (
        <div className={classes['section']}>
          <h3>Problems</h3>
          {problems.map(({ error, dataSet, scope }) => (
            <ProblemNote
              key={`${dataSet} ${scope} ${error.code}`}
              error={error}
              place={[dataSet ? dataSetNames[dataSet] : '', scope].filter(Boolean).join(' · ') || undefined}
            />
          ))}
        </div>
      ) : null}
      <ImportReport connectionId={connection.id} />
    </section>
  );
}
