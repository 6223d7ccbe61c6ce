import { Button, Menu, TextInput } from '@mantine/core';
import { IconTerminal2 } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Plan } from '#shared/model/action.ts';
import { copyText } from '../../ui/copy-text.ts';
import { formatNoun } from '../../ui/format/number.ts';
import { formatDuration } from '../../ui/format/time.ts';
import classes from './actions.module.css';
import { applyCommand, planCommand } from './plan-text.ts';
import { useSeconds } from './use-seconds.ts';

interface Props {
  plan: Pick<Plan, 'title' | 'effect' | 'expiresAt' | 'counts' | 'confirm'>;
  /** What is counted: `target`, `item`. */
  noun: string;
  busy: boolean;
  /** Stands before the time left, e.g. the same as a command. */
  extra?: ReactNode;
  onApply: (confirm: string) => void;
  /** Absent where it is not known how the plan was asked for. */
  onAgain?: () => void;
  onCancel: () => void;
}

/** The same from a terminal: the plan, or carrying out this one. */
export function CopyCommand({ plan }: { plan: Plan }) {
  return (
    <Menu position="top-start" withinPortal>
      <Menu.Target>
        <Button variant="subtle" color="gray" leftSection={<IconTerminal2 size={15} />}>
          Copy as CLI
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() =>
            void copyText(
              planCommand({ ...plan, targets: { machines: plan.targets } }),
              'The command that makes this plan is on the clipboard.',
            )
          }
        >
          Make this plan
        </Menu.Item>
        <Menu.Item onClick={() => void copyText(applyCommand(plan), 'The command that carries this plan out is on the clipboard.')}>
          Carry this plan out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Expiry({ left }: { left: number }) {
  return (
    <span className={classes['expiry']} role="timer" aria-label="Time left to confirm">
      {left > 0 ? `Expires in ${formatDuration(Math.max(10_000, left))}` : 'The plan has expired'}
    </span>
  );
}

/**
 * The plan comes after its dialog opened, when the dialog has given its focus away already. Words to type get it, else what
 * changes nothing: a hasty Enter must not apply a plan that was not read.
 */
function useFirstFocus() {
  const words = useRef<HTMLInputElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => (words.current ?? cancel.current)?.focus(), []);
  return { words, cancel };
}

/** Confirmation by a click or by typing, while the plan lasts. */
export function PlanConfirm({ plan, noun, busy, extra, onApply, onAgain, onCancel }: Props) {
  const [typed, setTyped] = useState('');
  const left = plan.expiresAt - useSeconds();
  const { confirm } = plan;
  const { words, cancel } = useFirstFocus();
  const asksWords = confirm.kind === 'typed' && left > 0 && plan.counts.act > 0;
  const ready = plan.counts.act > 0 && (confirm.kind === 'click' || typed.trim() === confirm.text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !busy) onApply(confirm.kind === 'click' ? '' : confirm.text);
  };
  const label = `${plan.title}: ${formatNoun(plan.counts.act, noun)}`;
  return (
    <form className={classes['confirm']} onSubmit={submit}>
      {asksWords ? (
        <TextInput
          ref={words}
          className={classes['typed']}
          label={
            <>
              Type <strong className="ae-mono">{confirm.text}</strong> to confirm
            </>
          }
          description={confirm.why}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
      ) : (
        <span className={classes['spring']} />
      )}
      {extra}
      <Expiry left={left} />
      <Button ref={cancel} variant="default" onClick={onCancel}>
        Cancel
      </Button>
      {left > 0 ? (
        <Button type="submit" color={plan.effect === 'destroy' ? 'red' : 'accent'} disabled={!ready} loading={busy}>
          {label}
        </Button>
      ) : onAgain ? (
        <Button onClick={onAgain}>Make the plan again</Button>
      ) : null}
    </form>
  );
}
