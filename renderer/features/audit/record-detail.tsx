import { Anchor, CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { AuditRecord, AuditSubject } from '#shared/model/audit.ts';
import { useZone } from '../../app/preferences.ts';
import { useRead } from '../../app/reads.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatTime } from '../../ui/format/time.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import classes from './audit.module.css';
import { actorText } from './audit-columns.tsx';
import { eventNames } from './audit-words.ts';
import { OutcomeWord } from './outcome-word.tsx';
import { planOf, RecordPlan } from './record-plan.tsx';

interface Props {
  seq: number;
  onRun: (runId: string) => void;
  onClose: () => void;
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes['section']} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Subject({ subject }: { subject: AuditSubject }) {
  const { connectionId, machineId, name, provider, account, region } = subject;
  const open = `/compute?open=${encodeURIComponent(`${connectionId} ${machineId}`)}`;
  return (
    <>
      <Anchor component={Link} href={open} size="sm">
        {name || machineId}
      </Anchor>{' '}
      <span className="ae-muted">{[provider, account, region, machineId].filter(Boolean).join(' · ')}</span>
    </>
  );
}

function RunLinks({ runId, onRun }: { runId: string; onRun: (runId: string) => void }) {
  return (
    <>
      <Anchor component={Link} href={`/activity?run=${encodeURIComponent(runId)}`} size="sm">
        {runId}
      </Anchor>
      {' · '}
      <Anchor component="button" type="button" size="sm" onClick={() => onRun(runId)}>
        All its records
      </Anchor>
    </>
  );
}

function Facts({ record, onRun }: { record: AuditRecord; onRun: Props['onRun'] }) {
  const zone = useZone();
  const { at, actor, event, action, subject, outcome, planId, runId, requestIds } = record;
  const values: Record<string, ReactNode> = {
    Time: formatTime(at, zone),
    Who: `${actorText(record)} on ${actor.host}, by ${actor.via}`,
    Event: eventNames[event],
    Action: action,
    Outcome: outcome ? <OutcomeWord outcome={outcome} /> : null,
    Subject: subject ? <Subject subject={subject} /> : null,
    Plan: planId ? <span className="ae-mono">{planId}</span> : null,
    Run: runId ? <RunLinks runId={runId} onRun={onRun} /> : null,
    'Request ids': requestIds.length > 0 ? <span className="ae-mono">{requestIds.join(', ')}</span> : null,
  };
  return (
    <dl className={classes['facts']}>
      {Object.entries(values).map(([name, value]) =>
        value ? (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

function Chain({ record }: { record: AuditRecord }) {
  const hashes = { 'Hash before': record.prev, Hash: record.hash, Signature: record.mac };
  return (
    <dl className={classes['facts']}>
      {Object.entries(hashes).map(([name, hash]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="ae-mono">{hash}</dd>
        </div>
      ))}
    </dl>
  );
}

function Record({ record, onRun }: { record: AuditRecord; onRun: Props['onRun'] }) {
  const plan = planOf(record.details);
  const json = JSON.stringify(record, null, 2);
  return (
    <>
      <p className={classes['summary']}>{record.summary}</p>
      <Facts record={record} onRun={onRun} />
      {record.error ? <ProblemNote error={record.error} /> : null}
      {plan ? (
        <Section title="Plan as it was confirmed">
          <RecordPlan plan={plan} />
        </Section>
      ) : null}
      <Section title="Place in the chain">
        <Chain record={record} />
      </Section>
      <Section title="Raw record">
        <div>
          <CopyButton text={json} label="Copy JSON" variant="default" />
        </div>
        {/* Keyboard users must be able to scroll what overflows. */}
        <pre className={classes['raw']} tabIndex={0} role="region" aria-label="Record as JSON">
          {json}
        </pre>
      </Section>
    </>
  );
}

/** One record with everything it says. */
export function RecordDetail({ seq, onRun, onClose }: Props) {
  const read = useRead(['audit', 'get'], { seq });
  return (
    <section className={classes['detail']} aria-label="Audit record">
      <div className={classes['head']}>
        <h2>Record {seq}</h2>
        <CloseButton aria-label="Close the record" onClick={onClose} />
      </div>
      <Loaded read={read} height={200}>
        {(record) => <Record record={record} onRun={onRun} />}
      </Loaded>
    </section>
  );
}
