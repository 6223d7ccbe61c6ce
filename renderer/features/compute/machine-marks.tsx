import {
  IconAlertTriangle,
  IconBox,
  IconCircleCheck,
  IconCpu,
  IconDatabase,
  IconHourglass,
  IconMinus,
  IconPlayerPlay,
  IconServer2,
  IconStack2,
  IconTopologyStar3,
  IconWorld,
} from '@tabler/icons-react';
import type { Capacity, Health, MachineKind } from '#shared/model/machine.ts';

/** Kinds as people say them. Disks and addresses are listed only when nothing uses them. */
export const kindNames: Record<MachineKind, string> = {
  machine: 'machine',
  group: 'group',
  cluster: 'cluster',
  service: 'service',
  task: 'task',
  node_pool: 'node pool',
  disk: 'unused disk',
  address: 'unused address',
};

const kindIcons: Record<MachineKind, typeof IconBox> = {
  machine: IconServer2,
  group: IconStack2,
  cluster: IconTopologyStar3,
  service: IconBox,
  task: IconPlayerPlay,
  node_pool: IconCpu,
  disk: IconDatabase,
  address: IconWorld,
};

const mark = { display: 'inline-flex', alignItems: 'center', gap: 6, verticalAlign: 'top' } as const;

/** What a row is: shape and word. */
export function KindMark({ kind }: { kind: MachineKind }) {
  const Icon = kindIcons[kind];
  return (
    <span style={mark}>
      <Icon size={14} stroke={1.75} aria-hidden />
      {kindNames[kind]}
    </span>
  );
}

const healthLooks: Record<Health, { color: string; icon: typeof IconBox; word: string }> = {
  ok: { color: 'var(--ae-ok)', icon: IconCircleCheck, word: 'ok' },
  impaired: { color: 'var(--ae-bad)', icon: IconAlertTriangle, word: 'impaired' },
  initializing: { color: 'var(--ae-warn)', icon: IconHourglass, word: 'initializing' },
  unknown: { color: 'var(--ae-muted)', icon: IconMinus, word: 'unknown' },
};

/** What the provider's checks say, by word and shape; its own words are the title. */
export function HealthMark({ health, detail = '' }: { health: Health; detail?: string }) {
  const { color, icon: Icon, word } = healthLooks[health];
  return (
    <span style={{ ...mark, color }} title={detail || undefined}>
      <Icon size={14} stroke={1.75} aria-hidden />
      {word}
    </span>
  );
}

/** Members that run of those wanted: `3 / 5`. */
export function capacityText(capacity: Capacity | null): string {
  return capacity ? `${capacity.running ?? '?'} / ${capacity.desired ?? '?'}` : '';
}
