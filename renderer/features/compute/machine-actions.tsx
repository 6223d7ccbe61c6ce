import { Menu } from '@mantine/core';
import type { OfferedAction } from '#shared/model/action.ts';
import type { CachedMachine } from '#shared/model/machine.ts';
import { useRead } from '../../app/reads.ts';
import { copyText } from '../../ui/copy-text.ts';
import { planCommand } from '../actions/plan-text.ts';
import { type PlanRequest, usePlan } from '../actions/use-plan.ts';
import { actionLabel, splitActions } from './offered.ts';

interface Props {
  /** What is acted on. */
  targets: PlanRequest['targets'];
  count: number;
  /** The one machine that is acted on: its state says what makes sense; null for several. */
  machine: CachedMachine | null;
}

function makesSense({ states }: OfferedAction, machine: CachedMachine | null): boolean {
  return !machine || states.length === 0 || states.includes(machine.state);
}

/** Menu items of what can be done. What the state rules out is there, disabled, with the reason. */
export function ActionItems({ targets, count, machine }: Props) {
  const plan = usePlan();
  const read = useRead(['actions', 'offered'], { targets }, { keep: true });
  if (!read.data) return <Menu.Item disabled>{read.isError ? 'What can be done is not known' : 'Looking what can be done…'}</Menu.Item>;
  const { first, more } = splitActions(read.data);
  if (read.data.length === 0) return <Menu.Item disabled>Nothing can be done from here</Menu.Item>;
  return [...first, ...more].map((action) => {
    const possible = makesSense(action, machine);
    return (
      <Menu.Item
        key={action.name}
        disabled={!possible}
        color={action.effect === 'destroy' && possible ? 'var(--ae-bad)' : undefined}
        rightSection={possible ? null : <span style={{ fontSize: 12 }}>not when {machine?.state}</span>}
        onClick={() => plan({ action: action.name, targets })}
      >
        {actionLabel(action, count)}
      </Menu.Item>
    );
  });
}

function CommandItems({ targets }: Pick<Props, 'targets'>) {
  const offered = useRead(['actions', 'offered'], { targets }, { keep: true }).data ?? [];
  if (offered.length === 0) return null;
  return (
    <Menu.Sub position="left-start">
      <Menu.Sub.Target>
        <Menu.Sub.Item>Copy as CLI</Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown>
        {offered.map(({ name, title }) => (
          <Menu.Item key={name} onClick={() => void copyText(planCommand({ action: name, targets }), 'The command is on the clipboard.')}>
            {title}
          </Menu.Item>
        ))}
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  );
}

/** Menu items that put a machine's names and commands on the clipboard. */
export function CopyItems({ machine, targets }: Pick<Props, 'targets'> & { machine: CachedMachine }) {
  return (
    <>
      <Menu.Item onClick={() => void copyText(machine.id, 'The id is on the clipboard.')}>Copy id</Menu.Item>
      <Menu.Item onClick={() => void copyText(machine.name || machine.id, 'The name is on the clipboard.')}>Copy name</Menu.Item>
      <CommandItems targets={targets} />
    </>
  );
}
