import type { ReactNode } from 'react';
import type { CachedMachine } from '#shared/model/machine.ts';
import { useZone } from '../../../app/preferences.ts';
import { addDays } from '../../../app/range.ts';
import type { Output } from '../../../app/reads.ts';
import { formatMoney } from '../../../ui/format/money.ts';
import { providerName } from '../../../ui/format/provider.ts';
import { formatPeriod, formatTime } from '../../../ui/format/time.ts';
import { EnvironmentMark, MachineState } from '../../../ui/machine-state.tsx';
import { HealthMark, KindMark } from '../machine-marks.tsx';
import { Facts, Section } from './facts.tsx';
import { MachineLink, useCached } from './machine-link.tsx';

export type Detail = Output<'compute', 'get'>;

const percent = (value: number | null) => (value === null ? 'not measured' : `${value.toFixed(0)} %`);
const known = (value: number | null) => (value === null ? 'not said' : String(value));

function CostSum({ cost }: Pick<Detail, 'cost'>) {
  if (cost.length === 0)
    return (
      <Section title="Cost">
        <p className="ae-muted">
          No charge in the cache names this machine. Costs by resource need a connection or file that brings resource ids.
        </p>
      </Section>
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

/** Text after the last slash: ARNs and ARM ids are long, and their end is what people know. */
export function shortId(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1) || id;
}

function Parents({ machine }: { machine: CachedMachine }) {
  const cached = useCached(machine.connectionId, machine.parents);
  if (machine.parents.length === 0) return null;
  return (
    <Facts
      title="Part of"
      facts={machine.parents.map((id, index) => [
        index === 0 ? 'Belongs to' : `and to`,
        <MachineLink
          key={id}
          machineKey={{ connectionId: machine.connectionId, machineId: id }}
          name={shortId(id)}
          cached={cached.has(id)}
        />,
      ])}
    />
  );
}

function Size({ machine: { capacity } }: { machine: CachedMachine }) {
  if (!capacity) return null;
  return (
    <Facts
      title="Size"
      facts={[
        ['Running', known(capacity.running)],
        ['Wanted', known(capacity.desired)],
        ['At least', known(capacity.min)],
        ['At most', known(capacity.max)],
      ]}
    />
  );
}

function overviewFacts(machine: CachedMachine, zone: string): [string, ReactNode][] {
  const facts: [string, ReactNode][] = [
    ['Kind', <KindMark key="kind" kind={machine.kind} />],
    ['State', <MachineState key="state" state={machine.state} />],
    ['Provider says', machine.providerState || '–'],
    ['Health', <HealthMark key="health" health={machine.health} />],
    ...(machine.healthDetail ? [['What is wrong', machine.healthDetail] as [string, ReactNode]] : []),
    ['Environment', <EnvironmentMark key="env" environment={machine.environment} />],
    ['Provider', providerName(machine.provider)],
    ['Account', machine.accountName ? `${machine.accountName} (${machine.account})` : machine.account],
    ['Region', machine.region],
    ['Zone', machine.zone || '–'],
    ['Type', machine.type || '–'],
  ];
  if (machine.kind !== 'machine') return facts;
  return [
    ...facts,
    ['System', machine.os || '–'],
    ['Private address', machine.privateIp || '–'],
    ['Public address', machine.publicIp || '–'],
    ['Launched', machine.launched === null ? 'unknown' : formatTime(machine.launched, zone)],
    ['CPU', percent(machine.cpuPercent)],
    ['Memory', percent(machine.memoryPercent)],
  ];
}

/** Facts, size, cost, details and tags. */
export function OverviewTab({ detail: { machine, cost } }: { detail: Detail }) {
  const zone = useZone();
  const tags = Object.entries(machine.tags).sort(([a], [b]) => a.localeCompare(b));
  const details = Object.entries(machine.details).sort(([a], [b]) => a.localeCompare(b));
  return (
    <>
      <Facts title="Overview" facts={overviewFacts(machine, zone)} />
      <Size machine={machine} />
      <Parents machine={machine} />
      <CostSum cost={cost} />
      {details.length > 0 ? <Facts title="Details" facts={details} /> : null}
      {tags.length > 0 ? (
        <Facts title="Tags" facts={tags} />
      ) : (
        <Section title="Tags">
          <p className="ae-muted">This has no tags.</p>
        </Section>
      )}
    </>
  );
}
