import { Button, CloseButton, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useZone } from '../../app/preferences.ts';
import { addDays } from '../../app/range.ts';
import type { Output } from '../../app/reads.ts';
import { useRead } from '../../app/reads.ts';
import { AgeBadge } from '../../ui/age-badge.tsx';
import { formatMoney } from '../../ui/format/money.ts';
import { providerName } from '../../ui/format/provider.ts';
import { formatPeriod, formatTime } from '../../ui/format/time.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { EnvironmentMark, MachineState } from '../../ui/machine-state.tsx';
import classes from './machine-detail.module.css';

type Detail = Output<'compute', 'get'>;

function Facts({ title, facts }: { title: string; facts: [string, ReactNode][] }) {
  return (
    <section className={classes['section']}>
      <h3 className={classes['heading']}>{title}</h3>
      <dl className={classes['facts']}>
        {facts.map(([name, value]) => (
          <div key={name} className={classes['fact']}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Cost({ cost }: Pick<Detail, 'cost'>) {
  if (cost.length === 0)
    return (
      <section className={classes['section']}>
        <h3 className={classes['heading']}>Cost</h3>
        <p className="ae-muted">
          No charge in the cache names this machine. Costs by resource need a connection or file that brings resource ids.
        </p>
      </section>
    );
  return (
    <Facts
      title="Cost"
      facts={cost.map(({ currency, value, from, to }) => [
        `${formatPeriod(from)} to ${formatPeriod(addDays(to, -1))}`,
        <span key={currency} className="ae-num">
          {formatMoney(value, currency)}
        </span>,
      ])}
    />
  );
}

function CopyId({ id }: { id: string }) {
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <Button size="compact-xs" variant="default" onClick={copy} leftSection={copied ? <IconCheck size={13} /> : <IconCopy size={13} />}>
          {copied ? 'Copied' : 'Copy id'}
        </Button>
      )}
    </CopyButton>
  );
}

function Body({ detail }: { detail: Detail }) {
  const zone = useZone();
  const { machine, cost } = detail;
  const tags = Object.entries(machine.tags).sort(([a], [b]) => a.localeCompare(b));
  const percent = (value: number | null) => (value === null ? 'not measured' : `${value.toFixed(0)} %`);
  return (
    <>
      <Facts
        title="Overview"
        facts={[
          ['State', <MachineState key="state" state={machine.state} />],
          ['Provider says', machine.providerState],
          ['Environment', <EnvironmentMark key="env" environment={machine.environment} />],
          ['Provider', providerName(machine.provider)],
          ['Account', machine.accountName ? `${machine.accountName} (${machine.account})` : machine.account],
          ['Region', machine.region],
          ['Zone', machine.zone || '–'],
          ['Type', machine.type],
          ['System', machine.os || '–'],
          ['Private address', machine.privateIp || '–'],
          ['Public address', machine.publicIp || '–'],
          ['Launched', machine.launched === null ? 'unknown' : formatTime(machine.launched, zone)],
          ['CPU', percent(machine.cpuPercent)],
          ['Memory', percent(machine.memoryPercent)],
        ]}
      />
      <Cost cost={cost} />
      {tags.length > 0 ? (
        <Facts title="Tags" facts={tags} />
      ) : (
        <section className={classes['section']}>
          <h3 className={classes['heading']}>Tags</h3>
          <p className="ae-muted">This machine has no tags.</p>
        </section>
      )}
    </>
  );
}

interface Props {
  connectionId: string;
  machineId: string;
  onClose: () => void;
}

/** One machine: overview, cost of the last 30 days of cost data, tags. */
export function MachineDetail({ connectionId, machineId, onClose }: Props) {
  const read = useRead(['compute', 'get'], { connectionId, machineId }, { keep: true });
  return (
    <section className={classes['detail']} aria-label="Machine">
      <div className={classes['head']}>
        <h2 className={classes['title']}>{read.data?.machine.name || machineId}</h2>
        <CloseButton aria-label="Close the machine" onClick={onClose} />
      </div>
      <div className={classes['id']}>
        {read.data ? <AgeBadge dated={{ asOf: read.data.asOf, stale: false, problems: [] }} /> : null}
        <span className="ae-mono">{machineId}</span>
        <CopyId id={machineId} />
      </div>
      <Loaded read={read} height={240}>
        {(detail) => <Body detail={detail} />}
      </Loaded>
    </section>
  );
}
