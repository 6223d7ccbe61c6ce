import { Button, CloseButton, Menu, Tabs } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CachedMachine } from '#shared/model/machine.ts';
import { useRead } from '../../../app/reads.ts';
import { AgeBadge } from '../../../ui/age-badge.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { EnvironmentMark, MachineState } from '../../../ui/machine-state.tsx';
import { MetricsPanel } from '../../metrics/metrics-panel.tsx';
import { type DetailTab, detailTabs } from '../compute-state.ts';
import { ActionItems, CopyItems } from '../machine-actions.tsx';
import { KindMark } from '../machine-marks.tsx';
import { ActivityTab } from './activity-tab.tsx';
import { ConnectTab } from './connect-tab.tsx';
import { CostTab } from './cost-tab.tsx';
import classes from './drawer.module.css';
import { Section } from './facts.tsx';
import { type Detail, OverviewTab } from './overview-tab.tsx';
import { RawTab } from './raw-tab.tsx';
import { RelatedTab } from './related-tab.tsx';

const names: Record<DetailTab, string> = {
  overview: 'Overview',
  metrics: 'Metrics',
  cost: 'Cost',
  activity: 'Activity',
  related: 'Related',
  raw: 'Raw',
  connect: 'Connect',
};

function ActionsMenu({ machine }: { machine: CachedMachine }) {
  const targets = { machines: [{ connectionId: machine.connectionId, machineId: machine.id }] };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={13} />}>
          Actions
        </Button>
      </Menu.Target>
      <Menu.Dropdown miw={220}>
        <ActionItems targets={targets} count={1} machine={machine} />
        <Menu.Divider />
        <CopyItems machine={machine} targets={targets} />
      </Menu.Dropdown>
    </Menu>
  );
}

function Part({ tab, detail }: { tab: DetailTab; detail: Detail }): ReactNode {
  const { machine } = detail;
  const key = { connectionId: machine.connectionId, machineId: machine.id };
  const parts: Record<DetailTab, () => ReactNode> = {
    overview: () => <OverviewTab detail={detail} />,
    metrics: () => (
      <Section title="Metrics">
        <MetricsPanel machines={[key]} />
      </Section>
    ),
    cost: () => <CostTab detail={detail} />,
    activity: () => <ActivityTab machine={key} />,
    related: () => <RelatedTab machine={machine} />,
    raw: () => <RawTab machine={machine} />,
    connect: () => <ConnectTab machine={key} />,
  };
  return parts[tab]();
}

interface Props {
  connectionId: string;
  machineId: string;
  tab: DetailTab;
  onTab: (tab: DetailTab) => void;
  onClose: () => void;
}

/** One machine or service: what it is, how it does, what it costs, what was done to it, and what hangs on it. */
export function MachineDrawer({ connectionId, machineId, tab, onTab, onClose }: Props) {
  const read = useRead(['compute', 'get'], { connectionId, machineId }, { keep: true });
  const machine = read.data?.machine;
  // The answer to the machine before is kept while the next is read: it must not be acted on under the new name.
  const current = machine?.id === machineId && machine.connectionId === connectionId ? machine : null;
  return (
    <section className={classes['detail']} aria-label="Machine">
      <div className={classes['head']}>
        <h2 className={classes['title']}>{current?.name || machineId}</h2>
        <div className={classes['headEnd']}>
          {current ? <ActionsMenu machine={current} /> : null}
          <CloseButton aria-label="Close the machine" onClick={onClose} />
        </div>
      </div>
      <div className={classes['id']}>
        {current ? (
          <>
            <KindMark kind={current.kind} />
            <MachineState state={current.state} />
            <EnvironmentMark environment={current.environment} />
            <AgeBadge dated={{ asOf: read.data?.asOf ?? null, stale: false, problems: [] }} />
          </>
        ) : null}
        <span className="ae-mono">{machineId}</span>
        <CopyButton text={machineId} label="Copy id" variant="default" />
      </div>
      <Tabs className={classes['tabs'] ?? ''} value={tab} onChange={(next) => onTab((next ?? 'overview') as DetailTab)} keepMounted={false}>
        <Tabs.List aria-label="Parts of the machine">
          {detailTabs.map((one) => (
            <Tabs.Tab key={one} value={one} px={9} py={6} fz={12}>
              {names[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} className={classes['panel'] ?? ''} tabIndex={0}>
          <Loaded read={read} height={240}>
            {(detail) => (current ? <Part tab={tab} detail={{ ...detail, machine: current }} /> : null)}
          </Loaded>
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}
