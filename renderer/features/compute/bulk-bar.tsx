import { Button, CloseButton, Menu } from '@mantine/core';
import { IconCalendarTime, IconChevronDown, IconTerminal2 } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { OfferedAction } from '#shared/model/action.ts';
import type { MachineSelection } from '#shared/model/machine.ts';
import { errorOf, useRead } from '../../app/reads.ts';
import { copyText } from '../../ui/copy-text.ts';
import { writeFilter } from '../../ui/filter-text.ts';
import { formatCount } from '../../ui/format/number.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { tell } from '../../ui/tell.ts';
import { planCommand } from '../actions/plan-text.ts';
import { usePlan } from '../actions/use-plan.ts';
import classes from './compute.module.css';
import { actionLabel, splitActions } from './offered.ts';
import { type MachineSelectionState, mostChosen } from './use-selection.ts';

/** Place of a new schedule for whatever matches a filter. */
export function schedulePlace({ text, where }: MachineSelection): string {
  const params = new URLSearchParams({ new: '1' });
  if (text) params.set('text', text);
  for (const { column, values } of where) params.append('where', writeFilter({ column, op: 'in', values }));
  return `/schedules?${params}`;
}

interface Props {
  selection: MachineSelectionState;
}

function copyCommand({ name, title }: OfferedAction, { targets }: MachineSelectionState): void {
  void copyText(planCommand({ action: name, targets }), `The command that plans "${title}" is on the clipboard.`);
}

function CopyMenu({ selection, offered }: Props & { offered: OfferedAction[] }) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconTerminal2 size={15} />}>
          Copy as CLI
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {offered.map((action) => (
          <Menu.Item key={action.name} onClick={() => copyCommand(action, selection)}>
            {action.title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Actions({ selection, offered }: Props & { offered: OfferedAction[] }) {
  const plan = usePlan();
  const { first, more } = splitActions(offered);
  const ask = ({ name }: OfferedAction) => plan({ action: name, targets: selection.targets });
  return (
    <>
      {first.map((action) => (
        <Button key={action.name} size="compact-sm" variant="default" onClick={() => ask(action)}>
          {actionLabel(action, selection.count)}
        </Button>
      ))}
      {more.length > 0 ? (
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={13} />}>
              More
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map((action) => (
              <Menu.Item key={action.name} color={action.effect === 'destroy' ? 'var(--ae-bad)' : undefined} onClick={() => ask(action)}>
                {actionLabel(action, selection.count)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </>
  );
}

/** A schedule follows a filter. Machines chosen one by one have none: without one it would reach everything. */
function ScheduleButton({ filter }: { filter: MachineSelection | null }) {
  const look = { size: 'compact-sm', variant: 'subtle', color: 'gray', leftSection: <IconCalendarTime size={15} /> } as const;
  if (filter)
    return (
      <Button component={Link} href={schedulePlace(filter)} {...look}>
        Schedule…
      </Button>
    );
  const why = 'A schedule follows a filter. Filter the grid, choose all that match with the box in its header, then Schedule.';
  return (
    <Button {...look} onClick={() => tell('info', why)}>
      Schedule…
    </Button>
  );
}

function hiddenText({ hidden, count }: MachineSelectionState): string {
  if (hidden === null) return 'some may be hidden by the filter';
  if (hidden === 0) return '';
  return hidden === count ? 'all hidden by the filter' : `${formatCount(hidden)} hidden by the filter`;
}

/** What is chosen, and what can be done with it. */
export function BulkBar({ selection }: Props) {
  const { count, targets, filter, grid } = selection;
  const many = count > mostChosen;
  const read = useRead(['actions', 'offered'], { targets }, { enabled: count > 0 && !many, keep: true });
  const offered = many ? [] : (read.data ?? []);
  const hidden = hiddenText(selection);
  return (
    <div className={classes['bulk']} role="region" aria-label="Selection">
      <span role="status" data-testid="selected-count">
        <strong>{formatCount(count)} selected</strong>
        {hidden ? <span className={classes['hidden']}> · {hidden}</span> : null}
      </span>
      {many ? <span>At most {formatCount(mostChosen)} can be changed at once: narrow the filter.</span> : null}
      <Actions selection={selection} offered={offered} />
      {read.isError ? <ProblemNote error={errorOf(read.error)} /> : null}
      {!read.isError && !many && read.data?.length === 0 ? (
        <span className="ae-muted">Nothing can be done with these from here.</span>
      ) : null}
      <span className={classes['spring']} />
      <ScheduleButton filter={filter} />
      {offered.length > 0 ? <CopyMenu selection={selection} offered={offered} /> : null}
      <CloseButton aria-label="Clear the selection" onClick={grid.clear} />
    </div>
  );
}
