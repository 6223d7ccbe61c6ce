import {
  IconCircleDotted,
  IconCircleFilled,
  IconClock,
  IconPlayerPause,
  IconPlayerStop,
  IconQuestionMark,
  IconX,
} from '@tabler/icons-react';
import type { MachineState as State } from '#shared/model/machine.ts';

const looks: Record<State, { color: string; icon: typeof IconX }> = {
  running: { color: 'var(--ae-ok)', icon: IconCircleFilled },
  starting: { color: 'var(--ae-accent)', icon: IconCircleDotted },
  stopping: { color: 'var(--ae-warn)', icon: IconClock },
  stopped: { color: 'var(--ae-muted)', icon: IconPlayerStop },
  suspended: { color: 'var(--ae-warn)', icon: IconPlayerPause },
  terminated: { color: 'var(--ae-muted)', icon: IconX },
  unknown: { color: 'var(--ae-muted)', icon: IconQuestionMark },
};

/** State of a machine: shape, colour and word. */
export function MachineState({ state }: { state: State }) {
  const { color, icon: Icon } = looks[state];
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6, color }}>
      <Icon size={12} stroke={2} aria-hidden />
      {state}
    </span>
  );
}

/** Environment of a machine; production is coloured and labelled. */
export function EnvironmentMark({ environment }: { environment: string }) {
  if (!environment) return <span className="ae-muted">none</span>;
  if (!/^prod/i.test(environment)) return <>{environment}</>;
  return (
    <span style={{ color: 'var(--ae-production)', border: '1px solid currentColor', borderRadius: 3, padding: '0 4px', fontWeight: 600 }}>
      {environment}
    </span>
  );
}
